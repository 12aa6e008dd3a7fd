"""WooCommerce's REST API, version 3: page by page, at most two calls at once, patient with slow hosts."""

import asyncio
import json
from base64 import b64encode
from collections.abc import AsyncIterator, Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from catalog.feeds.calls import Calls
from catalog.feeds.loose import NotJson, Record, parse_record, records, text
from catalog.feeds.terms import Terms
from catalog.feeds.values import RowWrong, Values
from catalog.feeds.woocommerce_products import Whole, has_variations, is_sold, is_variation, read_item
from catalog.items import Gone, Mark, Note, Refused, SourceFailed, Told

PAGE = 100
AT_ONCE = 2
MOST_PAGES = 20_000
OVERLAP = timedelta(minutes=2)
DEEPEST = 20  # parents of a category


class WooApi:
    """One shop's API. `address` is its website; `in_query` for hosts that strip the header with the key."""

    def __init__(self, calls: Calls, address: str, token: str, *, in_query: bool = False) -> None:
        self._calls = calls
        self._url = f"{address.rstrip('/')}/wp-json/wc/v3"
        key, _, secret = token.partition(":")
        self._gate = asyncio.Semaphore(AT_ONCE)
        self._query = {"consumer_key": key, "consumer_secret": secret} if in_query else {}
        basic = b64encode(f"{key}:{secret}".encode()).decode()
        self._headers = {} if in_query else {"Authorization": f"Basic {basic}"}
        if urlsplit(address).scheme != "https" and not is_own_network(address):
            raise SourceFailed(f"{address}: keys are sent over https only")

    async def page(self, path: str, number: int, **asked: str) -> tuple[list[Record], int, int]:
        """One page: its records, how many pages and how many records there are. Raises SourceFailed."""
        answer = await self._send(path, per_page=str(PAGE), page=str(number), **asked)
        pages, total = (_count(answer.headers.get(name)) for name in ("x-wp-totalpages", "x-wp-total"))
        try:
            told = parse_record(b'{"rows":' + answer.content + b"}")["rows"]
        except NotJson as error:
            raise SourceFailed(f"the store answers with {error}", may_pass=True) from error
        return records(told), pages, total

    async def every(self, path: str, **asked: str) -> list[Record]:
        """All pages of something that is not endless. Raises SourceFailed."""
        found, pages, _ = await self.page(path, 1, **asked)
        for number in range(2, min(pages, MOST_PAGES) + 1):
            more, _, _ = await self.page(path, number, **asked)
            found += more
        return found

    async def one(self, external_id: str) -> Record | None:
        """A product, or None when there is none. Raises SourceFailed."""
        found, _, _ = await self.page("products", 1, include=external_id, status="any")
        return found[0] if found else None

    async def write(self, method: str, path: str, body: Record) -> None:
        """Make or change something. Raises SourceFailed."""
        async with self._gate:
            url = f"{self._url}/{path}"
            await self._calls.send(method, url, params=self._query, headers=self._headers, json=dict(body))

    async def _send(self, path: str, **asked: str) -> Any:
        async with self._gate:
            url = f"{self._url}/{path}"
            return await self._calls.send("GET", url, params={**self._query, **asked}, headers=self._headers)


async def read_paths(api: WooApi) -> dict[str, str]:
    """`Women > Dresses` by the ids of categories. Raises SourceFailed."""
    rows = {text(each.get("id")): each for each in await api.every("products/categories", orderby="id", order="asc")}
    return {key: " > ".join(reversed(list(_upwards(rows, key)))) for key in rows}


async def tell_all(api: WooApi, terms: Terms, paths: Mapping[str, str], cursor: str) -> AsyncIterator[Told]:
    """Every product in the order of ids. Where some are deleted meanwhile, pages move up: then one is read again."""
    async for told in _tell(api, terms, paths, cursor, {"orderby": "id", "order": "asc", "status": "any"}):
        yield told


async def tell_changes(
    api: WooApi, terms: Terms, paths: Mapping[str, str], since: datetime, cursor: str
) -> AsyncIterator[Told]:
    """Products that changed since then."""
    moment = (since - OVERLAP).isoformat(timespec="seconds").replace("+00:00", "")
    asked = {"orderby": "id", "order": "asc", "status": "any", "modified_after": moment, "dates_are_gmt": "true"}
    async for told in _tell(api, terms, paths, cursor, asked):
        yield told


async def tell_one(
    api: WooApi, terms: Terms, paths: Mapping[str, str], external_id: str, now: datetime
) -> list[Told]:
    """One product as it is now; gone when the shop does not have it."""
    body = await api.one(external_id)
    return [Gone(external_id, now)] if body is None else await _product(api, body, paths, Values(terms))


def page_of(cursor: str) -> int:
    """The page behind the mark of an unfinished reading."""
    try:
        number = parse_record(cursor).get("page") if cursor else 1
    except NotJson:
        return 1
    return number if isinstance(number, int) and not isinstance(number, bool) and number > 0 else 1


async def _tell(
    api: WooApi, terms: Terms, paths: Mapping[str, str], cursor: str, asked: dict[str, str]
) -> AsyncIterator[Told]:
    values = Values(terms)
    number, before = page_of(cursor), None
    while number <= MOST_PAGES:
        rows, pages, total = await api.page("products", number, **asked)
        for told in await _together(api, rows, paths, values):
            yield told
        lost = max(0, before - total) if before is not None else 0
        before = total
        if lost:
            number = max(1, number - -(-lost // PAGE))
            continue
        if number >= pages or not rows:
            return
        number += 1
        yield Mark(json.dumps({"page": number}), (number - 1) * PAGE, total)


async def _together(api: WooApi, rows: list[Record], paths: Mapping[str, str], values: Values) -> list[Told]:
    """A page's products; variations are asked for side by side."""
    asked = [asyncio.create_task(_product(api, each, paths, Values(values.terms))) for each in rows]
    try:
        return [told for each in asked for told in await each]
    finally:
        for task in asked:
            task.cancel()
        await asyncio.gather(*asked, return_exceptions=True)


async def _product(api: WooApi, body: Record, paths: Mapping[str, str], values: Values) -> list[Told]:
    where = f"product {text(body.get('id'))}"
    if is_variation(body):
        return []
    if not is_sold(body):
        return [Note(where, "a grouped product is only a list: its members are sold each by itself")]
    variations = await api.every(f"products/{text(body.get('id'))}/variations") if has_variations(body) else []
    try:
        item = read_item(Whole(body, variations, paths), values)
    except RowWrong as error:
        return [*values.told(), Refused(where, str(error))]
    return [*values.told(), item]


def _upwards(rows: Mapping[str, Record], key: str) -> list[str]:
    names: list[str] = []
    while key in rows and len(names) < DEEPEST:
        names.append(text(rows[key].get("name")))
        key = text(rows[key].get("parent"))
    return names


def is_own_network(address: str) -> bool:
    """This machine: a store that is tried out."""
    return urlsplit(address).hostname in ("127.0.0.1", "localhost", "::1")


def _count(told: str | None) -> int:
    return int(told) if told and told.isdecimal() and len(told) < 10 else 0
