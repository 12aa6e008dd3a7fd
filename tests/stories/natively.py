"""A shop whose products are in a catalog at Meta."""

import json
from pathlib import Path
from typing import Any

from bot.actions.showing.atmeta import wares_at_meta
from bot.outbox.content import Content
from bot.whatsapp.emulator.handset import Handset
from bot.whatsapp.emulator.records import Json
from tests.stories.shop import ROOT, Shop

CATALOG_ID = "1017234312776586"
TYPE = "twilio/catalog"


async def sells_natively(shop: Shop, folder: Path, *, lacks: frozenset[str] = frozenset(), **whatsapp: Any) -> None:
    """Open again with a catalog at Meta; `lacks` are content ids that Meta does not have after all."""
    given = {"catalog_id": CATALOG_ID, **whatsapp}
    lines = [f"{name} = {_toml(value)}" for name, value in given.items()]
    shop_file = folder / "shop.toml"
    shop_file.write_text((ROOT / "shop.toml").read_text("utf-8") + "\n[whatsapp]\n" + "\n".join(lines) + "\n")
    await shop.opens(shop_file=str(shop_file))
    find = wares_at_meta(shop.wiring.shelves.newest, shop.wiring.shop)
    shop.emulator.find_ware = lambda item: None if item in lacks else find(item)


def products(shop: Shop, phone: Handset) -> Json:
    """The newest bubble's products of WhatsApp's catalog; empty when it is one of our own."""
    return shop.bubbles(phone)[-1].shown.products or {}


def items(shop: Shop, phone: Handset) -> list[tuple[str, str]]:
    """Content ids and sections on the newest bubble."""
    return [(item["id"], item["section"]) for item in products(shop, phone).get("items", ())]


def contents(shop: Shop) -> list[Json]:
    """The resources for products that were created at Twilio, oldest first."""
    return [each.types[TYPE] for each in shop.emulator.store.contents.values() if TYPE in each.types]


async def refusals(shop: Shop) -> list[str]:
    """What is written down of products that went out as our own bubbles."""
    rows = await shop.rows("select content from outbox where content like '%\"native\"%' order by id")

    return [native.refused for (content,) in rows if (native := Content.from_json(json.loads(content)).native)]


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(list(value)) if isinstance(value, list | tuple) else f'"{value}"'
