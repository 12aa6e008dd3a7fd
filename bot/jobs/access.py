"""The keys to stores' APIs. Apart from the openers, which bring the whole of `catalog.sync`."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class Access:
    """What opens stores' APIs: Shopify's token, WooCommerce's `key:secret`; empty where there is none.

    `sleep` is how to wait, in seconds, before a store is asked again; `languages` are those of the shop, in which
    texts are asked for where a store has them.
    """

    shopify: str = ""
    woocommerce: str = ""
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    languages: tuple[str, ...] = ()


def access_of(settings: Settings, languages: tuple[str, ...] = ()) -> Access:
    """As the shop has set it."""
    tokens = settings.shopify_token.get_secret_value(), settings.woo_token.get_secret_value()
    return Access(*tokens, languages=languages)
