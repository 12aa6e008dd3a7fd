"""Quizzes and guides through the front door: gifts, skin, shades, sizes (B1, B3, B7, A8, P18)."""

import json

from bot.whatsapp.emulator.handset import Handset
from tests.stories.shop import Shop, on_both_databases


async def profile(shop: Shop) -> dict[str, tuple[object, str]]:
    """What the shop knows of its one contact, and from where."""
    rows = await shop.rows("select name, value, source from profile_answer")
    return {name: (json.loads(value), source) for name, value, source in rows}


async def take_the_quiz(shop: Shop, phone: Handset) -> list[str]:
    return await shop.walks(phone, "skin quiz", "tight", "easily", "redness", "hours outdoors")


async def test_a_product_is_five_taps_away_from_the_menu(shop: Shop) -> None:
    """B1: the menu's row, department, kind, two questions, card."""
    amina = shop.phone()
    await shop.hears(amina, "hi")
    for title in ("🔎 Find a product", "🚲 Sport", "Snowboards", "Beginner", "On the piste"):
        await shop.taps(amina, title)
    assert "🛒 Add to cart" in shop.offered(amina)
    assert shop.bubbles(amina)[-1].shown.media


async def test_whoever_is_sensitive_gets_no_perfume_without_being_asked(shop: Shop) -> None:
    """B2: a preference that the card explains."""
    amina = shop.phone()
    answers = await shop.walks(amina, "find a product", "skin care", "moisturiser", "sensitive", "redness")
    assert "no perfume" in answers[-1]


async def test_only_what_is_in_stock_is_offered(shop: Shop) -> None:
    """B1: a kind that is sold out is no row, and typed it is said to be gone."""
    amina = shop.phone()
    (sku,) = [
        row[0]
        for row in await shop.rows(
            "select v.sku from variant v join product p on p.id = v.product_id where p.category = 'skincare/hand'"
        )
    ]
    await shop.sells(sku, stock=0)
    await shop.walks(amina, "find a product", "skin care", "more")
    assert "Body care" in shop.offered(amina)
    assert "Hand care" not in shop.offered(amina)
    answers = await shop.hears(amina, "hand care")
    assert any("nothing of that kind in stock (hand care)" in text for text in answers)
    assert "🛒 Add to cart" in shop.offered(amina)


@on_both_databases
async def test_a_gift_comes_in_three_pictures_and_is_about_somebody_else(shop: Shop) -> None:
    """B1: ideas with pictures; what she tells of her mother is never her own profile."""
    amina = shop.phone()
    await take_the_quiz(shop, amina)
    before = await profile(shop)
    await shop.walks(amina, "I need a gift for my mum", "surprise me")
    count = len(shop.bubbles(amina))
    await shop.taps(amina, "No limit")
    ideas = shop.bubbles(amina)[count:]
    assert [bool(idea.shown.media) for idea in ideas] == [True, True, True]
    assert len(shop.offered(amina)) == 3
    after = await profile(shop)
    assert {name: after[name] for name in before} == before
    assert after["gift_for"] == ("her", "gift_finder")
    await shop.taps(amina, shop.offered(amina)[1])
    assert "🛒 Add to cart" in shop.offered(amina)


@on_both_databases
async def test_the_skin_quiz_ends_with_a_routine_and_a_profile(shop: Shop) -> None:
    """B1: a profile in words, three steps that each open, a lead, and the finder knows it."""
    amina = shop.phone()
    answers = await take_the_quiz(shop, amina)
    assert any("dry skin" in text and "reacts easily" in text for text in answers)
    steps = shop.offered(amina)
    assert len(steps) == 3
    for step in steps:
        assert step.rstrip("…") in (await shop.taps(amina, step))[-1]
    kept = await profile(shop)
    assert {name: kept[name] for name in ("skin_type", "skin_reacts", "skin_concern", "sun")} == {
        "skin_type": ("dry", "skin_quiz"),
        "skin_reacts": ("often", "skin_quiz"),
        "skin_concern": ("redness", "skin_quiz"),
        "sun": ("much", "skin_quiz"),
    }
    assert [flow for (flow,) in await shop.rows("select flow from lead")] == ["skin_quiz"]
    assert "remember your skin" in (await shop.walks(amina, "find a product", "skin care", "serum"))[-1]


