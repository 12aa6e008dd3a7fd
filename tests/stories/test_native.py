"""Selling with WhatsApp's own catalog: product messages out, our own card where they cannot go."""

import json
from pathlib import Path

import pytest

from tests.stories.natively import CATALOG_ID, contents, items, products, refusals, sells_natively
from tests.stories.shop import Shop, on_both_databases

CANDLE, FIG = "HOM-101", "HOM-102"


async def test_a_card_is_a_single_product_message(shop: Shop, tmp_path: Path) -> None:
    """P29: one resource for all of them, created once; the product travels in a variable."""
    await sells_natively(shop, tmp_path)
    amina = shop.phone()
    await shop.hears(amina, "candles")
    shown = products(shop, amina)
    assert (shown["kind"], items(shop, amina)) == ("product", [(CANDLE, "")])
    assert "$26" in shop.bubbles(amina)[-1].shown.text
    assert shown["footer"] == "Or write: details, more options, next"
    await shop.hears(amina, "next")
    assert items(shop, amina) == [(FIG, "")]
    [resource] = contents(shop)
    assert resource["id"] == CATALOG_ID
    assert resource["dynamic_items"] == "{{products}}"
    assert "items" not in resource
    assert "title" not in resource


async def test_without_a_catalog_everything_is_our_own(shop: Shop) -> None:
    """P29: the fallback is what there was."""
    amina = shop.phone()
    await shop.hears(amina, "candles")
    assert products(shop, amina) == {}
    assert "🛒 Add to cart" in shop.offered(amina)


async def test_a_list_of_results_is_a_multi_product_message_in_sections(shop: Shop, tmp_path: Path) -> None:
    """P29: each product below its category, the shop's name above them."""
    await sells_natively(shop, tmp_path)
    amina = shop.phone()
    await shop.hears(amina, "show me shirts")
    shown = products(shop, amina)
    assert (shown["kind"], shown["title"]) == ("products", "Mallo")
    assert {section for _, section in items(shop, amina)} == {"Shirts"}
    assert len(items(shop, amina)) == 4


async def test_words_do_what_buttons_would(shop: Shop, tmp_path: Path) -> None:
    """P29: there are no buttons of ours on a product message, and nothing is lost by that."""
    await sells_natively(shop, tmp_path)
    amina = shop.phone()
    await shop.hears(amina, "candles")
    [details] = await shop.hears(amina, "details")
    assert "forty hours" in details
    await shop.hears(amina, "candles")
    await shop.hears(amina, "more options")
    assert "📷 More photos" in shop.offered(amina) or "✨ More like this" in shop.offered(amina)
    await shop.hears(amina, "candles")
    assert "Added ✅" in (await shop.hears(amina, "add to cart"))[0]


async def test_what_is_not_in_the_catalog_keeps_our_own_card(shop: Shop, tmp_path: Path) -> None:
    """P29: by the merchant's word, before anything is refused."""
    await sells_natively(shop, tmp_path, leave_out=[CANDLE])
    amina = shop.phone()
    await shop.hears(amina, "candles")
    assert products(shop, amina) == {}
    assert "🛒 Add to cart" in shop.offered(amina)
    assert await refusals(shop) == []


async def test_a_list_names_what_the_catalog_lacks(shop: Shop, tmp_path: Path) -> None:
    """P29: left out of the sections, told below the words."""
    await sells_natively(shop, tmp_path, leave_out=["CLO-502-XS-CR"])
    amina = shop.phone()
    [told] = await shop.hears(amina, "show me shirts")
    assert len(items(shop, amina)) == 3
    assert "• Poppy Blouse – $43" in told


async def test_only_some_departments_may_be_in_the_catalog(shop: Shop, tmp_path: Path) -> None:
    """P29: `categories` says which."""
    await sells_natively(shop, tmp_path, categories=["clothes"])
    amina = shop.phone()
    await shop.hears(amina, "candles")
    assert products(shop, amina) == {}
    await shop.hears(amina, "show me shirts")
    assert products(shop, amina)["kind"] == "products"


@on_both_databases
async def test_what_meta_does_not_have_goes_out_once_more_as_our_card(shop: Shop, tmp_path: Path) -> None:
    """P29, G2: the failure comes in a callback; the card follows at once, and why is written down."""
    await sells_natively(shop, tmp_path, lacks=frozenset({CANDLE}))
    amina = shop.phone()
    await shop.hears(amina, "candles")
    assert products(shop, amina) == {}
    assert "🛒 Add to cart" in shop.offered(amina)
    assert await refusals(shop) == ["WhatsApp did not accept the content"]
    [(status, attempts)] = await shop.rows("select status, attempts from outbox where content like '%native%'")
    assert (status, attempts) == ("delivered", 2)


async def test_a_product_that_was_refused_is_our_own_card_from_then_on(shop: Shop, tmp_path: Path) -> None:
    """P29: no second failure for the same product within the hour."""
    await sells_natively(shop, tmp_path, lacks=frozenset({CANDLE}))
    for number in (1, 2):
        phone = shop.phone(f"+1415555010{number}")
        await shop.hears(phone, "candles")
        assert "🛒 Add to cart" in shop.offered(phone)
    failed = [m for m in shop.emulator.store.messages.values() if m.status == "failed"]
    assert len(failed) == 1
    assert [reason[:30] for reason in await refusals(shop)] == [
        "WhatsApp did not accept the co",
        "WhatsApp has refused these pro",
    ]


