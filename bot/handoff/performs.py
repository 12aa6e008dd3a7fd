"""What turns do about who has a conversation, in their own transaction. Each may be done twice and then does nothing.

`data` may hold `since`: the wait (µs) that the turn had read. Where that is over meanwhile, the turn is Stale.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from bot.errors import Stale
from bot.handoff import waiting
from bot.handoff.marks import wake_up
from bot.handoff.ownership import give_back, queue
from bot.handoff.standing import hold
from bot.storage.transactions import Tx

Data = dict[str, Any]


async def _hand_off(tx: Tx, contact_id: int, data: Data, now: int) -> None:
    await queue(tx, contact_id, str(data.get("reason") or "asked"), str(data.get("words", "")), now)


async def _back(tx: Tx, contact_id: int, data: Data, now: int) -> None:
    """By the contact's own choice, or because nobody has said anything for hours."""
    if "since" in data:
        await waiting.must_wait(tx, contact_id, data["since"])
    if "touched" in data and (await hold(tx, contact_id)).touched_at != data["touched"]:
        raise Stale("somebody has said something")
    await give_back(tx, contact_id, None, now, resume="quiet", outcome=str(data["outcome"]))


async def _heard(tx: Tx, contact_id: int, data: Data, now: int) -> None:  # noqa: ARG001 (one signature for all)
    await waiting.heard(tx, contact_id, now)


async def _keep_waiting(tx: Tx, contact_id: int, data: Data, now: int) -> None:  # noqa: ARG001 (the same)
    await waiting.keep_waiting(tx, contact_id, now)


async def _escalate(tx: Tx, contact_id: int, data: Data, now: int) -> None:
    await waiting.escalate(tx, contact_id, int(data["since"]), now)


async def _asked(tx: Tx, contact_id: int, data: Data, now: int) -> None:
    await waiting.asked(tx, contact_id, int(data["since"]), now)


async def _put_off(tx: Tx, contact_id: int, data: Data, now: int) -> None:
    await waiting.put_off(tx, contact_id, int(data["since"]), int(data["stage"]), now)


async def _idle_later(tx: Tx, contact_id: int, data: Data, now: int) -> None:  # noqa: ARG001 (the same)
    await waiting.idle_later(tx, contact_id, int(data["due"]))


async def _unsaid(tx: Tx, contact_id: int, data: Data, now: int) -> None:  # noqa: ARG001 (the same)
    await waiting.unsaid(tx, contact_id, now)


async def _wake_up(tx: Tx, contact_id: int, data: Data, now: int) -> None:
    await wake_up(tx, contact_id, int(data["until"]), now)


OF_HANDOFFS: dict[str, Callable[[Tx, int, Data, int], Awaitable[None]]] = {
    "hand_off": _hand_off,
    "handoff_back": _back,
    "handoff_heard": _heard,
    "keep_waiting": _keep_waiting,
    "handoff_escalate": _escalate,
    "handoff_asked": _asked,
    "handoff_put_off": _put_off,
    "handoff_idle_later": _idle_later,
    "handoff_wake_up": _wake_up,
    "handoff_unsaid": _unsaid,
}
