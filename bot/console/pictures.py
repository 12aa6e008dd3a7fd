"""Whose pictures the inbox shows beside our own: those of the shop's own products, and nobody else's."""

import re
from collections import Counter
from itertools import chain, islice

from bot.console.desk import Desk
from bot.console.headers import SAFE
from catalog.shelf.snapshot import Shelf

POLICY = "Content-Security-Policy"
LOOKED_AT = 200  # products: a shop has its pictures at one or two addresses
MOST = 8
_ORIGIN = re.compile(r"(https://[A-Za-z0-9.-]+(?::\d+)?)/")


def policy_of_inbox(desk: Desk) -> str:
    """The policy of all pages, with the origins of the catalog's pictures; made once per snapshot."""
    shelf = desk.shelves.newest()
    kept = desk.kept.get(POLICY)
    if kept is None or kept[0] is not shelf:
        kept = desk.kept[POLICY] = (shelf, _policy(origins_of(shelf)))
    return str(kept[1])


def origins_of(shelf: Shelf) -> list[str]:
    """Where pictures of products are (`https://cdn.example.com`), the most frequent first, at most 8."""
    shown = islice(shelf.products.values(), LOOKED_AT)
    pictures = chain.from_iterable(chain(each.media, *(one.media for one in each.variants)) for each in shown)
    found = Counter(match[1].lower() for match in map(_ORIGIN.match, pictures) if match)
    return [origin for origin, _ in found.most_common(MOST)]


def _policy(origins: list[str]) -> str:
    return SAFE[POLICY].replace("img-src 'self'", " ".join(["img-src 'self'", *origins]))