@pytest.mark.parametrize("code", [63005, 63006, 63013, 63021, 63030])
async def test_every_refusal_of_content_falls_back(shop: Shop, tmp_path: Path, code: int) -> None:
    """P29: the documented codes for content that WhatsApp will not show."""
    await sells_natively(shop, tmp_path)
    amina = shop.phone()
    await shop.hears(amina, "hi")
    shop.emulator.faults.fail_next(code, times=2)
    await shop.hears(amina, "show me shirts")
    await shop.settles()
    assert sum(m.status == "failed" for m in shop.emulator.store.messages.values()) == 2
    [failed] = await shop.rows("select status, error_code from outbox where content like '%native%'")
    assert failed == ("failed", code)


async def test_another_failure_is_no_reason_for_our_card(shop: Shop, tmp_path: Path) -> None:
    """P29: who cannot be reached is not reached by a card either."""
    await sells_natively(shop, tmp_path)
    amina = shop.phone()
    await shop.hears(amina, "hi")
    shop.emulator.faults.fail_next(63024)
    await shop.hears(amina, "show me shirts")
    [(content,)] = await shop.rows("select content from outbox where content like '%native%'")
    assert "refused" not in json.loads(content)["native"]


async def test_where_no_resource_can_be_created_the_list_is_our_own(shop: Shop, tmp_path: Path) -> None:
    """P29: an account without the content type loses nothing."""
    await sells_natively(shop, tmp_path)
    amina = shop.phone()
    await shop.hears(amina, "hi")
    shop.emulator.faults.refuse_contents(times=1)
    await shop.hears(amina, "show me shirts")
    assert products(shop, amina) == {}
    assert "Inkwell Oxford Shirt" in shop.offered(amina)
    assert await refusals(shop) == ["Twilio has no resource for products of this catalog"]


async def test_what_has_sold_out_is_no_product_message(shop: Shop, tmp_path: Path) -> None:
    """P36: WhatsApp would still sell it."""
    await sells_natively(shop, tmp_path)
    amina = shop.phone()
    await shop.hears(amina, "candles")
    await shop.sells(FIG, stock=0)
    await shop.hears(amina, "next")
    assert FIG not in [item for item, _ in items(shop, amina)]


async def test_content_ids_may_be_made_of_our_key(shop: Shop, tmp_path: Path) -> None:
    """P29: and are read back the same way."""
    await sells_natively(shop, tmp_path, content_id="mallo_{sku}")
    amina = shop.phone()
    await shop.hears(amina, "candles")
    assert items(shop, amina) == [(f"mallo_{CANDLE}", "")]
    told = "\n".join(await shop.gets(amina, kind="order", order=[[f"mallo_{CANDLE}", 2]], catalog_id=CATALOG_ID))
    assert "2 × $26 = $52" in told


async def test_the_whole_catalog_opens_where_twilio_has_enabled_it(shop: Shop, tmp_path: Path) -> None:
    """P29: one message without items, with the picture of what sells best."""
    await sells_natively(shop, tmp_path, full_catalog=True)
    amina = shop.phone()
    [told] = await shop.hears(amina, "show me your catalog")
    assert told.endswith("Here is everything we have 👇 Or tell me what you're looking for.")
    assert products(shop, amina)["kind"] == "catalog"
    assert products(shop, amina)["picture"]
    assert "dynamic_items" not in contents(shop)[-1]


async def test_the_whole_catalog_asks_what_to_look_for_where_there_is_none(shop: Shop) -> None:
    """P29: the same words, no dead end."""
    amina = shop.phone()
    await shop.hears(amina, "show me your catalog")
    assert "🧴 Skin care" in shop.offered(amina)


async def test_a_refused_whole_catalog_leads_to_the_finder(shop: Shop, tmp_path: Path) -> None:
    """P29: it must be enabled by Twilio; where it is not, buttons of ours follow."""
    await sells_natively(shop, tmp_path, full_catalog=True)
    amina = shop.phone()
    await shop.hears(amina, "hi")
    shop.emulator.faults.fail_next(63005)
    await shop.hears(amina, "show me your catalog")
    assert shop.offered(amina) == ["🔎 Find a product", "Menu"]


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ("향초", "“자세히 보기”, “더 보기”, “다음”이라고 쓰셔도 돼요"),
        ("velas aromáticas por favor", "O escribe: detalles, más opciones, siguiente"),
    ],
)
async def test_the_hint_speaks_the_contacts_language(shop: Shop, tmp_path: Path, words: str, hint: str) -> None:
    """I18n: the footer is a text of the library like any other."""
    await sells_natively(shop, tmp_path)
    minji = shop.phone("+821055550101" if hint.startswith("“") else "+34655550101", "Minji")
    await shop.hears(minji, words)
    assert products(shop, minji)["footer"] == hint


async def test_other_shoppers_do_not_wait_for_a_refusal(shop: Shop, tmp_path: Path) -> None:
    """G2: what comes behind the refused product stays behind it."""
    await sells_natively(shop, tmp_path, lacks=frozenset({CANDLE}))
    amina, minji = shop.phone(), shop.phone("+821055550101", "Minji")
    await amina.says("candles")
    await amina.says("details")
    await minji.says("메뉴")
    await shop.settles()
    texts = [message.shown.text for message in shop.bubbles(amina)]
    card = next(n for n, text in enumerate(texts) if "minus the spiders" in text)
    details = next(n for n, text in enumerate(texts) if "forty hours" in text)
    assert card < details
    assert shop.bubbles(minji)
