"""People answer in Chatwoot: who waits comes there, what they write goes out, and the bot has it back."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from bot.bridges.webhook import LARGEST, PATH
from bot.clock import ManualClock
from bot.errors import SettingsWrong
from bot.handoff.ownership import release, take
from bot.staff.queries import add_agent, find_agent
from bot.storage.columns import to_micros
from bot.turns.forget import forget
from bot.whatsapp.emulator.server import serve_app
from tests.fakes.chatwoot import ACCOUNT, INBOX, SECRET, TOKEN, FakeChatwoot, dumped, reply, resolved, signed
from tests.stories.shop import PUBLIC_URL, Shop, open_shop

ASKS = "can I talk to a real person please"
CONVERSATION = 40


@pytest_asyncio.fixture
async def chatwoot() -> FakeChatwoot:
    return FakeChatwoot()


@pytest_asyncio.fixture
async def shop(database_url: str, clock: ManualClock, chatwoot: FakeChatwoot) -> AsyncIterator[Shop]:
    given = {"chatwoot_token": TOKEN, "chatwoot_account": ACCOUNT, "chatwoot_inbox": INBOX, "chatwoot_secret": SECRET}
    async with (
        serve_app(chatwoot.app()) as address,
        open_shop(database_url, clock, chatwoot_url=address, **given) as opened,
    ):
        yield opened


async def carries(shop: Shop) -> None:
    await shop.settles()
    while await shop.wiring.hooks.work_once():
        pass


async def posts(shop: Shop, content: bytes | AsyncIterator[bytes], **headers: str) -> int:
    """Somebody calls with whatever they like."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(shop.door)) as client:
        raw = {name: text.encode("latin-1") for name, text in headers.items()}
        return (await client.post(PUBLIC_URL + PATH, content=content, headers=raw)).status_code


async def tells(shop: Shop, told: dict[str, Any], path: str = PATH, **headers: str) -> int:
    """Chatwoot calls; the status of our answer."""
    body = dumped(told)
    given = headers or signed(body, int(shop.clock.now().timestamp()))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(shop.door)) as client:
        answer = await client.post(PUBLIC_URL + path, content=body, headers=given)
    await shop.settles()
    return answer.status_code


async def test_who_waits_comes_there_with_what_was_said(shop: Shop, chatwoot: FakeChatwoot) -> None:
    """F2: contact, conversation, history as a note, their newest words as theirs; then what they write."""
    amina = shop.phone()
    await shop.walks(amina, "hi", ASKS)
    await carries(shop)
    [contact] = chatwoot.contacts
    assert (contact["name"], contact["phone_number"]) == ("Amina", "+14155550101")
    assert [each["id"] for each in chatwoot.conversations] == [CONVERSATION]
    [note] = chatwoot.notes()
    assert "Asked for a person (asked)." in note
    assert "Customer: hi\nBot: " in note
    assert chatwoot.heard() == [ASKS]
    await shop.hears(amina, "are you there?")
    await carries(shop)
    assert chatwoot.heard() == [ASKS, "are you there?"]


async def test_a_picture_of_theirs_comes_along(shop: Shop, chatwoot: FakeChatwoot) -> None:
    """Once it has been fetched; until then it is tried again."""
    amina = shop.phone()
    await shop.hears(amina, ASKS)
    await carries(shop)
    media = {"content_type": "image/jpeg", "data": "/9j/4AAQ"}
    await shop.gets(amina, kind="image", text="broken", media=media)
    await carries(shop)
    assert chatwoot.heard() == [ASKS]
    await shop.wiring.fetcher.fetch_due()
    await shop.passes(seconds=6)
    await carries(shop)
    assert chatwoot.heard() == [ASKS, "broken"]
    assert chatwoot.messages[-1]["file"][1] == "image/jpeg"


async def test_an_erased_contact_is_nobody_there_any_more(shop: Shop, chatwoot: FakeChatwoot) -> None:
    amina = shop.phone()
    await shop.hears(amina, ASKS)
    await carries(shop)
    async with shop.wiring.database.write() as tx:
        await forget(tx, 1, to_micros(shop.clock.now()))
    assert await shop.rows("select remote_id from bridge_thread") == []
    heard = len(amina.hears)
    assert await tells(shop, reply(CONVERSATION, "still there?")) == 200
    assert len(amina.hears) == heard


