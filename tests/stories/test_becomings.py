"""What becomes of a journey's message moves the journey: it was read, it failed, or nobody has read it for days."""

from pathlib import Path

import pytest

from bot.clock import ManualClock
from tests.stories.happened import ALL_OFF, happens, stages, with_journeys
from tests.stories.shop import Shop, on_both_databases, open_shop

OWN = """
templates:
  care:
    category: utility
    body: There is something that we wanted to tell you about the pan that you have bought.
responses:
  utter_care: [{text: "Season the pan with oil before you first use it.", metadata: {whatsapp: {template: care}}}]
  utter_read: [{text: "Any question about the pan?", metadata: {whatsapp: {template: care}}}]
  utter_unread: [{text: "In short: oil first.", metadata: {whatsapp: {template: care}}}]
journeys:
  care:
    trigger: {event: pan.bought}
    key: event.number
    steps:
      - {id: tell, send: utter_care}
      - id: seen
        wait: {until: [message.read, message.failed], for: 3h}
        next:
          - if: context.outcome = "message.read"
            then: [{id: ask, send: utter_read, next: END}]
          - if: context.outcome = "message.failed"
            then: END
          - else: [{id: short, send: utter_unread, next: END}]
  other:
    trigger: {event: pot.bought}
    steps:
      - {id: tell, send: utter_care}
      - {id: seen, wait: {until: [message.read], for: 3h}}
"""


async def bought(shop: Shop, *names: str) -> None:
    amina = shop.phone()
    await shop.hears(amina, "hi")
    for name in names:
        await happens(shop, amina, name, name, number=7)


def given(folder: Path) -> dict[str, str]:
    (folder / "own").mkdir(exist_ok=True)
    (folder / "own" / "own.yml").write_text(OWN)
    return {"flows_dir": str(folder / "own"), **with_journeys(folder, ALL_OFF)}


@on_both_databases
@pytest.mark.parametrize(("status", "said"), [("read", "Any question about the pan?"), ("delivered", "Season")])
async def test_a_message_that_was_read_moves_its_journey(
    database_url: str, clock: ManualClock, tmp_path: Path, status: str, said: str
) -> None:
    """F3: the passage that sent it, and no other; told again, nothing happens again."""
    async with open_shop(database_url, clock, **given(tmp_path)) as shop:
        await bought(shop, "pan.bought", "pot.bought")
        sent = [each for each in shop.emulator.messages_to(shop.phone().address) if "Season" in each.shown.text]
        for _ in range(2):
            await shop.told(sent[0], status)
            await shop.settles()
        assert shop.phone().hears[-1].startswith(said)
        assert await stages(shop, "other") == [("live", "seen", "")]
        [(stage, *_)] = await stages(shop, "care")
        assert stage == ("live" if status == "delivered" else "done")
        kept = await shop.rows("select key from inbox_event where key like 'message.%'")
        assert len(kept) == (0 if status == "delivered" else 1)


async def test_a_message_that_nobody_reads_is_followed_by_a_shorter_one(clock: ManualClock, tmp_path: Path) -> None:
    async with open_shop(f"sqlite:///{tmp_path}/shop.db", clock, **given(tmp_path)) as shop:
        await bought(shop, "pan.bought")
        await shop.passes(hours=3, minutes=1)
        assert shop.phone().hears[-1] == "In short: oil first."


@pytest.mark.parametrize("at_once", [True, False])
async def test_a_message_that_fails_moves_its_journey(clock: ManualClock, tmp_path: Path, *, at_once: bool) -> None:
    """F3: refused in the provider's answer, or reported failed later."""
    async with open_shop(f"sqlite:///{tmp_path}/shop.db", clock, **given(tmp_path)) as shop:
        await bought(shop)
        faults = shop.emulator.faults
        faults.refuse_next(status=400) if at_once else faults.fail_next(code=63024)
        await happens(shop, shop.phone(), "pan.bought", "1", number=7)
        [(stage, *_)] = await stages(shop, "care")
        assert stage == "done"
        assert await shop.rows("select status from outbox where kind = 'journey'") == [("failed",)]
