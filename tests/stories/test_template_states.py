"""P7–P11: approvals that come late, are taken back or change; what waits, what goes another way, and why."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.clock import ManualClock
from bot.templates.variants import VariantStatus
from tests.stories.shop import Shop, on_both_databases
from tests.stories.templates import ENGLISH, TWIN, is_told, met, open_with_templates, plans

COSTS = "select billed_as, price, price_currency from outbox order by id desc limit 1"


@pytest.fixture
async def shop(database_url: str, clock: ManualClock, tmp_path: Path) -> AsyncIterator[Shop]:
    async with open_with_templates(database_url, clock, tmp_path / "own") as opened:
        yield opened


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
    submitted = await clerk.submit()
    assert {what for _, what in submitted} == {"submitted"}
    made = len(shop.emulator.store.contents)
    assert {what for _, what in await clerk.submit()} == {"is approved already"}
    async with shop.wiring.database.write() as tx:
        await tx.run("delete from template_change where id > $1", 0)
        await tx.run("delete from template_variant where id > $1", 0)
    assert await clerk.sync() == len(submitted) > 3
    assert len(shop.emulator.store.contents) == made == len(submitted)
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
