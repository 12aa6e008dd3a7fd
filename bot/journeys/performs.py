"""What a turn writes down for its journeys, in its own transaction."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.journeys import queries
from bot.outbox.withdraw import withdraw
from bot.storage.columns import dump_json
from bot.storage.transactions import Tx

Data = Mapping[str, Any]


async def _keep_enrollment(tx: Tx, contact_id: int, data: Data, now: int) -> None:  # noqa: ARG001
    await tx.run(queries.KEEP, *data["row"])
    await tx.run(queries.COUNT_LIVE, contact_id)


async def _withdraw_messages(tx: Tx, contact_id: int, data: Data, now: int) -> None:
    await withdraw(tx, contact_id, data["prefix"], data["reason"], now)


async def _note_step(tx: Tx, contact_id: int, data: Data, now: int) -> None:
    await tx.run(
        queries.KEEP_STEP,
        contact_id,
        data["journey"],
        data["key"],
        data["entry"],
        data["step"],
        data["visit"],
        now,
        data["outcome"],
        data["reason"],
        data["until"],
        data["outbox_key"],
    )


async def _note_exposure(tx: Tx, contact_id: int, data: Data, now: int) -> None:
    which = data["journey"], data["key"], data["entry"]
    await tx.run(queries.KEEP_EXPOSURE, contact_id, *which, data["split"], data["arm"], now)


async def _journey_fetch(tx: Tx, contact_id: int, data: Data, now: int) -> None:
    key = f"fetch:{contact_id}:{data['name']}:{data['token']}"
    asked = data["url"], data["method"], dump_json(data["body"])
    await tx.run(queries.ADD_FETCH, key, contact_id, data["name"], data["token"], *asked, now, data["ends"])


OF_JOURNEYS: dict[str, Callable[[Tx, int, Data, int], Awaitable[None]]] = {
    "keep_enrollment": _keep_enrollment,
    "withdraw_messages": _withdraw_messages,
    "note_step": _note_step,
    "note_exposure": _note_exposure,
    "journey_fetch": _journey_fetch,
}