async def test_what_is_said_to_the_bot_stays_here(shop: Shop, chatwoot: FakeChatwoot) -> None:
    await shop.hears(shop.phone(), "hi")
    await carries(shop)
    assert chatwoot.contacts == chatwoot.messages == []


async def test_an_answer_there_goes_to_the_phone_once(shop: Shop, chatwoot: FakeChatwoot) -> None:
    """Chatwoot may tell twice; and nothing comes back as an echo."""
    amina = shop.phone()
    await shop.hears(amina, ASKS)
    await carries(shop)
    assert await tells(shop, reply(CONVERSATION, "Hello, Noor here.")) == 200
    assert await tells(shop, reply(CONVERSATION, "Hello, Noor here.")) == 200
    await carries(shop)
    assert amina.hears[-1] == "Hello, Noor here."
    assert amina.hears.count("Hello, Noor here.") == 1
    assert len(chatwoot.notes()) == 1
    assert await shop.hears(amina, "thanks") == []


async def test_resolved_there_the_bot_has_it_again(shop: Shop, chatwoot: FakeChatwoot) -> None:
    """And a late second word of an old message does not take it away again."""
    amina = shop.phone()
    await shop.hears(amina, ASKS)
    await carries(shop)
    await tells(shop, reply(CONVERSATION, "All done."))
    await tells(shop, resolved(CONVERSATION))
    await tells(shop, reply(CONVERSATION, "All done."))
    await carries(shop)
    assert await shop.rows("select owner from conversation where contact_id = 1") == [("bot",)]
    assert chatwoot.statuses == [(CONVERSATION, "open")]
    assert await shop.hears(amina, "menu")


async def test_ended_here_it_is_resolved_there(shop: Shop, chatwoot: FakeChatwoot) -> None:
    await shop.hears(shop.phone(), ASKS)
    await carries(shop)
    async with shop.wiring.database.write() as tx:
        await release(tx, 1, None, to_micros(shop.clock.now()))
    await carries(shop)
    assert chatwoot.statuses[-1] == (CONVERSATION, "resolved")


async def test_the_next_time_it_is_the_same_conversation(shop: Shop, chatwoot: FakeChatwoot) -> None:
    amina = shop.phone()
    for _ in range(2):
        await shop.hears(amina, ASKS)
        await carries(shop)
        await tells(shop, resolved(CONVERSATION))
    assert len(chatwoot.contacts) == len(chatwoot.conversations) == 1
    assert chatwoot.statuses.count((CONVERSATION, "open")) == 2


async def test_a_chatwoot_that_is_down_is_told_later_and_in_order(shop: Shop, chatwoot: FakeChatwoot) -> None:
    amina = shop.phone()
    chatwoot.answers = [503]
    await shop.hears(amina, ASKS)
    await carries(shop)
    await shop.hears(amina, "hello?")
    await carries(shop)
    assert chatwoot.messages == []
    await shop.passes(seconds=6)
    await carries(shop)
    assert chatwoot.heard() == ["hello?"]
    assert f"Customer: {ASKS}" in chatwoot.notes()[0]


async def test_somebody_with_that_number_is_known_there_already(shop: Shop, chatwoot: FakeChatwoot) -> None:
    known = {"id": 1, "name": "A. Y.", "identifier": None, "phone_number": "+14155550101", "contact_inboxes": []}
    chatwoot.contacts.append(known)
    await shop.hears(shop.phone(), ASKS)
    await carries(shop)
    assert [each["identifier"] for each in chatwoot.contacts] == [None, "shopclerk:1"]
    assert chatwoot.heard() == [ASKS]


async def test_when_an_agent_here_has_it_a_note_says_so(shop: Shop, chatwoot: FakeChatwoot) -> None:
    """P39: two people never answer at once; what an agent here writes is seen there."""
    amina = shop.phone()
    await shop.hears(amina, ASKS)
    await carries(shop)
    now = to_micros(shop.clock.now())
    async with shop.wiring.database.write() as tx:
        mina = await find_agent(tx, await add_agent(tx, "mina@example.com", "Mina", "agent", now) or 0)
        assert mina is not None
        await take(tx, 1, mina, now)
    heard = len(amina.hears)
    await tells(shop, reply(CONVERSATION, "me too"))
    assert len(amina.hears) == heard
    assert chatwoot.notes()[-1] == "This was not sent: Mina has this conversation."


