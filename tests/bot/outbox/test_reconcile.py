"""Calls that ended without an answer: found out, never guessed (G2)."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from bot.outbox.channel import Send
from bot.outbox.content import Content
from bot.outbox.queries import list_unsent
from bot.outbox.updates import StatusUpdate
from tests.bot.outbox.office import AMINA, BORA, SENDER, Office
from tests.bot.outbox.scripted import ScriptedChannel


async def passes(office: Office, seconds: float) -> None:
    """Time goes by, with both workers at work all along."""
    for _ in range(int(seconds / 5)):
        office.later(seconds=5)
        await office.settles()
        await office.sends()


async def test_a_swallowed_answer_is_found_in_the_list_and_not_sent_again(
    office: Office, channel: ScriptedChannel
) -> None:
    """G2: sent once, although nobody told us."""
    channel.fates = ["swallowed"]
    await office.says(await office.meets(), "Hello")
    await office.sends()
    await passes(office, 300)
    assert channel.texts == ["Hello"]
    assert await office.entries("status, provider_id") == [("sent", "SM1")]


async def test_a_dropped_call_is_sent_once_more_after_its_absence_is_confirmed(
    office: Office, channel: ScriptedChannel
) -> None:
    channel.fates = ["dropped"]
    await office.says(await office.meets(), "Hello")
    await office.sends()
    await passes(office, 55)
    assert channel.calls == 1  # not before a minute has passed
    await passes(office, 60)
    assert channel.texts == ["Hello"]
    assert await office.entries("status, attempts") == [("accepted", 2)]


async def test_later_messages_wait_for_the_one_in_doubt_and_stay_in_order(
    office: Office, channel: ScriptedChannel
) -> None:
    channel.fates = ["dropped"]
    amina, bora = await office.meets(), await office.meets(BORA)
    await office.says(amina, "first")
    await office.sends()
    await office.says(amina, "second")
    await office.says(bora, "to Bora", BORA)
    await passes(office, 30)
    assert channel.texts == ["to Bora"]
    await passes(office, 60)
    assert channel.texts == ["to Bora", "first", "second"]


async def test_a_process_that_died_while_sending_is_reconciled(office: Office, channel: ScriptedChannel) -> None:
    """kill -9 between the provider's acceptance and our commit: the lease ends, the list tells."""
    amina = await office.meets()
    await office.says(amina, "told")
    await office.says(amina, "next")
    claims, _ = await office.dispatcher._claims.take(10, [])
    await channel.send(office.dispatcher._message(claims[0].entry))  # and then the process is killed
    await passes(office, 25)
    assert channel.texts == ["told"]
    await passes(office, 30)
    assert channel.texts == ["told", "next"]
    assert await office.entries() == ["sent", "accepted"]


async def test_a_process_that_died_before_sending_loses_nothing(office: Office, channel: ScriptedChannel) -> None:
    await office.says(await office.meets(), "Hello")
    await office.dispatcher._claims.take(10, [])
    await passes(office, 120)
    assert channel.texts == ["Hello"]


async def test_what_cannot_be_settled_is_reported_and_holds_nobody_up(
    office: Office, channel: ScriptedChannel
) -> None:
    """Decision 6: sent once, or reported as unknown. Never blindly sent again."""
    channel.fates, channel.list_fails = ["dropped"], True
    amina = await office.meets()
    await office.says(amina, "in doubt")
    await office.sends()
    await office.says(amina, "next")
    await passes(office, 14 * 60)
    assert channel.texts == []
    await passes(office, 2 * 60)
    assert channel.texts == ["next"]
    await passes(office, 3600)
    assert channel.texts == ["next"]
    async with office.database.read() as tx:
        (row,) = await list_unsent(tx, unknown=True, limit=9)
    assert tuple(row)[2:] == (
        "unknown",
        1,
        None,
        "it may have been sent: the provider could not be asked in time",
    )


async def test_even_after_being_reported_a_callback_settles_it(office: Office, channel: ScriptedChannel) -> None:
    channel.fates, channel.list_fails = ["swallowed"], True
    await office.says(await office.meets(), "in doubt")
    await office.sends()
    await passes(office, 20 * 60)
    reference = channel.sent[0].reference
    await office.statuses.take(StatusUpdate("SM1", "delivered", None, reference, office.clock.now()))
    assert await office.entries("status, provider_id") == [("delivered", "SM1")]


async def test_two_equal_messages_in_doubt_are_two_messages_in_the_list(
    office: Office, channel: ScriptedChannel
) -> None:
    """One sighting settles one entry."""
    channel.fates = ["swallowed", "dropped"]
    amina = await office.meets()
    for _ in range(2):
        await office.says(amina, "Hello")
    await office.sends()
    await passes(office, 240)
    assert channel.texts == ["Hello", "Hello"]
    assert await office.entries("status") == ["sent", "accepted"]


async def test_an_earlier_message_with_the_same_words_is_no_evidence(
    office: Office, channel: ScriptedChannel
) -> None:
    amina = await office.meets()
    await office.says(amina, "Hello")
    await office.sends()
    office.later(seconds=2)
    channel.fates = ["dropped"]
    await office.says(amina, "Hello")
    await office.sends()
    await passes(office, 120)
    assert channel.texts == ["Hello", "Hello"]


async def test_somebody_elses_words_are_no_evidence(office: Office, channel: ScriptedChannel) -> None:
    """Another system may write to the same contact with the same account."""
    channel.fates = ["dropped"]
    await office.says(await office.meets(), "Hello")
    await office.sends()
    office.later(seconds=1)
    await channel.send(Send(0, "", SENDER, AMINA, Content(text="Invoice of the accountant")))
    await passes(office, 120)
    assert channel.texts == ["Invoice of the accountant", "Hello"]


async def test_a_sleeping_process_does_not_send_what_is_no_longer_its_own(
    office: Office, channel: ScriptedChannel
) -> None:
    """A machine that is suspended between claim and call must not send twice when it wakes."""
    await office.says(await office.meets(), "Hello")
    (claim,), _ = await office.dispatcher._claims.take(10, [])
    await office.dispatcher._send(replace(claim, until=0.0))
    assert channel.calls == 0
    await passes(office, 120)
    assert channel.texts == ["Hello"]


async def test_two_processes_reconciling_send_it_once(office: Office, channel: ScriptedChannel) -> None:
    channel.fates = ["dropped"]
    await office.says(await office.meets(), "Hello")
    await office.sends()
    other = office.another()
    for _ in range(40):
        office.clock.set(office.clock.now() + timedelta(seconds=5))
        await asyncio.gather(office.settles(), other.settles(), office.sends(), other.sends())
    assert channel.texts == ["Hello"]


async def test_the_patience_with_the_providers_list_is_a_setting(office: Office, channel: ScriptedChannel) -> None:
    """A lost send goes again after the grace, and its lease and its call end well before that."""
    hasty = Office(office.database, office.clock, channel, grace=timedelta(seconds=4))
    channel.fates = ["dropped"]
    await hasty.says(await hasty.meets(), "Hello")
    await hasty.sends()
    for second in range(1, 5):
        assert channel.calls == 1, f"again after {second - 1} s"
        hasty.later(seconds=1)
        await hasty.settles()
        await hasty.sends()
    assert channel.texts == ["Hello"]
    assert hasty.parts.call_limit < hasty.parts.lease == timedelta(seconds=2)
