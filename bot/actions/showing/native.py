"""Products as messages of WhatsApp's own catalog, beside our own card or list: that one goes out where this cannot.

What Meta's catalog does not have, what is sold out and what has no price is left out of them.
"""

import json
from collections.abc import Sequence
from typing import Any

from bot.actions.base import Talk
from bot.actions.reads import Reads
from bot.actions.showing.cards import line_of, short
from catalog.storeids import find_skus, read_store_ids
from catalog.wishes import CATEGORY, Hit, Offered, Shown

MOST_ITEMS = 30  # of one message (Twilio)
MOST_SECTIONS = 10  # (Meta)
MOST_LETTERS = 1_600  # of a variable's value: all items together (Twilio)
MOST_COVERS = 20  # popular products that are tried as the catalog's cover
SECTION, TITLE = 24, 60  # characters
HINT = "utter_native_hint"  # what can be written, where there are no buttons of ours

Ware = tuple[Shown, Offered]


async def as_product(talk: Talk, product: Shown, offer: Offered) -> dict[str, Any]:
    """What to say beside a card: the product of WhatsApp's catalog. Empty when it is not in it."""
    ids = await _content_ids(talk.reads, [Hit(product, offer)])
    return _native(talk, [[ids[offer.sku], ""]], footer=HINT) if offer.sku in ids else {}


async def as_products(talk: Talk, hits: Sequence[Hit], title: str = "") -> dict[str, Any]:
    """What to say beside a list: its products in WhatsApp's catalog, by category; the others as lines.

    Empty when none of them is in it. `title` stands above; without one the shop's name does.
    """
    ids = await _content_ids(talk.reads, hits)
    items = that_fit([[ids[hit.offer.sku], _section(talk, hit)] for hit in hits if hit.offer.sku in ids])
    if not items:
        return {}
    there = {item for item, _ in items}
    others = [hit for hit in hits if ids.get(hit.offer.sku) not in there]
    more = "\n".join(line_of(talk, hit) for hit in others)
    return _native(talk, items, title=short(title or talk.reads.shop.name, TITLE), more=more)


async def as_catalog(talk: Talk) -> dict[str, Any]:
    """What to say beside words about the whole catalog. Empty where Twilio has not enabled it, or it is empty."""
    if not (talk.reads.shop.whatsapp.is_on and talk.reads.shop.whatsapp.full_catalog):
        return {}
    popular = talk.shelf.popular(MOST_COVERS)
    ids = await _content_ids(talk.reads, [Hit(product, product.in_stock[0]) for product in popular])
    cover = next(iter(ids.values()), "")
    return _native(talk, [], title=short(talk.reads.shop.name, TITLE), thumbnail=cover) if cover else {}


async def find_ware(reads: Reads, content_id: str) -> Ware | None:
    """What a content id of WhatsApp's catalog stands for; a product without its variant is one that is in stock."""
    shelf = reads.shelf()
    whatsapp = reads.shop.whatsapp
    if whatsapp.is_on and not whatsapp.is_our_key and (parts := whatsapp.read_id(content_id)):
        async with reads.database.read() as tx:
            skus = await find_skus(tx, parts)
        found = [ware for sku in skus if (ware := shelf.find_sku(sku))]
        if found:
            return next((ware for ware in found if ware[1].stock > 0), found[0])
    if ware := shelf.find_sku(content_id):
        return ware
    product = shelf.products.get(content_id)
    if product is None or not product.variants:
        return None
    return product, (product.in_stock or product.variants)[0]


async def sku_of_ware(reads: Reads, content_id: str) -> str:
    """Its SKU; empty when we do not sell it."""
    found = await find_ware(reads, content_id)
    return found[1].sku if found else ""


def _native(talk: Talk, items: list[list[str]], **told: str) -> dict[str, Any]:
    """Beside any response; `footer` is the name of one, too."""
    catalog_id = talk.reads.shop.whatsapp.catalog_id
    return {"metadata": {"native": {"catalog_id": catalog_id, "items": items, **told}}}


async def _content_ids(reads: Reads, hits: Sequence[Hit]) -> dict[str, str]:
    """By SKU, of what can be bought and is in Meta's catalog."""
    whatsapp = reads.shop.whatsapp
    if not whatsapp.is_on:
        return {}
    skus = [hit.offer.sku for hit in hits if hit.offer.stock > 0 and whatsapp.holds(hit.product.category)]
    if whatsapp.is_our_key:
        parts = {sku: {"sku": sku} for sku in skus}
    else:
        async with reads.database.read() as tx:
            parts = await read_store_ids(tx, skus)
    return {sku: made for sku in skus if sku in parts and (made := whatsapp.make_id(parts[sku]))}


def _section(talk: Talk, hit: Hit) -> str:
    """Its category in the contact's language; the shop's name where it has none."""
    label = talk.shelf.label(CATEGORY, hit.product.category, talk.language).rpartition("/")[2]
    return short(label[:1].upper() + label[1:] or talk.reads.shop.name, SECTION)


def that_fit(items: list[list[str]]) -> list[list[str]]:
    """As many as one message carries; sections in the order of their first product, no product twice."""
    sections = list(dict.fromkeys(section for _, section in items))[:MOST_SECTIONS]
    kept: list[list[str]] = []
    seen: set[str] = set()
    length = 2
    for item, section in items:
        length += len(json.dumps({"id": item, "section_title": section}, ensure_ascii=False)) + 1
        if section in sections and item not in seen and length <= MOST_LETTERS and len(kept) < MOST_ITEMS:
            kept.append([item, section])
            seen.add(item)
    return sorted(kept, key=lambda each: sections.index(each[1]))
