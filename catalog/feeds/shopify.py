"""Shopify's Admin GraphQL API: everything by a bulk operation, what has changed page by page, one product alone."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from catalog.errors import CatalogError
from catalog.feeds import shopify_words as words
from catalog.feeds.calls import Calls
from catalog.feeds.loose import NotJson, Record, parse_record, record, records, text
from catalog.feeds.shopify_bulk import read_lines
from catalog.feeds.shopify_products import read_gone, read_item, read_level
from catalog.feeds.terms import Terms
from catalog.feeds.values import RowWrong, Values
from catalog.items import Gone, Mark, Note, Refused, SourceFailed, Told

OVERLAP = timedelta(minutes=2)  # changes that Shopify's index had not seen yet
POLL, LONGEST_POLL = 2.0, 60.0  # seconds between looks at a bulk operation
MOST_POLLS = 15_000  # ten days, as long as Shopify lets one run
MOST_THROTTLED = 20
DENIED = "ACCESS_DENIED"
LARGEST = 8 << 30  # bytes of a bulk operation's file


class NotAllowed(SourceFailed):
    """The token lacks a scope that the query needs."""


class NoOperation(CatalogError):
    """The bulk operation is no more: it is to be started anew."""


class ShopifyApi:
    """One shop's API. `address` is `https://my-shop.myshopify.com`."""

    def __init__(self, calls: Calls, address: str, token: str, languages: Sequence[str] = ()) -> None:
        self._calls, self._token = calls, token
        self.languages: tuple[str, ...] = tuple(languages)  # none as soon as Shopify does not let us read them
        self._url = f"{address}/admin/api/{words.API_VERSION}/graphql.json"

    async def ask(self, asked: str, /, **variables: Any) -> Record:
        """`data` of an answer. Waits where Shopify wants it to. Raises SourceFailed."""
        for _ in range(MOST_THROTTLED):
            answer = await self._calls.send(
                "POST",
                self._url,
                json={"query": asked, "variables": variables},
                headers={"X-Shopify-Access-Token": self._token},
            )
            try:
                told = parse_record(answer.content)
            except NotJson as error:
                raise SourceFailed(f"Shopify answers with {error}", may_pass=True) from error
            errors = records(told.get("errors"))
            if not any(record(each.get("extensions")).get("code") == "THROTTLED" for each in errors):
                if any(record(each.get("extensions")).get("code") == DENIED for each in errors):
                    raise NotAllowed(f"Shopify refuses: {_words_of(errors)}")
                if errors or "data" not in told:
                    raise SourceFailed(f"Shopify refuses: {_words_of(errors) or text(told.get('errors'))}")
                return record(told["data"])
            await self._calls.sleep(_wait_for_points(told))
        raise SourceFailed("Shopify has no points left for us", may_pass=True)

    async def ask_in_languages(self, make: Callable[[Sequence[str]], str], /, **variables: Any) -> Record:
        """The same with translations, where the token may read them (`read_translations`); else without."""
        try:
            return await self.ask(make(self.languages), **variables)
        except NotAllowed:
            if not self.languages:
                raise
            self.languages = ()
            return await self.ask(make(()), **variables)

    async def start_bulk(self) -> str:
        """The id of a new bulk operation over all products. Raises SourceFailed."""
        asked = words.bulk(self.languages)
        told = record((await self.ask(words.START_BULK, query=asked)).get("bulkOperationRunQuery"))
        if wrong := records(told.get("userErrors")):
            raise SourceFailed(f"Shopify starts no bulk operation: {_words_of(wrong)}", may_pass=True)
        return text(record(told.get("bulkOperation")).get("id"))

    async def bulk_state(self, operation: str) -> Record:
        """How far it is. Raises NoOperation or SourceFailed."""
        node = record((await self.ask(words.BULK_STATE, id=operation)).get("node"))
        if not node or text(node.get("status")) in ("EXPIRED", "CANCELED", "CANCELING"):
            raise NoOperation(operation)
        return node

    async def pause(self, seconds: float) -> None:
        """Wait before asking again."""
        await self._calls.sleep(seconds)

    async def fetch(self, url: str, to: Path) -> None:
        """A file that an operation has made. Raises SourceFailed."""
        import httpx

        try:
            async with self._calls.stream(url) as answer:
                if not answer.is_success:
                    raise SourceFailed(f"the bulk file is not given (HTTP {answer.status_code})", may_pass=True)
                size = 0
                with await asyncio.to_thread(to.open, "wb") as file:
                    async for piece in answer.aiter_bytes(1 << 18):
                        size += len(piece)
                        if size > LARGEST:
                            raise SourceFailed("the file of the bulk operation is too large")
                        await asyncio.to_thread(file.write, piece)
        except httpx.HTTPError as error:
            raise SourceFailed(f"the bulk file did not come: {type(error).__name__}", may_pass=True) from error

    async def rest_of_variants(self, product: Record) -> list[Record]:
        """All variants of a product of which a page has told the first."""
        told = record(product.get("variants"))
        found, page = records(told.get("nodes")), record(told.get("pageInfo"))
        while page.get("hasNextPage") and len(found) < 2048:
            data = await self.ask(words.VARIANTS, id=product.get("id"), after=page.get("endCursor"))
            told = record(record(data.get("product")).get("variants"))
            found, page = found + records(told.get("nodes")), record(told.get("pageInfo"))
        return found


