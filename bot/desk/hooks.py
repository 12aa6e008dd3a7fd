"""What `shopclerk catalog hooks` does."""

from pathlib import Path

from rich.console import Console

from bot.desk.sources import NoSuchSource, SyncFailed
from bot.errors import SettingsWrong
from bot.jobs.access import access_of
from bot.jobs.openers import STORES, Asked
from bot.settings import Settings
from bot.storage.database import Database
from bot.stores.hooks import Hook, renew_shopify, renew_woocommerce
from catalog.items import SourceFailed
from catalog.sync.tables import Source

console = Console(markup=False)


async def renew_hooks(settings: Settings, name: str) -> None:
    """Make and renew a store's webhooks. Raises NoSuchSource, SettingsWrong or SyncFailed."""
    database = Database(settings.database_url)
    try:
        async with database.reading() as session:
            source = await session.get(Source, name)
        if source is None:
            raise NoSuchSource(f"there is no source {name}")
        if source.kind not in STORES:
            raise NoSuchSource(f"{name} is a {source.kind}: only {' and '.join(STORES)} have webhooks")
        hooks = await _renew(settings, source)
    except SourceFailed as failed:
        raise SyncFailed(str(failed)) from failed
    finally:
        await database.close()
    for hook in hooks:
        console.print(f"{hook.topic}: {hook.found}", highlight=False)


async def _renew(settings: Settings, source: Source) -> list[Hook]:
    if not settings.public_url:
        raise SettingsWrong("SHOPCLERK_PUBLIC_URL: needed, as it is where the store calls")
    facts = (source.name, source.kind, source.address, source.settings, source.language, source.currency)
    asked = Asked(*facts, Path(), access=access_of(settings))
    if source.kind == "shopify":
        if not settings.shopify_secrets:
            raise SettingsWrong("SHOPCLERK_SHOPIFY_SECRETS: needed, else Shopify's webhooks would not be believed")
        return list(await renew_shopify(asked, settings.public_url))
    if not settings.woo_secrets:
        raise SettingsWrong("SHOPCLERK_WOO_SECRETS: needed, as it signs WooCommerce's webhooks")
    return list(await renew_woocommerce(asked, settings.public_url, settings.woo_secrets[0]))
