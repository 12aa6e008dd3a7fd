"""What goes out, in which order, and what every answer of a provider leads to."""

import asyncio
import time
from datetime import timedelta

import pytest

from bot.errors import GiveUp, SettingsWrong, TryAgain, Unsettled
from bot.outbox.claims import TOO_FAST
from bot.outbox.content import Choice, Content
from bot.outbox.outcomes import backoff
from bot.outbox.rates import Rate, parse_pair_rate
from bot.outbox.reference import read_entry, sign_entry
from tests.bot.outbox.office import AMINA, BORA, KEYS, Office
from tests.bot.outbox.scripted import ScriptedChannel


async def test_a_reply_goes_out_once(office: Office, channel: ScriptedChannel) -> None:
    await office.says(await office.meets(), "Hello")
    assert await office.sends() == 1
    assert await office.sends() == 0
    assert channel.texts == ["Hello"]
    assert await office.entries("status, provider_id, attempts") == [("accepted", "SM1", 1)]


async def test_the_same_key_is_written_down_once(office: Office, channel: ScriptedChannel) -> None:
    """Decision 6: the key says why a message exists; a turn that is computed again adds nothing."""
    entry = office.reply(await office.meets(), "Hello")
    await office.writes([entry, entry])
    await office.writes([entry])
    await office.sends()
    assert channel.texts == ["Hello"]


async def test_a_conversation_stays_in_order_whatever_the_others_do(office: Office, channel: ScriptedChannel) -> None:
    amina, bora = await office.meets(), await office.meets(BORA)
    for n in range(5):
        await office.says(amina, f"a{n}")
        await office.says(bora, f"b{n}", BORA)
    await office.sends()
    assert [t for t in channel.texts if t[0] == "a"] == [f"a{n}" for n in range(5)]
    assert [t for t in channel.texts if t[0] == "b"] == [f"b{n}" for n in range(5)]


async def test_nobody_waits_for_a_long_queue_of_somebody_else(office: Office, channel: ScriptedChannel) -> None:
    """Fair over contacts: one contact's twenty messages hold nobody up."""
    amina, bora = await office.meets(), await office.meets(BORA)
    for n in range(20):
        await office.says(amina, f"a{n}")
    await office.says(bora, "b", BORA)
    await office.sends()
    assert channel.texts.index("b") <= 1


async def test_the_next_message_waits_until_a_busy_provider_took_the_one_before(
    office: Office, channel: ScriptedChannel
) -> None:
    """P15: a 429 delays a message, it never loses one, and never lets a later one overtake it."""
    amina = await office.meets()
    await office.says(amina, "first")
    await office.says(amina, "second")
    channel.fates = [TryAgain("busy", timedelta(seconds=3))]
    assert await office.sends() == 1
    office.later(seconds=2)
    assert await office.sends() == 0
    office.later(seconds=1)
    assert await office.sends() == 2
    assert channel.texts == ["first", "second"]


async def test_a_reason_is_visible_while_a_message_waits(office: Office, channel: ScriptedChannel) -> None:
    """P3: what holds a message up can be seen."""
    await office.says(await office.meets(), "Hello")
    channel.fates = [TryAgain("Twilio is busy (429)")]
    await office.sends()
    assert await office.entries("status, attempts, reason") == [("waiting", 1, "Twilio is busy (429)")]


async def test_a_message_is_given_up_after_four_hours_with_its_reason(
    office: Office, channel: ScriptedChannel
) -> None:
    await office.says(await office.meets(), "Hello")
    channel.fates = [TryAgain("busy")] * 500
    for _ in range(60):
        await office.sends()
        office.later(minutes=5)
    (entry,) = await office.entries("status, reason")
    assert entry == ("failed", "tried for four hours: busy")
    assert channel.texts == []