async def test_the_skin_quiz_is_resumed_after_days_and_retaken(shop: Shop) -> None:
    """P18, A8: the answers stay, the open question comes back; taking it again changes the profile."""
    amina = shop.phone()
    await shop.walks(amina, "skin quiz", "tight", "never", "is shipping free?")
    await shop.passes(days=3)
    await shop.hears(amina, "hi")
    assert "3/4" in (await shop.taps(amina, "▶️ Carry on"))[-1]
    await shop.walks(amina, "dryness", "hardly any")
    assert (await profile(shop))["skin_type"] == ("dry", "skin_quiz")
    await shop.walks(amina, "retake the skin quiz", "shiny all over", "never", "pores", "hardly any")
    assert (await profile(shop))["skin_type"] == ("oily", "skin_quiz")


async def test_an_answer_of_the_skin_quiz_is_corrected(shop: Shop) -> None:
    """B1: “no, tight” in the middle."""
    amina = shop.phone()
    await shop.walks(amina, "skin quiz", "shiny all over")
    assert "2/4" in (await shop.hears(amina, "no, tight"))[-1]
    assert (await shop.slots(amina))["skin_type"] == "dry"


async def test_a_shade_is_matched_and_a_sold_out_one_is_told(shop: Shop) -> None:
    """B7: one shade with its picture; the nearest in stock when it is gone."""
    amina = shop.phone()
    answers = await shop.walks(amina, "find my shade", "foundation", "light", "warm")
    assert any("Sand" in text for text in answers)
    assert shop.bubbles(amina)[-1].shown.media
    assert shop.offered(amina) == ["🛒 Add to cart", "🎨 See swatches", "Another product"]
    sku = str((await shop.slots(amina))["sku"])
    await shop.sells(sku, stock=0)
    answers = await shop.walks(amina, "find my shade", "yes")
    assert any("sold out" in text for text in answers)
    assert (await shop.slots(amina))["sku"] != sku


async def test_whoever_does_not_know_her_undertone_looks_at_her_wrist(shop: Shop) -> None:
    """B7: a hint instead of a guess."""
    amina = shop.phone()
    assert "veins" in (await shop.walks(amina, "find my shade", "concealer", "medium", "i'm not sure"))[-1]
    assert "🛒 Add to cart" in (await shop.taps(amina, "Bluish, silver") and shop.offered(amina))


@on_both_databases
async def test_a_snowboard_for_what_was_said_at_once(shop: Shop) -> None:
    """B3: the values of the first words are used; one variant with its price comes back."""
    tom = shop.phone()
    answers = await shop.walks(tom, "which snowboard size for 180 cm 75 kg", "getting there", "all over the mountain")
    assert any("156 cm" in text or "160 cm" in text for text in answers)
    assert "$" in answers[-1]
    assert shop.offered(tom) == ["🛒 Add to cart", "Other size", "More options …"]
    slots = await shop.slots(tom)
    assert len(slots["matches"]) == 1
    assert (await profile(shop))["height_cm"] == (180, "size_guide")


async def test_measures_outside_every_size_are_told_honestly(shop: Shop) -> None:
    """B3: no size is talked into; a person is named."""
    tom = shop.phone()
    answers = await shop.walks(tom, "snowboard size", "expert", "it doesn't matter", "150 kg", "6'9")
    assert any("none of our sizes" in text and "person" in text for text in answers)


async def test_a_size_that_is_sold_out_is_told(shop: Shop) -> None:
    """B3, G5: on a product's card the guide is for that product, also when its right size is gone."""
    amina = shop.phone()
    await shop.hears(amina, "everyday tee")
    gone = await shop.rows(
        "select v.sku from variant v where v.product_id = 'everyday-tee' and v.options like '%\"L\"%'"
    )
    for (sku,) in gone:
        await shop.sells(sku, stock=0)
    answers = await shop.walks(amina, "which size do I need", "L", "regular")
    assert any("sold out" in text for text in answers)
    assert [title for title in shop.offered(amina) if "Other" in title]


async def test_a_bicycle_in_korean_without_knowing_the_inseam(shop: Shop) -> None:
    """B3 in Korean, typed."""
    minji = shop.phone("+821055550101", "민지")
    answers = await shop.walks(minji, "자전거 사이즈 추천", "도심", "170", "잘 모르겠어요")
    assert any("프레임 *M*" in text for text in answers)
    assert "🛒 장바구니 담기" in shop.offered(minji)


async def test_the_size_topic_leads_to_the_guides(shop: Shop) -> None:
    """B4, B3: the answer to a question about sizes has a way on."""
    amina = shop.phone()
    await shop.hears(amina, "do the clothes run small")
    await shop.taps(amina, "📏 Find my size")
    assert shop.offered(amina) == ["🏂 A snowboard", "🚲 A bicycle", "👕 Clothes"]
