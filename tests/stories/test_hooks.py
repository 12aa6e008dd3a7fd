"""Webhooks out: what happens here reaches another system, signed, once by its id, and again until it is taken."""

import hmac
from base64 import b64decode, b64encode
from collections.abc import AsyncIterator, Sequence
from datetime import timedelta

import pytest

from bot.hooks.events import EVENTS
from bot.hooks.keeping import add_hook, check_address, list_deliveries, list_hooks, remove_hook
from bot.hooks.refusals import HookRefused
from bot.staff.agents import NOBODY
from bot.storage.columns import to_micros
from bot.turns.forget import forget
from tests.fakes.listener import Heard, Listener, listening
from tests.stories.shop import Shop, on_both_databases


@pytest.fixture
async def listener() -> AsyncIterator[Listener]:
    async with listening() as made:
        yield made


async def told_to(shop: Shop, url: str, events: Sequence[str] = EVENTS) -> str:
    """The secret of a new hook."""
    shop.wiring.hooks.own_network = True
    async with shop.wiring.database.write() as tx:
        return (await add_hook(tx, NOBODY, url, events, to_micros(shop.clock.now())))[1]


async def tells(shop: Shop) -> None:
    await shop.settles()
    while await shop.wiring.hooks.work_once():
        pass


def is_signed(heard: Heard, secret: str) -> bool:
    """As the specification has receivers check it."""
    key = b64decode(secret.removeprefix("whsec_"))
    signed = f"{heard.headers['webhook-id']}.{heard.headers['webhook-timestamp']}.".encode() + heard.body
    wanted = "v1," + b64encode(hmac.digest(key, signed, "sha256")).decode()
    return wanted in heard.headers["webhook-signature"].split(" ")


def types(listener: Listener) -> list[str]:
    return [heard.json["type"] for heard in listener.heard]


@on_both_databases
async def test_a_hook_hears_of_messages_and_of_people_being_asked_for(shop: Shop, listener: Listener) -> None:
    """F2: in the order of the conversation, each with an id of its own, signed."""
    secret = await told_to(shop, listener.url)
    await shop.hears(shop.phone(), "can I talk to a real person please")
    await tells(shop)
    assert types(listener) == ["message.received", "handoff.opened", "message.sent"]
    assert all(is_signed(heard, secret) for heard in listener.heard)
    assert len({heard.headers["webhook-id"] for heard in listener.heard}) == 3
    received, opened, sent = (heard.json["data"] for heard in listener.heard)
    assert received["message"]["text"] == "can I talk to a real person please"
    assert received["contact"] == {"id": 1, "name": "Amina", "language": "en", "address": "+14155550101"}
    assert opened["handoff"]["reason"] == "asked"
    assert "colleagues" in sent["message"]["text"]


async def test_who_wants_little_is_told_little(shop: Shop, listener: Listener) -> None:
    await told_to(shop, listener.url, ["handoff.opened"])
    await shop.hears(shop.phone(), "hi")
    await tells(shop)
    assert types(listener) == []


async def test_without_a_hook_nothing_is_written(shop: Shop) -> None:
    await shop.hears(shop.phone(), "can I talk to a real person please")
    assert await shop.rows("select id from hook_delivery") == []


async def test_a_hook_that_is_down_is_told_later_in_order(shop: Shop, listener: Listener) -> None:
    """What came later waits for what failed, and both come with the ids that they had."""
    await told_to(shop, listener.url, ["message.received"])
    listener.answers = [503]
    await shop.hears(shop.phone(), "hi")
    await tells(shop)
    await shop.hears(shop.phone(), "find a product")
    await tells(shop)
    assert len(listener.heard) == 1
    await shop.passes(seconds=6)
    await tells(shop)
    assert [heard.json["data"]["message"]["text"] for heard in listener.heard] == ["hi", "hi", "find a product"]
    assert listener.heard[0].headers["webhook-id"] == listener.heard[1].headers["webhook-id"]


