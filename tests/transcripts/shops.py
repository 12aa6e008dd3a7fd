"""The shops that transcripts are played in: what is sold, what the shop's file says, and the shipped flows."""

from collections.abc import Awaitable, Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from bot.actions.registry import list_actions
from bot.actions.shopfile.finder import Finder
from bot.actions.shopfile.guides import Guides
from bot.actions.shopfile.native import WhatsApp
from bot.actions.shopfile.shop import Shop, read_shop
from bot.storage.database import Database
from catalog.shelf import Shelf
from flows.engine.compile import compile_flows
from flows.engine.flowset import FlowSet
from flows.shipped import list_shipped_sources
from tests.made_once import shelf_of_demo
from tests.outdoors import FINDER, shelf_of_outdoors
from tests.wardrobe import shelf_of_wardrobe

SHOP = read_shop(Path(__file__).parents[2] / "shop.toml")
AT_META = WhatsApp(catalog_id="1017234312776586", full_catalog=True, leave_out=frozenset({"CLO-502-XS-CR"}))
ReadShelf = Callable[[Database], Awaitable[Shelf]]
#: What is sold, with what that shop's file says otherwise.
SHOPS: dict[str, tuple[dict[str, Any], ReadShelf]] = {
    "": ({}, shelf_of_demo),
    "outdoors": ({"finder": FINDER}, shelf_of_outdoors),
    "wardrobe": ({"finder": Finder(), "guides": Guides()}, shelf_of_wardrobe),
}


def shop_of(given: Mapping[str, Any]) -> tuple[Shop, ReadShelf]:
    """The shop's file and what it sells, as a transcript's `given` wants them."""
    changed, read_shelf = SHOPS[given.get("goods", "")]
    if given.get("catalog"):
        changed = {**changed, "whatsapp": AT_META}
    if given.get("asks"):
        changed = {**changed, "opt_in": SHOP.opt_in.model_copy(update={"questions": tuple(given["asks"])})}
    return SHOP.model_copy(update=changed), read_shelf


@cache
def compiled_library() -> FlowSet:
    """The shipped flows, compiled once for all transcripts."""
    return compile_flows(list_shipped_sources(), list_actions(None))
