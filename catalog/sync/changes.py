"""Old and new offers of a variant compared: what happened to it, for whoever waits for such news."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from catalog.sync.offers import is_sellable, to_pay
from catalog.sync.rows import Origin

BACK_IN_STOCK = "product.back_in_stock"
LOW_STOCK = "product.low_stock"
PRICE_DROPPED = "product.price_dropped"
SURPLUS = "product.surplus"

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """A variant's offer before and after, each None when it was or is not on offer at all."""

    sku: str
    product_id: str
    old: Row | None
    new: Row | None


@dataclass(frozen=True, slots=True)
class News:
    """What happened to one variant: an event that is not kept yet."""

    name: str
    change: Change
    old: int | None
    new: int | None


def news_of(changes: Iterable[Change], origin: Origin, now: datetime, known: Iterable[str]) -> list[News]:
    """Everything that happened. Of variants not among the `known` nothing did: they have only come."""
    before = frozenset(known)
    return [news for change in changes if change.sku in before for news in _news(change, origin, now)]


def event_rows(news: Iterable[News], version: int, now: datetime) -> list[Row]:
    """Their rows: one fact is one key, for a variant changes once in a version."""
    return [
        {
            "key": f"{each.name}:{each.change.sku}:{version}",
            "name": each.name,
            "sku": each.change.sku,
            "product_id": each.change.product_id,
            "body": _body(each),
            "version": version,
            "at": now,
            "heard": False,
        }
        for each in news
    ]


def _news(change: Change, origin: Origin, now: datetime) -> Iterator[News]:
    old, new = change.old, change.new
    if new is None or not is_sellable(new):
        return
    if old is None or not is_sellable(old):
        yield News(BACK_IN_STOCK, change, None if old is None else old["stock"], new["stock"])
    if old is None:
        return
    yield from _stock_news(change, old["stock"], new["stock"], origin)
    before, after = to_pay(old, now), to_pay(new, now)
    if before is not None and after is not None and after < before and old["currency"] == new["currency"]:
        yield News(PRICE_DROPPED, change, before, after)


def _stock_news(change: Change, old: int | None, new: int | None, origin: Origin) -> Iterator[News]:
    """Crossing a level is news; being beyond it is not."""
    if new is None:
        return
    if 0 < new <= origin.low_stock and (old is None or old > origin.low_stock):
        yield News(LOW_STOCK, change, old, new)
    if origin.surplus and new > origin.surplus and old is not None and old <= origin.surplus:
        yield News(SURPLUS, change, old, new)


def _body(news: News) -> Mapping[str, Any]:
    body: Row = {"old": news.old, "new": news.new}
    if news.name == PRICE_DROPPED and news.change.new:
        body["currency"] = news.change.new["currency"]
    return body
