"""Callbacks come early, late, twice and in any order: a status never goes back."""

import asyncio
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.outbox.reference import sign_entry
from bot.outbox.status import RANKS, Status, from_provider, is_further
from bot.outbox.updates import StatusUpdate
from tests.bot.outbox.office import KEYS, Office
from tests.bot.outbox.scripted import ScriptedChannel

WORDS = ("queued", "sending", "sent", "delivered", "undelivered", "read", "failed", "accepted")


def update(office: Office, status: str, *, sid: str = "SM1", code: int | None = None, ref: str = "") -> StatusUpdate:
    return StatusUpdate(sid, status, code, ref, office.clock.now())


async def sent_one(office: Office) -> None:
    await office.says(await office.meets(), "Hello")
    await office.sends()


@pytest.mark.parametrize("order", list(permutations(("sent", "delivered", "read"))))
async def test_any_order_ends_at_read(office: Office, order: tuple[str, ...]) -> None:
    """P14: out of order and repeated."""
    await sent_one(office)
    for status in (*order, *order):
        await office.statuses.take(update(office, status))
    assert await office.entries() == ["read"]


async def test_delivery_evidence_beats_a_failure_and_not_the_other_way_round(office: Office) -> None:
    """A contact may have several devices: one of them failing says little."""
    await sent_one(office)
    await office.statuses.take(update(office, "undelivered", code=63024))
    assert (await office.entries("status, error_code"))[0] == ("failed", 63024)
    await office.statuses.take(update(office, "delivered"))
    assert (await office.entries("status, error_code, reason"))[0] == ("delivered", None, "")
    await office.statuses.take(update(office, "failed", code=63024))
    assert await office.entries() == ["delivered"]


async def test_a_failure_says_why_in_plain_words(office: Office) -> None:
    await sent_one(office)
    await office.statuses.take(update(office, "failed", code=63016))
    assert await office.entries("status, reason") == [
        ("failed", "more than 24 hours since the contact wrote: only a template may be sent")
    ]


async def test_a_limit_that_passes_is_tried_again_later_and_not_for_ever(
    office: Office, channel: ScriptedChannel
) -> None:
    """Reference 3.2: 63018 means too fast; the same message goes through more slowly."""
    await sent_one(office)
    for n in range(1, 4):
        await office.statuses.take(update(office, "failed", sid=f"SM{n}", code=63018))
        assert await office.sends() == 0
        office.later(minutes=20)
        assert await office.sends() == 1
    await office.statuses.take(update(office, "failed", sid="SM4", code=63018))
    assert (await office.entries("status, attempts"))[0] == ("failed", 4)
    assert channel.calls == 4


@pytest.mark.parametrize("late", ["queued", "sent"])
async def test_what_comes_after_its_own_failure_does_not_stop_the_next_attempt(
    office: Office, channel: ScriptedChannel, late: str
) -> None:
    """P14: `failed` overtook `sent`. The message still goes again, and the second attempt is the one that counts."""
    await sent_one(office)
    ref = sign_entry(1, KEYS[0])
    await office.statuses.take(update(office, "failed", code=63018, ref=ref))
    await office.statuses.take(update(office, late, ref=ref))
    assert await office.entries() == ["waiting"]
    office.later(minutes=20)
    assert await office.sends() == 1
    await office.statuses.take(update(office, "sending", ref=ref))
    assert (await office.entries("status, provider_id"))[0] == ("accepted", "SM2")
    await office.statuses.take(update(office, "failed", sid="SM2", code=63016, ref=ref))
    assert await office.entries() == ["failed"]


async def test_the_same_in_one_group(office: Office) -> None:
    await sent_one(office)
    ref = sign_entry(1, KEYS[0])
    told = (update(office, "failed", code=63018, ref=ref), update(office, "sent", ref=ref))
    await asyncio.gather(*map(office.statuses.take, told))
    assert await office.entries() == ["waiting"]


async def test_an_old_failure_does_not_fail_a_newer_attempt(office: Office) -> None:
    await sent_one(office)
    reference = sign_entry(1, KEYS[0])
    await office.statuses.take(update(office, "undelivered", code=63018, ref=reference))
    office.later(minutes=20)
    await office.sends()
    await office.statuses.take(update(office, "failed", code=63024, ref=reference))
    assert await office.entries("status, provider_id") == [("accepted", "SM2")]
    await office.statuses.take(update(office, "delivered", ref=reference))
    assert await office.entries("status, provider_id") == [("delivered", "SM1")]


