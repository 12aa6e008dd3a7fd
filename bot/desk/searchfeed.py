"""How far the search server knows the catalog, as `shopclerk catalog status` tells it."""

from bot.jobs.queries import REPORT
from bot.storage.columns import from_micros
from bot.storage.transactions import Tx

_WORDS = {
    "new": "nothing is on the server yet",
    "building": "the catalog is being sent",
    "settling": "the server takes in what was sent",
    "live": "the server is asked",
}


async def list_feeds(tx: Tx) -> list[str]:
    """A line for each feed; none without a search server."""
    return [_line(*row) for row in await tx.rows(REPORT)]


def _line(name: str, state: str, live: str, sent: int, error: str, due_at: int | None, done_at: int | None) -> str:  # noqa: PLR0913 - a row
    parts = [f"search server, {name}: {_WORDS[state]}"]
    if live:
        parts.append(f"index {live}")
    if state != "new":
        parts.append(f"{sent} products sent")
    if done_at is not None:
        parts.append(f"all known at {from_micros(done_at):%Y-%m-%d %H:%M:%S}Z")
    if error:
        again = f", again at {from_micros(due_at):%H:%M:%S}Z" if due_at is not None else ""
        parts.append(f"failed: {error}{again}")
    return "; ".join(parts)
