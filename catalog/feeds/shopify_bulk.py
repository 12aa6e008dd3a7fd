"""The file of a bulk operation: one object a line, children naming their parents, not beside them."""

import asyncio
import json
from collections.abc import AsyncIterator, Generator, Iterable, Iterator
from itertools import islice
from pathlib import Path

from catalog.feeds import shopify_words as words
from catalog.feeds.groups import Groups
from catalog.feeds.loose import NotJson, Record, parse_record, text
from catalog.feeds.shopify_products import read_item, read_level
from catalog.feeds.terms import Terms
from catalog.feeds.values import RowWrong, Values
from catalog.items import Mark, Refused, Told

AT_ONCE = 300
MARK_EVERY = 250  # products


async def read_lines(path: Path, terms: Terms, operation: str, done: int) -> AsyncIterator[Told]:
    """Products behind the first `done`, then the stock of places. Read in a thread."""
    told = _read(path, terms, operation, done)
    while batch := await asyncio.to_thread(lambda: list(islice(told, AT_ONCE))):
        for each in batch:
            yield each


def _read(path: Path, terms: Terms, operation: str, done: int) -> Iterator[Told]:
    values = Values(terms)
    with Groups() as products, Groups() as variants, Groups() as levels:
        with path.open("rb") as file:
            staged = yield from _stage(file, products, variants, levels)
        total = len(products) + staged
        yield Mark(json.dumps({"bulk": operation, "done": done}), done, total)
        for place, (gid, rows, _) in enumerate(products.groups(), 1):
            if place <= done:
                continue
            yield from _product([parse_record(row) for row in rows], variants.take(gid), values)
            if place % MARK_EVERY == 0:
                yield Mark(json.dumps({"bulk": operation, "done": place}), place, total)
        for _, rows, _ in levels.groups():
            yield from _levels((parse_record(row) for row in rows), values)


def _stage(lines: Iterable[bytes], products: Groups, variants: Groups, levels: Groups) -> Generator[Told, None, int]:
    """Answers how many levels there are."""
    count = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            told = parse_record(line)
        except NotJson as error:
            yield Refused(f"line {number}", str(error))
            continue
        raw = line.decode("utf-8", "replace")
        kind, parent = words.kind_of(told.get("id")), text(told.get("__parentId"))
        if kind == "Product":
            products.add(text(told["id"]), raw)
        elif kind == "ProductVariant":
            variants.add(parent, raw)
        elif kind == "InventoryLevel":
            levels.add(words.plain_id(_item_of(told)), raw)
            count += 1
        elif kind in ("MediaImage", "Collection"):
            products.add(parent, raw)
    return count


def _product(rows: list[Record], variants: list[str], values: Values) -> Iterator[Told]:
    own = [each for each in rows if words.kind_of(each.get("id")) == "Product"]
    if not own:
        return
    pictures = [each for each in rows if words.kind_of(each.get("id")) == "MediaImage"]
    children = (parse_record(row) for row in variants)
    collections = [each for each in rows if words.kind_of(each.get("id")) == "Collection"]
    body = words.as_webhook(own[0], children, pictures, collections, values.terms.languages)
    try:
        item = read_item(body, values)
    except RowWrong as error:
        yield from values.told()
        yield Refused(f"product {body['id']}", str(error))
        return
    yield from values.told()
    yield item


def _levels(rows: Iterable[Record], values: Values) -> Iterator[Told]:
    for row in rows:
        try:
            yield read_level(words.level_as_webhook(row), values)
        except RowWrong as error:
            yield Refused("inventory level", str(error))


def _item_of(level: Record) -> object:
    item = level.get("item")
    return item.get("id") if isinstance(item, dict) else ""
