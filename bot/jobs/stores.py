"""Shopify and WooCommerce as sources: read in full, since a moment, or one product alone."""

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from bot.jobs.openers import Asked, Opened
from catalog.feeds import shopify, woocommerce
from catalog.feeds.calls import Calls
from catalog.feeds.loose import NotJson, parse_record
from catalog.feeds.terms import Terms
from catalog.items import SourceFailed, Told

SECONDS = 60  # for one call: shared hosting is slow
HURRY = 15  # seconds for a call of which more than one run waits; whoever asks tries again later


@asynccontextmanager
async def open_shopify(asked: Asked) -> AsyncIterator[Opened]:
    """Everything by a bulk operation, or page by page what changed. Raises SourceFailed."""
    async with shopify_api(asked) as api:
        terms = store_terms(asked)
        if asked.since is not None:
            told = shopify.tell_changes(api, terms, asked.since, asked.cursor)
            yield Opened(told, goes_on=bool(shopify.read_cursor(asked.cursor).get("after")))
            return
        goes_on = await shopify.can_go_on(api, asked.cursor)
        asked.folder.mkdir(parents=True, exist_ok=True)
        to = asked.folder / f"{asked.name}.bulk"
        try:
            yield Opened(shopify.tell_all(api, terms, to, asked.cursor if goes_on else ""), goes_on=goes_on)
        finally:
            to.unlink(missing_ok=True)


@asynccontextmanager
async def open_woocommerce(asked: Asked) -> AsyncIterator[Opened]:
    """Page by page, all or what changed. Raises SourceFailed."""
    async with woo_api(asked) as api:
        paths = await woocommerce.read_paths(api)
        goes_on = woocommerce.page_of(asked.cursor) > 1
        if asked.since is None:
            told = woocommerce.tell_all(api, store_terms(asked), paths, asked.cursor)
        else:
            told = woocommerce.tell_changes(api, store_terms(asked), paths, asked.since, asked.cursor)
        yield Opened(told, {"paths": json.dumps(paths)}, goes_on)


def may_fetch(asked: Asked) -> bool:
    """Whether the store's API is open to us."""
    return bool(asked.access.shopify if asked.kind == "shopify" else asked.access.woocommerce)


async def fetch_product(asked: Asked, external_id: str, now: datetime) -> Sequence[Told]:
    """A product as the store has it now. Raises SourceFailed."""
    if asked.kind == "shopify":
        async with shopify_api(asked, hurry=True) as api:
            return await shopify.tell_one(api, store_terms(asked), external_id, now)
    async with woo_api(asked, hurry=True) as shop:
        return await woocommerce.tell_one(shop, store_terms(asked), kept_paths(asked), external_id, now)


async def fetch_stock(asked: Asked, inventory_id: str) -> Sequence[Told]:
    """What each place has of one item; only Shopify knows places. Raises SourceFailed."""
    async with shopify_api(asked, hurry=True) as api:
        return await shopify.tell_stock(api, store_terms(asked), inventory_id)


def kept_paths(asked: Asked) -> dict[str, str]:
    """Those of WooCommerce's categories, as the last reading found them."""
    try:
        told = parse_record(asked.marks.get("paths") or "{}")
    except NotJson:
        return {}
    return {key: str(path) for key, path in told.items()}


def store_url(address: str) -> str:
    """`my-shop.myshopify.com` → `https://my-shop.myshopify.com`."""
    return (address if "://" in address else f"https://{address}").rstrip("/")


def is_store(address: str) -> bool:
    """Whether this can be a store's: https with a host, or http on this machine."""
    url = store_url(address)
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    has_host = parts.scheme == "https" and "." in (parts.hostname or "") and not parts.query
    return has_host or (parts.scheme == "http" and woocommerce.is_own_network(url))


@asynccontextmanager
async def open_calls(asked: Asked, *, hurry: bool = False) -> AsyncIterator[Calls]:
    """A client for one store; in a `hurry` it gives up at the first failure."""
    import httpx

    async with httpx.AsyncClient(timeout=HURRY if hurry else SECONDS, trust_env=False) as client:
        given = {"tries": 1} if hurry else {}
        yield Calls(client, asked.name, asked.access.sleep, **given)


@asynccontextmanager
async def shopify_api(asked: Asked, *, hurry: bool = False) -> AsyncIterator[shopify.ShopifyApi]:
    """Its API while the block lasts. Raises SourceFailed without a token."""
    url = store_url(asked.address)
    if not asked.access.shopify:
        raise SourceFailed("SHOPCLERK_SHOPIFY_TOKEN is not set: Shopify's API cannot be read without it")
    if not url.startswith("https://") and not woocommerce.is_own_network(url):
        raise SourceFailed(f"{url}: tokens are sent over https only")
    async with open_calls(asked, hurry=hurry) as calls:
        yield shopify.ShopifyApi(calls, url, asked.access.shopify, store_terms(asked).languages)


@asynccontextmanager
async def woo_api(asked: Asked, *, hurry: bool = False) -> AsyncIterator[woocommerce.WooApi]:
    """Its API while the block lasts. Raises SourceFailed without keys."""
    if not asked.access.woocommerce:
        raise SourceFailed("SHOPCLERK_WOO_TOKEN is not set: WooCommerce's API cannot be read without it")
    async with open_calls(asked, hurry=hurry) as calls:
        in_query = bool(asked.settings.get("in_query", False))
        yield woocommerce.WooApi(calls, store_url(asked.address), asked.access.woocommerce, in_query=in_query)


def store_terms(asked: Asked) -> Terms:
    """Addresses of Shopify's products begin with the shop's own domain, if `base_url` names it."""
    settings: dict[str, Any] = dict(asked.settings)
    url = store_url(asked.address)
    base = str(settings.get("base_url") or f"{urlsplit(url).scheme}://{urlsplit(url).netloc}")
    others = tuple(each for each in asked.access.languages if each != asked.language)
    return Terms(asked.currency, asked.language, "UTC", base if asked.kind == "shopify" else "", languages=others)
