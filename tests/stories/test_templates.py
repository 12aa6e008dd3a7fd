"""G7, D13, E1 and P7–P11, P20: what goes out when the window is closed, in which words, and why not."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.clock import ManualClock
from bot.templates.variants import VariantStatus
from tests.stories.shop import Shop, on_both_databases
from tests.stories.templates import ENGLISH, TWIN, VALUES, is_told, open_with_templates, plans

COSTS = "select billed_as, price, price_currency from outbox order by id desc limit 1"


@pytest.fixture
async def shop(database_url: str, clock: ManualClock, tmp_path: Path) -> AsyncIterator[Shop]:
    async with open_with_templates(database_url, clock, tmp_path / "own") as opened:
        yield opened


async def met(shop: Shop, address: str = "+821012345678") -> object:
    """A contact who wrote once, and not for more than a day since."""
    phone = shop.phone(address)
    await shop.hears(phone, "hi")
    await shop.passes(hours=25)
    return phone


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


@on_both_databases
async def test_without_an_approval_it_waits_says_so_and_goes_when_there_is_one(shop: Shop) -> None:
    """P11: retried by itself when the approval arrives; nobody is held up meanwhile."""
    amina = await met(shop)
    await plans(shop, amina, "k", language="ko")
    status, reason = await is_told(shop)
    assert status == "waiting"
    told = "the template order_paid is not approved in ko: it was never submitted"
    assert reason == f"{told} (`shopclerk templates submit order_paid`)"
    await shop.wiring.templates.submit()
    await shop.settles()
    assert amina.hears[-1].startswith("주문 1001")
    assert await is_told(shop) == ("delivered", "")


async def test_a_reply_is_not_held_up_by_what_waits_for_an_approval(shop: Shop) -> None:
    amina = await met(shop)
    await plans(shop, amina, "k")
    assert await shop.hears(amina, "hi") != []


async def test_once_the_contact_writes_the_twin_is_enough(shop: Shop) -> None:
    """P8: nothing was approved, but the window is open again."""
    amina = await met(shop)
    await plans(shop, amina, "k")
    await shop.hears(amina, "hello?")
    await shop.passes(minutes=16)
    assert amina.hears[-1] == TWIN


async def test_what_expires_before_the_approval_is_not_sent(shop: Shop) -> None:
    amina = await met(shop)
    before = len(amina.hears)
    await plans(shop, amina, "k", expires_at=shop.clock.now().replace(microsecond=0))
    await shop.passes(hours=1)
    assert await is_told(shop) == ("dropped", "its time had passed before it could be sent")
    assert len(amina.hears) == before


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


@on_both_databases
async def test_a_pause_stops_sends_until_it_is_lifted(shop: Shop) -> None:
    """63041: the entry was refused once, waits, and goes by itself."""
    clerk = shop.wiring.templates
    await clerk.submit()
    amina = await met(shop)
    shop.emulator.judge("order_paid", "paused")
    await plans(shop, amina, "k")
    assert await is_told(shop) == ("waiting", "WhatsApp has paused the template")
    await clerk.work_once()
    await shop.passes(minutes=1)
    assert "en is paused" in (await is_told(shop))[1]
    shop.emulator.judge("order_paid", "approved")
    await shop.passes_alone(hours=4)
    await clerk.work_once()
    await shop.settles()
    assert await is_told(shop) == ("delivered", "")
    changes = await shop.rows("select what, before, after from template_change order by id")
    assert ("refused", "", "63041") in changes
    assert ("status", "approved", "paused") in changes
    assert ("status", "paused", "approved") in changes


async def test_a_pause_of_one_language_sends_the_shops(shop: Shop) -> None:
    """Re-routed: the Korean wording rests, the English one goes."""
    await shop.wiring.templates.submit()
    amina = await met(shop)
    shop.emulator.judge("order_paid", "paused", language="ko")
    await plans(shop, amina, "k", language="ko")
    await shop.passes(minutes=1)
    assert amina.hears[-1].startswith("Order 1001")


async def test_a_rejection_is_kept_with_its_reason(shop: Shop) -> None:
    clerk = shop.wiring.templates
    await clerk.submit()
    shop.emulator.judge("order_paid", "rejected", language="en", reason="INVALID_FORMAT")
    await shop.passes_alone(hours=1)
    await clerk.work_once()
    [rejected] = [v for v in await clerk.variants() if v.status is VariantStatus.REJECTED]
    assert (rejected.name, rejected.language, rejected.reason) == ("order_paid", "en", "INVALID_FORMAT")
    amina = await met(shop)
    await plans(shop, amina, "k")
    assert (await is_told(shop))[1] == (
        "the template order_paid is not approved in en: en is rejected (INVALID_FORMAT)"
    )


@on_both_databases
async def test_what_became_marketing_reaches_only_who_agreed_to_offers(shop: Shop) -> None:
    """WhatsApp may recategorise: the price changes, and so does whom it may be sent to."""
    clerk = shop.wiring.templates
    await clerk.submit()
    shop.emulator.judge("order_paid", "approved", category="MARKETING")
    await shop.passes_alone(hours=1)
    await clerk.work_once()
    amina = await met(shop)
    await plans(shop, amina, "k")
    assert "counts as marketing now, which the contact has not agreed to" in (await is_told(shop))[1]
    [(contact_id,)] = await shop.rows("select contact_id from handle where value = $1", "+821012345678")
    async with shop.wiring.database.write() as tx:
        await tx.run(
            "insert into consent (contact_id, purpose, granted, stage, source, words, wording, language, version, "
            "country, profile_name, address, message_id, at) "
            "values ($1, 'offers', true, '', 'keyword', '', '', '', '', '', '', '', '', 1)",
            contact_id,
        )
    await shop.passes(minutes=16)
    assert (await shop.rows(COSTS))[0][0] == "marketing"


async def test_marketing_templates_are_not_tried_where_whatsapp_withholds_them(shop: Shop) -> None:
    """Since April 2025 they are not delivered in the United States."""
    await shop.wiring.templates.submit()
    bo = await met(shop, "+14155550101")
    await plans(shop, bo, "k", name="new_in", twin="")
    assert await is_told(shop) == (
        "dropped",
        "WhatsApp does not deliver marketing templates in US: new_in is not sent",
    )


async def test_a_window_that_the_provider_says_is_closed_leads_to_the_template(shop: Shop) -> None:
    """63016: our clock and the provider's differ; the message is not lost."""
    await shop.wiring.templates.submit()
    amina = shop.phone("+821012345678")
    await shop.hears(amina, "hi")
    shop.emulator.store.phone("+821012345678").last_inbound_at.clear()
    await plans(shop, amina, "k")
    assert (await is_told(shop))[0] == "waiting"
    await shop.passes(minutes=1)
    assert amina.hears[-1].startswith("Order 1001")
    assert shop.bubbles(amina)[-1].is_template


