"""From rows to products, page by page: no object of the ORM is made, and never more than a page is held."""

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from sys import intern
from typing import Any

from catalog.queries import Row, Source, read_version
from catalog.shelf.kept import Kept
from catalog.shelf.queries import count_products, list_changed, list_ids, read_labels, read_page
from catalog.shelf.small import Small
from catalog.shelf.snapshot import Shelf
from catalog.stock import PLENTY
from catalog.windows import Window, from_micros, to_micros, window_of
from catalog.wishes import Offered, Shown, Words

PAGE = 200  # products that are read at once

_NONE: dict[str, Any] = {}  # one object for all that is empty; nobody writes into a snapshot
_decode = json.JSONDecoder().raw_decode  # what we wrote ourselves has no blanks around it
_SELLS_ON = frozenset({"preorder", "backorder"})  # sold although none is left


async def read_shelf(source: Source, now: datetime | None = None) -> Shelf:
    """Everything that is sold at `now`, in memory. The version is read first: a change meanwhile is seen at the
    next look. Without a moment every sale holds that has no end."""
    version, labels = await read_version(source), await read_labels(source)
    moment = to_micros(now or datetime.max.replace(tzinfo=UTC)) or 0
    kept = {each.product.id: each async for each in read_kept(source, await list_ids(source))}
    return _shelf_of(version, {id_: each.product for id_, each in kept.items()}, kept, labels, moment)


async def renew_shelf(source: Source, before: Shelf, now: datetime) -> Shelf | None:
    """The shelf of before with what has changed since, both in memory: what has not is not read again.

    None when that cannot be told from the changes alone.
    """
    version = await read_version(source)
    if not isinstance(before.products, Small) or version < before.version:
        return None
    products, timed, labels = dict(before.products), dict(before.products.timed), before.labels
    if version != before.version:
        sold, gone = await list_changed(source, before.version)
        labels = await read_labels(source)
        for id_ in (*sold, *gone):
            products.pop(id_, None)
            timed.pop(id_, None)
        async for kept in read_kept(source, sold):
            products[kept.product.id] = kept.product
            timed[kept.product.id] = kept
        if await count_products(source, len(products) + 1) != len(products):
            return None
    return _shelf_of(version, products, timed, labels, to_micros(now) or 0)


def _shelf_of(
    version: int,
    products: dict[str, Shown],
    kept: Mapping[str, Kept],
    labels: Mapping[tuple[str, str, str], str],
    moment: int,
) -> Shelf:
    """Products by id, those with sales that begin or end as they are at this moment."""
    timed = {id_: each for id_, each in kept.items() if each.windows}
    edges = [edge for each in timed.values() for edge in each.edges() if edge > moment]
    products |= {id_: each.at(moment) for id_, each in timed.items()}
    small = Small({id_: products[id_] for id_ in sorted(products)}, timed)
    return Shelf(version, small, labels, from_micros(min(edges)) if edges else None)


async def read_kept(source: Source, ids: Sequence[str]) -> AsyncIterator[Kept]:
    """These products, in the order of `ids`; those that are not sold any more are left out. Others have their turn
    after every page."""
    for first in range(0, len(ids), PAGE):
        for kept in make_kept(*await read_page(source, ids[first : first + PAGE])):
            yield kept
        await asyncio.sleep(0)


def make_kept(products: Sequence[Row], texts: Sequence[Row], variants: Sequence[Row]) -> list[Kept]:
    """The products of one page, by id."""
    texts_of: dict[str, dict[str, Words]] = defaultdict(dict)
    for product_id, language, *words in texts:
        texts_of[product_id][intern(language)] = Words(*words)
    rows_of: dict[str, list[Row]] = defaultdict(list)
    for row in variants:
        rows_of[row[0]].append(row)
    return [_kept(row, texts_of[row[0]], rows_of[row[0]]) for row in sorted(products, key=lambda row: str(row[0]))]


def _kept(row: Row, texts: dict[str, Words], variants: list[Row]) -> Kept:
    id_, category, attributes, media, page, popularity, size_table, rating, rating_count, brand, tags, paths, at = row
    priced = [each for each in sorted(variants, key=lambda each: (each[2], each[1])) if each[7] is not None]
    windows = tuple(_window(each) for each in priced)
    product = Shown(
        id=id_,
        category=intern(category),
        attributes=_attributes(attributes) if isinstance(attributes, str) else _codes_of(attributes),
        media=tuple(_read(media, ())),
        page=page,
        popularity=popularity,
        texts=texts,
        variants=tuple(map(_offered, priced)),
        size_table=_read(size_table, _NONE),
        rating=rating,
        rating_count=rating_count,
        on_request=bool(variants) and not priced,
        brand=brand,
        tags=tuple(_read(tags, ())),
        paths=tuple(_read(paths, ())),
        added_at=None if (micros := to_micros(at)) is None else from_micros(micros),
    )
    return Kept(product, windows if any(windows) else ())


def _offered(row: Row) -> Offered:
    _, sku, _, options, media, swatch, measure, price, sale_price, currency, stock, availability, *_ = row
    return Offered(
        sku=sku,
        options=_options(options) if isinstance(options, str) else _code_of(options),
        price=price,
        sale_price=sale_price,
        currency=intern(currency),
        stock=PLENTY if stock is None or availability in _SELLS_ON else stock,
        media=tuple(_read(media, ())),
        swatch=swatch,
        measure=_read(measure, _NONE),
        availability=availability,
    )


def _window(row: Row) -> Window | None:
    return window_of(row[12], row[13]) if row[8] is not None else None


def _codes_of(told: Mapping[str, Iterable[Any]]) -> Mapping[str, tuple[str, ...]]:
    return {intern(name): tuple([intern(str(code)) for code in codes]) for name, codes in (told or _NONE).items()}


def _code_of(told: Mapping[str, Any]) -> Mapping[str, str]:
    return {intern(name): intern(str(code)) for name, code in (told or _NONE).items()}


@lru_cache(maxsize=8_192)
def _attributes(value: str) -> Mapping[str, tuple[str, ...]]:
    """Of a JSON column that many rows have alike: one object for all of them."""
    return _codes_of(json.loads(value) if value else _NONE)


@lru_cache(maxsize=8_192)
def _options(value: str) -> Mapping[str, str]:
    """The same of a variant's."""
    return _code_of(json.loads(value) if value else _NONE)


def _read(value: Any, empty: Any) -> Any:
    """A JSON column, as text or read already."""
    if not isinstance(value, str):
        return value or empty
    return empty if value in ("{}", "[]") else _decode(value)[0]