async def test_waits_grow_and_are_spread() -> None:
    waits = [backoff(n, 7).total_seconds() for n in range(1, 30)]
    assert 1.5 <= waits[0] <= 2.5
    assert 450 <= waits[-1] <= 750
    assert len({backoff(3, entry_id) for entry_id in range(50)}) > 40
    assert backoff(3, 7) == backoff(3, 7)


async def test_a_refusal_is_final_and_says_why(office: Office, channel: ScriptedChannel) -> None:
    amina = await office.meets()
    await office.says(amina, "one")
    await office.says(amina, "two")
    channel.fates = [GiveUp("the contact's address is not valid", 21211)]
    await office.sends()
    assert await office.entries("status, error_code, reason") == [
        ("failed", 21211, "the contact's address is not valid"),
        ("accepted", None, ""),
    ]


async def test_an_error_of_ours_is_reconciled_like_a_lost_answer(office: Office, channel: ScriptedChannel) -> None:
    """Whatever breaks, nothing is sent twice and nothing is lost."""

    class Broken(ScriptedChannel):
        async def send(self, message: object) -> object:  # type: ignore[override]
            raise ZeroDivisionError

    await office.says(await office.meets(), "Hello")
    broken = Office(office.database, office.clock, Broken(office.clock))
    await broken.sends()
    assert await office.entries() == ["unknown"]


async def test_after_a_picture_the_next_message_waits_for_sent_or_three_seconds(
    office: Office, channel: ScriptedChannel
) -> None:
    """A picture travels longer than a text: without a pause they would change places on the phone."""
    amina = await office.meets()
    await office.says(amina, "", content=Content(text="Red dress", media="/dress.png"))
    await office.says(amina, "Which size?")
    await office.sends()
    assert channel.texts == ["Red dress"]
    office.later(seconds=3)
    await office.sends()
    assert channel.texts == ["Red dress", "Which size?"]


async def test_a_later_reminder_does_not_hold_up_a_reply(office: Office, channel: ScriptedChannel) -> None:
    amina = await office.meets()
    await office.says(amina, "tomorrow", due_at=office.clock.now() + timedelta(hours=5))
    await office.says(amina, "now")
    await office.sends()
    assert channel.texts == ["now"]
    office.later(hours=5)
    await office.sends()
    assert channel.texts == ["now", "tomorrow"]


async def test_a_long_text_becomes_several_bubbles_in_order(office: Office, channel: ScriptedChannel) -> None:
    text = " ".join(f"word{n}" for n in range(500))
    amina = await office.meets()
    await office.says(amina, "", content=Content(text=text, choices=(Choice("id", "Yes"),)))
    await office.sends()
    assert " ".join(channel.texts) == text
    assert all(len(part) <= 1_024 for part in channel.texts)
    assert [bool(send.content.choices) for send in channel.sent] == [False] * (len(channel.sent) - 1) + [True]


async def test_a_sender_keeps_to_its_rate(office: Office, channel: ScriptedChannel) -> None:
    for n in range(6):
        address = f"+1415555{n:04d}"
        await office.says(await office.meets(address), "Hello", address)
    slow = Office(office.database, office.clock, channel, send_rate=2.0)
    started = time.monotonic()
    await slow.sends()
    assert 2 <= len(channel.sent) <= 2 + 2 * (time.monotonic() - started)
    await asyncio.sleep(0.55)
    assert await slow.sends() >= 1


async def test_one_contact_gets_only_so_many_messages_and_the_rest_later(
    office: Office, channel: ScriptedChannel
) -> None:
    """Meta lets about one message per six seconds through to one contact."""
    amina = await office.meets()
    for n in range(4):
        await office.says(amina, f"{n}")
    slow = Office(office.database, office.clock, channel, pair_rate="1/6s+2")
    await slow.sends()
    assert channel.texts == ["0", "1"]
    assert (await office.entries("status, attempts, reason"))[2] == ("waiting", 0, TOO_FAST)
    fast = office.another()
    await fast.sends()
    assert channel.texts == ["0", "1"]  # the one that waits is not overtaken
    office.later(seconds=6)
    await fast.sends()
    assert channel.texts == ["0", "1", "2", "3"]


