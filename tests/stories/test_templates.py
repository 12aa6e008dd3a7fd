"""G7, D13, E1 and P7–P11, P20: what goes out when the window is closed, in which words, and why not."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.clock import ManualClock
from bot.inbox.events import EventKind, NewEvent
from tests.stories.happened import ALL_OFF, with_journeys
from tests.stories.shop import Shop, on_both_databases
from tests.stories.templates import ENGLISH, TWIN, VALUES, is_told, met, open_with_templates, plans

COSTS = "select billed_as, price, price_currency from outbox order by id desc limit 1"


@pytest.fixture
async def shop(database_url: str, clock: ManualClock, tmp_path: Path) -> AsyncIterator[Shop]:
    async with open_with_templates(database_url, clock, tmp_path / "own") as opened:
        yield opened


@on_both_databases
async def test_an_approved_template_goes_out_when_the_window_is_closed(shop: Shop) -> None:
    """E1, P7: header, body, footer and buttons, all variables filled in; a tap is understood like any other."""
    await shop.wiring.templates.submit()
    amina = await met(shop)
    await plans(shop, amina, "order 1001 paid")
    bubble = shop.bubbles(amina)[-1]
    assert bubble.is_template
    assert bubble.shown.text == (
        "Order 1001\nHi Amina, thank you! Your order over $49.00 is paid, and we pack it for you today.\nMallo"
    )
    reply, link = bubble.shown.buttons
    assert (reply["title"], link["target"]) == ("Where is it?", "https://shop.example.com/orders/x1")
    assert await is_told(shop) == ("delivered", "")
    answers = await shop.taps(amina, "Where is it?")
    assert "주문하신 내역이 없어요" in answers[0]  # “no orders under this number”


async def test_the_phone_shows_that_it_was_a_template(shop: Shop) -> None:
    await shop.wiring.templates.submit()
    amina = await met(shop)
    await plans(shop, amina, "k")
    from bot.whatsapp.emulator.resources import bubble_json

    shown = bubble_json(shop.bubbles(amina)[-1])
    assert shown["template"] is True
    assert [button["title"] for button in shown["buttons"]] == ["Where is it?", "See the order"]


async def test_inside_the_window_the_twin_goes_out_when_it_is_as_cheap(shop: Shop) -> None:
    """Issue part 4: the free-form twin, priced as a service message."""
    await shop.wiring.templates.submit()
    amina = shop.phone("+821012345678")
    await shop.hears(amina, "hi")
    await plans(shop, amina, "k")
    assert amina.hears[-1] == TWIN
    assert not shop.bubbles(amina)[-1].is_template
    assert (await shop.rows(COSTS))[0][0] == "service"


async def test_what_it_costs_is_kept_with_it(shop: Shop) -> None:
    """A Korean contact, November 2026: the utility rate and Twilio's fee."""
    shop.clock.set(datetime(2026, 11, 27, tzinfo=UTC))
    await shop.wiring.templates.submit()
    amina = await met(shop)
    await plans(shop, amina, "k")
    assert await shop.rows(COSTS) == [("utility", 16_300, "USD")]


@pytest.mark.parametrize(
    ("language", "begins"),
    [("ko", "주문 1001"), ("ko-KR", "주문 1001"), ("en", "Order 1001"), ("es", "Order 1001"), ("", "Order 1001")],
)
async def test_the_language_falls_back_to_its_base_and_then_to_the_shops(
    shop: Shop, language: str, begins: str
) -> None:
    """P11."""
    await shop.wiring.templates.submit()
    amina = await met(shop)
    await plans(shop, amina, "k", language=language)
    assert amina.hears[-1].startswith(begins)


async def test_a_value_that_is_missing_is_never_replaced_by_the_sample(shop: Shop) -> None:
    """P9: the provider would show the reviewer's sample."""
    await shop.wiring.templates.submit()
    amina = await met(shop)
    before = len(amina.hears)
    await plans(shop, amina, "k", variables={**VALUES, "total": " "})
    status, reason = await is_told(shop)
    assert (status, len(amina.hears)) == ("waiting", before)
    assert "en lacks a value for total" in reason


async def test_values_are_cleaned_for_the_provider(shop: Shop) -> None:
    """63013: line breaks, tabs, runs of blanks and endless values."""
    await shop.wiring.templates.submit()
    amina = await met(shop)
    name = "Amina\n\tof the     house\u200b " + "x" * 2_000
    await plans(shop, amina, "k", variables={**VALUES, "first_name": name})
    told = amina.hears[-1]
    assert "Hi Amina of the house xxx" in told
    assert "…, thank you!" in told
    assert await is_told(shop) == ("delivered", "")