@on_both_databases
async def test_submitting_again_does_nothing_again(shop: Shop) -> None:
    """Also by another database on the same account, which finds what is there."""
    clerk = shop.wiring.templates
    assert {what for _, what in await clerk.submit()} == {"submitted"}
    made = len(shop.emulator.store.contents)
    assert {what for _, what in await clerk.submit()} == {"is approved already"}
    async with shop.wiring.database.write() as tx:
        await tx.run("delete from template_change where id > $1", 0)
        await tx.run("delete from template_variant where id > $1", 0)
    assert await clerk.sync() == 3
    assert len(shop.emulator.store.contents) == made == 3
    assert {v.status for v in await clerk.variants()} == {VariantStatus.APPROVED}


async def test_the_last_approved_wording_goes_on_until_the_new_one_is_approved(
    clock: ManualClock, tmp_path: Path
) -> None:
    """A text was edited: no gap while WhatsApp reviews it."""
    url, folder = f"sqlite:///{tmp_path}/shop.db", tmp_path / "own"
    async with open_with_templates(url, clock, folder) as shop:
        await shop.wiring.templates.submit()
        (folder / "templates.yml").write_text(ENGLISH.replace("thank you!", "many thanks!"))
        await shop.opens()
        amina = await met(shop)
        await plans(shop, amina, "1")
        assert "thank you!" in amina.hears[-1]
        await shop.wiring.templates.submit()
        await plans(shop, amina, "2")
        assert "many thanks!" in amina.hears[-1]


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
