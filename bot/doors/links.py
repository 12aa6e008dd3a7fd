"""Links: each door, with each page and product it is on, has one code for ever."""

from collections.abc import Iterable

from bot.doors.codes import make_code
from bot.doors.queries import Link, add_link, count_links, find_link, find_links
from bot.storage.transactions import Tx

MOST_LINKS = 5_000  # of one door: a stranger who invents pages fills no database
MOST_ATTEMPTS = 50


async def keep_link(tx: Tx, door: str, page: str, sku: str, now: int) -> Link:
    """The link of a door on a page, made when there is none. `now` in µs.

    A door with very many pages answers its own link for further ones.
    """
    if (page or sku) and await count_links(tx, door) >= MOST_LINKS:
        page = sku = ""
    for attempt in range(MOST_ATTEMPTS):
        if found := await find_link(tx, door, page, sku):
            return found
        await add_link(tx, Link(make_code(door, page, sku, attempt=attempt), door, page, sku), now)
    raise RuntimeError("no code is free")


async def keep_door_links(tx: Tx, doors: Iterable[str], now: int) -> None:
    """Every door of the shop's file has its code from the start: a code that was printed is known."""
    for door in sorted(doors):
        await keep_link(tx, door, "", "", now)


async def find_first_link(tx: Tx, codes: list[str]) -> Link | None:
    """The link of the first of these codes that is one of ours."""
    return next(iter(await find_links(tx, codes)), None)