async def test_marketing_templates_are_not_tried_where_whatsapp_withholds_them(shop: Shop) -> None:
    """Since April 2025 they are not delivered in the United States."""
    await shop.wiring.templates.submit()
    bo = await met(shop, "+14155550101")
    await plans(shop, bo, "k", name="new_in", twin="")
    assert await is_told(shop) == (
        "dropped",
        "WhatsApp does not deliver marketing templates in US: new_in is not sent",
    )


@on_both_databases
async def test_a_lost_answer_about_a_template_is_reconciled_like_any_other(shop: Shop) -> None:
    """G2: sent once, although the answer never came."""
    await shop.wiring.templates.submit()
    amina = await met(shop)
    before = len(amina.hears)
    shop.emulator.faults.swallow_next()
    await plans(shop, amina, "k")
    for _ in range(12):
        await shop.passes(seconds=30)
        await shop.wiring.reconciler.settle_due()
    assert len(amina.hears) == before + 1


async def test_what_was_chosen_can_be_read_back(shop: Shop) -> None:
    """For `explain`: the wording, by its row, and the name that was asked for."""
    await shop.wiring.templates.submit()
    amina = await met(shop)
    await plans(shop, amina, "k", language="ko")
    [(template, language, content)] = await shop.rows(
        "select o.template, v.language, o.content from outbox o join template_variant v on v.id = o.variant_id "
        "where o.key = $1",
        "k",
    )
    assert (template, language) == ("order_paid", "ko")
    assert json.loads(content)["template"]["variables"] == VALUES


JOURNEY = """
responses:
  utter_order_paid:
    - text: "Thank you {contact_name}! Order {order_number} is paid."
      buttons: [{title: Where is it?, payload: where is my order}]
      metadata: {whatsapp: {template: order_paid}}
journeys:
  confirmation:
    trigger: {event: test.paid}
    key: event.order_id
    steps:
      - {id: say, send: utter_order_paid}
"""
PAID = {"order_id": 7, "order_number": "1007", "first_name": "Amina", "total": "$12.00", "path": "o7"}


@on_both_databases
@pytest.mark.parametrize(("hours", "is_template"), [(1, False), (30, True)])
async def test_a_journey_says_it_in_the_window_or_as_its_template(
    database_url: str, clock: ManualClock, tmp_path: Path, hours: int, is_template: bool
) -> None:
    """E1, G7: one step, the same words either way, exactly once for the order."""
    given = with_journeys(tmp_path, ALL_OFF)
    async with open_with_templates(database_url, clock, tmp_path / "own", english=ENGLISH + JOURNEY, **given) as shop:
        await shop.wiring.templates.submit()
        amina = shop.phone("+447700900123")
        await shop.hears(amina, "hi")
        await shop.passes(hours=hours)
        before = len(amina.hears)
        [(contact_id,)] = await shop.rows("select contact_id from handle where value = $1", amina.address)
        for _ in range(2):
            event = {"name": "test.paid", "data": PAID}
            await shop.wiring.inbox.keep(
                NewEvent("order:7:paid", EventKind.SHOP, event, shop.clock.now(), contact_id=contact_id)
            )
            await shop.settles()
        [told] = shop.bubbles(amina)[before:]
        assert told.is_template is is_template
        assert "1007" in told.shown.text
        assert told.shown.buttons[0]["title"] == "Where is it?"
        assert len(await shop.taps(amina, "Where is it?")) == 1


async def test_a_journey_that_cannot_say_it_says_why(clock: ManualClock, tmp_path: Path) -> None:
    """P9: a value that nobody knows is named, nothing goes out, and nobody reads the reviewer's sample."""
    url = f"sqlite:///{tmp_path}/shop.db"
    async with open_with_templates(url, clock, tmp_path / "own", english=ENGLISH + JOURNEY) as shop:
        await shop.wiring.templates.submit()
        amina = await met(shop)
        before = len(amina.hears)
        [(contact_id,)] = await shop.rows("select contact_id from handle where value = $1", amina.address)
        event = {"name": "test.paid", "data": {**PAID, "total": None}}
        await shop.wiring.inbox.keep(
            NewEvent("order:7:paid", EventKind.SHOP, event, shop.clock.now(), contact_id=contact_id)
        )
        await shop.settles()
        assert len(amina.hears) == before
        assert "lacks a value for total" in (await is_told(shop))[1]