async def test_after_a_day_of_silence_it_is_disabled_and_the_log_says_so(shop: Shop, listener: Listener) -> None:
    await told_to(shop, listener.url, ["message.received"])
    listener.answers = [500] * 40
    await shop.hears(shop.phone(), "hi")
    for _ in range(40):
        await tells(shop)
        await shop.passes_alone(hours=1)
    assert 8 <= len(listener.heard) <= 16
    async with shop.wiring.database.read() as tx:
        [hook] = await list_hooks(tx)
        [delivery] = await list_deliveries(tx, hook["id"])
    assert hook["disabled_at"]
    assert (delivery["status"], delivery["answer"]) == ("failed", 500)
    assert ("webhooks", "webhook.disabled") in await shop.rows("select actor, action from audit")


async def test_a_hook_that_says_gone_is_disabled_at_once(shop: Shop, listener: Listener) -> None:
    await told_to(shop, listener.url, ["message.received"])
    listener.answers = [410]
    await shop.hears(shop.phone(), "hi")
    await tells(shop)
    await shop.hears(shop.phone(), "hello")
    await shop.passes(hours=2)
    await tells(shop)
    assert len(listener.heard) == 1


async def test_a_failed_message_is_told_with_its_reason(shop: Shop, listener: Listener) -> None:
    await told_to(shop, listener.url, ["message.failed"])
    shop.emulator.faults.fail_next(code=63024)
    await shop.hears(shop.phone(), "hi")
    await tells(shop)
    [failed] = listener.heard
    message = failed.json["data"]["message"]
    assert (message["status"], message["code"]) == ("failed", 63024)
    assert message["reason"]


async def test_what_was_to_be_told_of_an_erased_contact_is_not(shop: Shop, listener: Listener) -> None:
    """Privacy: deliveries hold no words, and go with the contact."""
    await told_to(shop, listener.url, ["message.received"])
    await shop.hears(shop.phone(), "my secret")
    [(row,)] = await shop.rows("select subject || detail || error from hook_delivery")
    assert "secret" not in row
    async with shop.wiring.database.write() as tx:
        await forget(tx, 1, to_micros(shop.clock.now()))
    await tells(shop)
    assert listener.heard == []
    assert await shop.rows("select id from hook_delivery") == []


async def test_a_removed_hook_is_told_nothing_more(shop: Shop, listener: Listener) -> None:
    await told_to(shop, listener.url)
    await shop.hears(shop.phone(), "hi")
    async with shop.wiring.database.write() as tx:
        await remove_hook(tx, NOBODY, 1, to_micros(shop.clock.now()))
    await tells(shop)
    assert listener.heard == []


@pytest.mark.parametrize(
    "url",
    ["http://example.com/hook", "https://127.0.0.1/hook", "https://169.254.169.254/", "https://[::1]/", "ftp://x"],
)
async def test_addresses_of_the_own_network_are_refused(url: str) -> None:
    with pytest.raises(HookRefused):
        await check_address(url)


async def test_one_that_points_inwards_later_is_not_called(shop: Shop, listener: Listener) -> None:
    await told_to(shop, listener.url, ["message.received"])
    shop.wiring.hooks.own_network = False
    await shop.hears(shop.phone(), "hi")
    await tells(shop)
    assert listener.heard == []
    assert "private network" in (await shop.rows("select error from hook_delivery"))[0][0]


async def test_a_process_that_dies_while_it_tells_leaves_it_to_the_next(shop: Shop, listener: Listener) -> None:
    """The lease is over after a minute."""
    await told_to(shop, listener.url, ["message.received"])
    await shop.hears(shop.phone(), "hi")
    async with shop.wiring.database.write() as tx:
        late = to_micros(shop.clock.now() + timedelta(minutes=1))
        await tx.run("update hook_delivery set due_at = $1, attempts = 1", late)
    await tells(shop)
    assert listener.heard == []
    await shop.passes(seconds=61)
    await tells(shop)
    assert types(listener) == ["message.received"]
