"""The keys to stores' APIs. Apart from the openers, which bring the whole of `catalog.sync`."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from bot.settings import Settings


@dataclass(frozen=True, slots=True)
class Access:
    """What opens stores' APIs: Shopify's token, WooCommerce's `key:secret`; empty where there is none.

    `sleep` is how to wait, in seconds, before a store is asked again.
    """

    shopify: str = ""
    woocommerce: str = ""
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep


def access_of(settings: Settings) -> Access:
    """As the shop has set it."""
    return Access(settings.shopify_token.get_secret_value(), settings.woo_token.get_secret_value())