async def test_a_callback_that_beats_our_own_commit_finds_its_entry_by_reference(
    office: Office, channel: ScriptedChannel
) -> None:
    """P14, G2: the callback may arrive before the answer of the call; our reference names the entry."""

    class Racing(ScriptedChannel):
        async def send(self, message: object) -> object:  # type: ignore[override]
            answer = await super().send(message)  # type: ignore[arg-type]
            await office.statuses.take(update(office, "sent", ref=message.reference))  # type: ignore[attr-defined]
            return answer

    racing = Office(office.database, office.clock, Racing(office.clock))
    await racing.says(await racing.meets(), "Hello")
    await racing.sends()
    assert await office.entries("status, provider_id") == [("sent", "SM1")]


async def test_a_callback_without_reference_is_parked_until_its_message_is_known(
    office: Office, channel: ScriptedChannel
) -> None:
    await office.statuses.take(update(office, "delivered"))
    await office.statuses.take(update(office, "delivered"))
    await sent_one(office)
    assert await office.entries() == ["delivered"]


async def test_what_was_parked_at_the_wrong_moment_is_found_later(office: Office) -> None:
    """Two processes: neither saw the other's commit. The sweep brings them together."""
    await sent_one(office)
    async with office.database.write() as tx:
        await tx.run("update outbox set provider_id = ''")
    await office.statuses.take(update(office, "delivered"))
    async with office.database.write() as tx:
        await tx.run("update outbox set provider_id = 'SM1'")
    assert await office.entries() == ["accepted"]
    await office.settles()
    assert await office.entries() == ["delivered"]


async def test_a_forged_reference_moves_nothing(office: Office) -> None:
    await sent_one(office)
    await office.statuses.take(update(office, "read", sid="SM999", ref=sign_entry(1, b"stranger")))
    assert await office.entries() == ["accepted"]


async def test_a_callback_settles_an_unanswered_call(office: Office, channel: ScriptedChannel) -> None:
    """G2: the callback's reference is the first evidence of what became of a call without an answer."""
    channel.fates = ["swallowed"]
    await sent_one(office)
    assert await office.entries() == ["unknown"]
    await office.statuses.take(update(office, "sent", ref=sign_entry(1, KEYS[1])))
    assert await office.entries("status, provider_id") == [("sent", "SM1")]
    office.later(minutes=5)
    await office.settles()
    await office.sends()
    assert channel.texts == ["Hello"]


async def test_words_that_say_nothing_of_ours_are_ignored(office: Office) -> None:
    await sent_one(office)
    for word in ("received", "receiving", "", "exploded"):
        await office.statuses.take(update(office, word))
    assert await office.entries() == ["accepted"]


async def test_three_hundred_updates_at_once_are_all_taken(office: Office, channel: ScriptedChannel) -> None:
    amina = await office.meets()
    for n in range(100):
        await office.says(amina, f"{n}")
    await office.sends()
    updates = [
        update(office, status, sid=f"SM{n}") for n in range(1, 101) for status in ("read", "sent", "delivered")
    ]
    await asyncio.gather(*(office.statuses.take(each) for each in updates))
    assert set(await office.entries()) == {"read"}
    async with office.database.read() as tx:
        assert [tuple(row) for row in await tx.rows("select count(*) from status_log where entry_id > 0")] == [(300,)]


async def test_two_processes_taking_the_same_updates_agree(office: Office) -> None:
    await sent_one(office)
    other = office.another()
    words = ["sent", "undelivered", "delivered", "sent", "read"]
    await asyncio.gather(
        *(each.statuses.take(update(office, word, code=63024)) for word in words for each in (office, other))
    )
    assert await office.entries() == ["read"]


async def test_live_updates_tell_consoles_what_moved(office: Office) -> None:
    await sent_one(office)
    live = office.parts.coordinator.listen("outbox")
    await office.statuses.take(update(office, "delivered"))
    assert await anext(live) == {"entry": 1, "contact": 1, "status": "delivered"}


@settings(max_examples=200)
@given(st.lists(st.sampled_from(WORDS), max_size=12))
def test_no_sequence_of_words_moves_a_message_back(words: list[str]) -> None:
    """Ranks of the reference, section 4: only ever up."""
    at, ranks = Status.SENDING, []
    for word in words:
        new = from_provider(word)
        assert new is not None
        at = new if is_further(new, at) else at
        ranks.append(RANKS[at])
    assert ranks == sorted(ranks)
    if "read" in words:
        assert at is Status.READ
