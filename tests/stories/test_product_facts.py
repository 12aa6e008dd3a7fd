"""Everything about one product from its card: photos, sizes, material, care, reviews, variants, what is like it."""

from datetime import UTC, datetime

from bot.whatsapp.emulator.handset import Handset
from catalog.queries import bump_version
from catalog.tables import Product, ProductText, Review
from tests.stories.shop import PUBLIC_URL, Shop, on_both_databases

TEE = "everyday-tee"
QUOTES = [
    ("r1", 5, "en", "Soft and heavy.", True),
    ("r2", 4, "en", "Shrinks a little.", True),
    ("r3", 5, "ko", "정말 부드러워요.", True),
    ("r4", 2, "en", "Too boxy for me.", False),
    ("r5", 5, "ko", "색이 예뻐요.", True),
]


async def knows_everything(shop: Shop) -> None:
    """The store has four photos, a size table, material, care and five reviews of the tee."""
    async with shop.wiring.database.session() as session:
        product = await session.get_one(Product, TEE)
        product.media = [f"/media/products/{name}.jpg" for name in (TEE, "calm-serum", "moss-cardigan", "fig-candle")]
        product.size_table = {
            "columns": ["size", "chest_cm_min", "chest_cm_max"],
            "rows": [["S", 88, 94], ["M", 94, 100]],
        }
        product.rating, product.rating_count = 420, len(QUOTES)
        text = await session.get_one(ProductText, (TEE, "en"))
        text.material, text.usage = "Organic cotton", "Wash at 40 degrees."
        for old in await shop.rows("select id from review where product_id = $1", TEE):
            await session.delete(await session.get_one(Review, old[0]))
        for name, stars, language, words, verified in QUOTES:
            moment = datetime(2026, 10, int(name[1:]), tzinfo=UTC)
            said = {"author": "A.", "text": words, "language": language, "verified": verified}
            session.add(Review(id=f"story-{name}", product_id=TEE, rating=stars, written_at=moment, **said))
        await bump_version(session, TEE)
    await shop.wiring.shelves.refresh()


async def open_card(shop: Shop) -> Handset:
    await knows_everything(shop)
    amina = shop.phone()
    await shop.hears(amina, "everyday tee")
    return amina


@on_both_databases
async def test_the_card_leads_to_every_fact(shop: Shop) -> None:
    """B6: from the catalog only; the rating is on the card."""
    amina = await open_card(shop)
    assert "★ 4.2 · 5" in shop.bubbles(amina)[-1].shown.text
    await shop.taps(amina, "More options …")
    for row, fact in {
        "📏 Sizes": "chest 88–94 cm",
        "🧵 Material": "Organic cotton",
        "🧼 How to use it": "40 degrees",
    }.items():
        assert fact in (await shop.taps(amina, row))[-1]


async def test_three_more_photos_the_last_one_with_the_buttons(shop: Shop) -> None:
    """B6: they can really be fetched."""
    amina = await open_card(shop)
    before = len(shop.bubbles(amina))
    await shop.hears(amina, "more photos")
    photos = shop.bubbles(amina)[before:]
    assert [p.shown.media["url"] for p in photos if p.shown.media] == [
        f"{PUBLIC_URL}/media/products/{name}.jpg" for name in ("calm-serum", "moss-cardigan", "fig-candle")
    ]
    assert "🛒 Add to cart" in shop.offered(amina)


async def test_typed_questions_are_about_the_product_that_is_shown(shop: Shop) -> None:
    """B6: not the shop's general answers."""
    amina = await open_card(shop)
    for question, answer in {
        "what is it made of?": "Organic cotton",
        "how do I wash it?": "40 degrees",
        "what are the measurements?": "chest 88–94 cm",
        "do you have it in M?": "· M ·",
        "reviews?": "4.2 of 5",
    }.items():
        assert any(answer in text for text in await shop.hears(amina, question)), question
    assert "$" in (await shop.hears(amina, "how much is shipping?"))[0], "other questions are still the shop's"


@on_both_databases
async def test_reviews_have_average_spread_and_quotes_in_ones_own_language_first(shop: Shop) -> None:
    """B8: verified buyers first, three at a time, until there are no more."""
    amina = await open_card(shop)
    first = (await shop.hears(amina, "reviews"))[-1]
    assert "5★ ▰▰▰▰▰▱▱▱ 3" in first
    assert first.index("Shrinks a little") < first.index("Soft and heavy") < first.index("Too boxy")
    more = (await shop.taps(amina, "More reviews"))[-1]
    assert "정말 부드러워요" in more
    assert "More reviews" not in shop.offered(amina)


async def test_what_the_catalog_does_not_hold_is_neither_offered_nor_invented(shop: Shop) -> None:
    """B6: no table, no row; asked for it all the same, a person may know."""
    amina = await open_card(shop)
    async with shop.wiring.database.session() as session:
        text = await session.get_one(ProductText, (TEE, "en"))
        text.material = ""
        await bump_version(session, TEE)
    await shop.wiring.shelves.refresh()
    await shop.taps(amina, "More options …")
    assert "🧵 Material" not in shop.offered(amina)
    await shop.hears(amina, "what material is it")
    assert "Talk to a person" in shop.offered(amina)


async def test_a_sold_out_size_offers_the_others(shop: Shop) -> None:
    """B2, G5: says so, and what there is instead."""
    amina = await open_card(shop)
    await shop.sells("CLO-101-L", stock=0)
    answers = await shop.hears(amina, "do you have it in L?")
    assert "sold out" in answers[0]
    assert any("M" in title for title in shop.offered(amina))


async def test_an_old_row_of_a_list_still_opens_its_product(shop: Shop) -> None:
    """G5: months later, after other talk."""
    amina = shop.phone()
    await shop.hears(amina, "serum for oily skin")
    await shop.walks(amina, "skin care under 40")
    row = shop.offered(amina)[0]
    await shop.passes(days=100)
    await shop.hears(amina, "hi")
    assert row.rstrip("…") in (await shop.taps(amina, row))[-1]