async def test_two_processes_never_send_the_same_message(office: Office, channel: ScriptedChannel) -> None:
    contacts = [(await office.meets(f"+1415555{n:04d}"), f"+1415555{n:04d}") for n in range(30)]
    for contact_id, address in contacts:
        for n in range(3):
            await office.says(contact_id, f"{address}/{n}", address)
    await asyncio.gather(*(each.sends() for each in (office, office.another(), office.another())))
    await office.sends()
    assert sorted(channel.texts) == sorted(f"{address}/{n}" for _, address in contacts for n in range(3))
    for _, address in contacts:
        assert [t for t in channel.texts if t.startswith(address)] == [f"{address}/{n}" for n in range(3)]


async def test_the_running_dispatcher_sends_as_soon_as_it_is_woken(office: Office, channel: ScriptedChannel) -> None:
    amina = await office.meets()
    running = asyncio.create_task(office.dispatcher.run())
    await asyncio.sleep(0.1)
    for n in range(3):
        await office.says(amina, f"{n}")
    office.parts.coordinator.wake("sends")
    async with asyncio.timeout(2.5):
        while len(channel.texts) < 3:
            await asyncio.sleep(0.005)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert channel.texts == ["0", "1", "2"]


async def test_a_process_that_stops_finishes_what_is_under_way(office: Office, channel: ScriptedChannel) -> None:
    class Slow(ScriptedChannel):
        async def send(self, message: object) -> object:  # type: ignore[override]
            await asyncio.sleep(0.2)
            return await super().send(message)  # type: ignore[arg-type]

    slow = Office(office.database, office.clock, Slow(office.clock))
    await slow.says(await slow.meets(), "Hello")
    running = asyncio.create_task(slow.dispatcher.run())
    await asyncio.sleep(0.1)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert await office.entries() == ["accepted"]


async def test_an_unanswered_call_is_not_repeated(office: Office, channel: ScriptedChannel) -> None:
    """G2: never blindly sent again."""
    await office.says(await office.meets(), "Hello")
    channel.fates = [Unsettled("no answer")]
    await office.sends()
    office.later(hours=1)
    assert await office.sends() == 0
    assert await office.entries() == ["unknown"]


@pytest.mark.parametrize(
    ("words", "rate"),
    [
        ("1/6s+10", Rate(1 / 6, 10)),
        ("2/s", Rate(2, 1)),
        ("0", Rate(0, 0)),
        (" 3 / 10s + 5 ", Rate(0.3, 5)),
    ],
)
async def test_a_pair_rate_is_read(words: str, rate: Rate) -> None:
    assert parse_pair_rate(words) == rate


@pytest.mark.parametrize("words", ["fast", "1/0s", "1/6", "-1/6s", "1/6s+"])
async def test_a_malformed_pair_rate_stops_the_start_and_names_the_setting(words: str) -> None:
    with pytest.raises(SettingsWrong, match="SHOPCLERK_PAIR_RATE"):
        parse_pair_rate(words)


async def test_a_reference_is_believed_under_every_key_of_the_ring_and_under_no_other() -> None:
    assert read_entry(sign_entry(42, KEYS[1]), KEYS) == 42
    mac = sign_entry(42, KEYS[0]).partition(".")[2]
    for forged in (sign_entry(42, b"stranger"), f"43.{mac}", "42", "", "42.", f"4²2.{mac}", f" 42.{mac}"):
        assert read_entry(forged, KEYS) is None


async def test_both_contacts_are_reached_at_their_own_address(office: Office, channel: ScriptedChannel) -> None:
    await office.says(await office.meets(), "to Amina")
    await office.says(await office.meets(BORA), "to Bora", BORA)
    await office.sends()
    assert {(send.to, send.content.text) for send in channel.sent} == {(AMINA, "to Amina"), (BORA, "to Bora")}
