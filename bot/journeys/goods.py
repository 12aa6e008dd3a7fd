"""What is sold, as journeys speak of it: its name, what it costs now, how many there are."""

from collections.abc import Mapping
from typing import Any

from bot.actions.money import render_money
from bot.actions.reads import Reads
from bot.journeys.readings import Asked, NotTrue, Reading
from bot.storage.transactions import Tx
from catalog.shelf import Shelf
from catalog.wishes import Offered, Shown

FEW = 5  # pieces: so many or fewer are told


def name_in(shelf: Shelf, product: Shown, offer: Offered, language: str) -> str:
    """`Calm Serum · 30 ml`."""
    options = [shelf.label(name, code, language) for name, code in offer.options.items()]
    return " · ".join([product.words(language).title, *options])


def facts_of(offer: Offered) -> list[Mapping[str, Any]]:
    """That there is one at least, at the price of now."""
    return [
        {"kind": "stock", "sku": offer.sku, "at_least": 1},
        {"kind": "price", "sku": offer.sku, "is": offer.to_pay, "currency": offer.currency},
    ]


async def read_stock(reads: Reads, tx: Tx, asked: Asked) -> Reading:  # noqa: ARG001 - as every reader
    """`event.sku` (and `event.wish_id`): its name, price and how many there are; only while there is one."""
    shelf, sku = reads.shelf(), str(asked.event.get("sku") or "")
    found = shelf.find_sku(sku)
    if found is None or found[1].stock <= 0:
        reason = "the product is not sold any more" if found is None else "it is sold out again"
        raise NotTrue(reason, ("restock_not_told", {"sku": sku}))
    product, offer = found
    facts = facts_of(offer)
    if (wish := asked.event.get("wish_id")) is not None:
        facts.append({"kind": "wish", "id": wish, "sku": offer.sku})
    words = {
        "product": name_in(shelf, product, offer, asked.language),
        "price": render_money(offer.to_pay, offer.currency, asked.language),
        "left": offer.stock,
        "few": "yes" if offer.stock <= FEW else "",
        "see": f'/open_product{{"sku": "{offer.sku}"}}',
    }
    return Reading(words, tuple(facts))