async def test_after_a_day_of_silence_a_note_says_why_nothing_goes(shop: Shop, chatwoot: FakeChatwoot) -> None:
    await shop.hears(shop.phone(), ASKS)
    await carries(shop)
    await shop.passes_alone(hours=25)
    await tells(shop, reply(CONVERSATION, "good morning"))
    assert "24 hours" in chatwoot.notes()[-1]


@pytest.mark.parametrize(
    "told",
    [
        reply(CONVERSATION, "between us", private=True),
        reply(CONVERSATION, "an echo", message_type="incoming"),
        reply(CONVERSATION, "a greeting", sender={"type": "agent_bot", "id": 1}),
        reply(999, "to nobody"),
        {"event": "conversation_created", "id": CONVERSATION},
    ],
    ids=["note", "incoming", "automation", "unknown", "other"],
)
async def test_what_is_not_for_the_contact_is_not_sent(shop: Shop, told: dict[str, Any]) -> None:
    amina = shop.phone()
    await shop.hears(amina, ASKS)
    await carries(shop)
    heard = len(amina.hears)
    assert await tells(shop, told) == 200
    assert len(amina.hears) == heard


async def test_only_chatwoot_is_believed(shop: Shop) -> None:
    told = reply(CONVERSATION, "hello")
    body, now = dumped(told), int(shop.clock.now().timestamp())
    assert await tells(shop, told, **signed(body, now, "another secret")) == 403
    assert await tells(shop, told, **signed(body, now - 3600)) == 403
    assert await tells(shop, told, **{"x-nothing": "here"}) == 403
    assert await tells(shop, told, f"{PATH}/wrong", **{"x-nothing": "here"}) == 403
    assert await tells(shop, told, f"{PATH}/{SECRET}", **{"x-nothing": "here"}) == 200


async def test_half_a_set_up_is_an_error_that_names_the_rest(shop: Shop) -> None:
    with pytest.raises(SettingsWrong, match="SHOPCLERK_CHATWOOT_INBOX"):
        await shop.opens(chatwoot_inbox=0)
    await shop.opens()


async def test_what_nobody_signed_is_not_read(shop: Shop) -> None:
    """The body is asked for only where the headers may be Chatwoot's, and never beyond its limit."""
    pieces = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal pieces
        while pieces < 100:
            pieces += 1
            yield b"x" * 65_536

    now = str(int(shop.clock.now().timestamp()))
    good = "sha256=" + "0" * 64
    for at, signature, status in (
        ("", good, 403),
        (now, "", 403),
        ("1", good, 403),
        ("\u00b2", good, 400),
        ("9" * 5000, good, 400),
        (now, "sha256=xyz", 400),
    ):
        given = {"x-chatwoot-timestamp": at, "x-chatwoot-signature": signature}
        assert await posts(shop, endless(), **given) == status
    assert pieces == 0
    given = {"x-chatwoot-timestamp": now, "x-chatwoot-signature": good}
    assert await posts(shop, endless(), **given) == 413
    assert pieces <= LARGEST // 65_536 + 2


async def test_what_is_signed_but_makes_no_sense_is_refused(shop: Shop) -> None:
    """400, and never an error of ours."""
    now = int(shop.clock.now().timestamp())
    of_message = {"event": "message_created", "message_type": "outgoing", "content": "hi"}
    for body in (
        b"{",
        b"\xff",
        b"[]",
        b"[" * 100_000,
        dumped({"event": "conversation_status_changed", "status": "resolved", "id": "\u00b2"}),
        dumped({"event": "conversation_status_changed", "status": "resolved"}),
        dumped(of_message | {"id": 1, "conversation": {"id": "9" * 30}}),
        dumped(of_message | {"id": 1, "conversation": {}}),
        dumped(of_message | {"id": True, "conversation": {"id": 1}}),
        dumped(of_message | {"id": 1, "conversation": {"id": 1}, "attachments": 7}),
        dumped(of_message | {"id": 1, "conversation": {"id": 1}, "sender": "me"}),
    ):
        assert await posts(shop, body, **signed(body, now)) == 400, body[:80]
    body = dumped({"event": "contact_created", "id": "x"})
    assert await posts(shop, body, **signed(body, now)) == 200
