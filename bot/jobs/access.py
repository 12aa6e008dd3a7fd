"""The keys to stores' APIs, and what the shop says of files. Apart from the openers, which bring `catalog.sync`."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from bot.settings import Settings
from catalog.feeds.terms import Columns


@dataclass(frozen=True, slots=True)
class Access:
    """What opens stores' APIs: Shopify's token, WooCommerce's `key:secret`; empty where there is none.

    `sleep` is how to wait, in seconds, before a store is asked again; `languages` are those of the shop, in which
    texts are asked for where a store has them. `columns` is how each source's table is read, and under the empty name
    every other; `timezone` (IANA) is that of moments in files that do not name theirs.
    """

    shopify: str = ""
    woocommerce: str = ""
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    languages: tuple[str, ...] = ()
    columns: Mapping[str, Columns] = field(default_factory=dict)
    timezone: str = "UTC"

    def columns_of(self, source: str) -> Columns:
        """How a source's table is read."""
        return self.columns.get(source) or self.columns.get("") or Columns()


def access_of(
    settings: Settings,
    languages: tuple[str, ...] = (),
    columns: Mapping[str, Columns] | None = None,
    timezone: str = "UTC",
) -> Access:
    """As the shop has set it."""
    tokens = settings.shopify_token.get_secret_value(), settings.woo_token.get_secret_value()
    return Access(*tokens, languages=languages, columns=columns or {}, timezone=timezone)