async def tell_all(api: ShopifyApi, terms: Terms, to: Path, cursor: str) -> AsyncIterator[Told]:
    """Every product. The first mark names the operation, so that whoever goes on after a death waits for the same."""
    kept = read_cursor(cursor)
    operation = text(kept.get("bulk")) or await api.start_bulk()
    yield Mark(json.dumps({"bulk": operation, "done": kept.get("done", 0)}))
    state = await _finished(api, operation)
    if text(state.get("errorCode")) == DENIED and api.languages:
        yield Note("translations", "the token may not read them: read_translations is missing")
        api.languages = ()
        operation = await api.start_bulk()
        yield Mark(json.dumps({"bulk": operation, "done": 0}))
        state = await _finished(api, operation)
    url = text(state.get("url")) or text(state.get("partialDataUrl"))
    if url:
        await api.fetch(url, to)
        async for told in read_lines(to, terms, operation, int(text(kept.get("done")) or 0)):
            yield told
    if text(state.get("status")) != "COMPLETED":
        raise SourceFailed(
            f"Shopify broke its bulk operation off ({text(state.get('errorCode')) or state.get('status')}): "
            "what it had told is taken",
            may_pass=True,
        )


async def tell_changes(api: ShopifyApi, terms: Terms, since: datetime, cursor: str) -> AsyncIterator[Told]:
    """Products that changed since then, the oldest change first."""
    values = Values(terms)
    asked = f"updated_at:>='{(since - OVERLAP).isoformat(timespec='seconds').replace('+00:00', 'Z')}'"
    after = read_cursor(cursor).get("after")
    while True:
        told_page = await api.ask_in_languages(words.changes, after=after, query=asked)
        page = record(told_page.get("products"))
        for node in records(page.get("nodes")):
            for told in await _product(api, node, values):
                yield told
        info = record(page.get("pageInfo"))
        after = text(info.get("endCursor")) or after
        if not info.get("hasNextPage"):
            return
        yield Mark(json.dumps({"after": after}))


async def tell_one(api: ShopifyApi, terms: Terms, external_id: str, now: datetime) -> list[Told]:
    """One product as it is now; gone when the shop does not have it."""
    data = await api.ask_in_languages(words.one_product, id=words.global_id("Product", external_id))
    node = record(data.get("product"))
    if not node:
        return [Gone(read_gone({"id": external_id}, Values(terms)).external_id, now)]
    return await _product(api, node, Values(terms))


async def tell_stock(api: ShopifyApi, terms: Terms, inventory_id: str) -> list[Told]:
    """What each place has of one item."""
    data = await api.ask(words.STOCK, id=words.global_id("InventoryItem", inventory_id))
    levels = record(record(data.get("inventoryItem")).get("inventoryLevels"))
    return [read_level(words.level_as_webhook(each), Values(terms)) for each in records(levels.get("nodes"))]


async def can_go_on(api: ShopifyApi, cursor: str) -> bool:
    """Whether the operation of an unfinished reading can still be read."""
    operation = text(read_cursor(cursor).get("bulk"))
    if not operation:
        return False
    try:
        return text((await api.bulk_state(operation)).get("status")) != "FAILED"
    except NoOperation:
        return False


def read_cursor(cursor: str) -> Record:
    """What a mark of ours said; empty for any other."""
    try:
        return parse_record(cursor) if cursor else {}
    except NotJson:
        return {}


async def _finished(api: ShopifyApi, operation: str) -> Record:
    wait = POLL
    for _ in range(MOST_POLLS):
        try:
            state = await api.bulk_state(operation)
        except NoOperation as gone:
            raise SourceFailed("Shopify's bulk operation was taken back", may_pass=True) from gone
        if text(state.get("status")) not in ("CREATED", "RUNNING"):
            return state
        await api.pause(wait)
        wait = min(wait * 1.5, LONGEST_POLL)
    raise SourceFailed("Shopify's bulk operation does not end", may_pass=True)


async def _product(api: ShopifyApi, node: Record, values: Values) -> list[Told]:
    pictures = records(record(node.get("media")).get("nodes"))
    collections = records(record(node.get("collections")).get("nodes"))
    body = words.as_webhook(node, await api.rest_of_variants(node), pictures, collections, api.languages)
    try:
        item = read_item(body, values)
    except RowWrong as error:
        return [*values.told(), Refused(f"product {body['id']}", str(error))]
    return [*values.told(), item]


def _wait_for_points(told: Record) -> float:
    """Seconds until the bucket holds what the query costs."""
    cost = record(record(told.get("extensions")).get("cost"))
    status = record(cost.get("throttleStatus"))
    numbers = [_number(each) for each in (cost.get("requestedQueryCost"), status.get("currentlyAvailable"))]
    rate = _number(status.get("restoreRate")) or 50.0
    return min(max((numbers[0] - numbers[1]) / rate, 1.0), 60.0)


def _number(told: Any) -> float:
    try:
        return float(text(told) or 0)
    except ValueError:
        return 0.0


def _words_of(errors: list[Record]) -> str:
    return "; ".join(text(each.get("message")) for each in errors)[:300]
