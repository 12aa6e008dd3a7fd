"""The catalog that the demo's merchant would keep at Meta: what WhatsApp itself shows of our products."""

from collections.abc import Callable
from typing import Any

from bot.actions.money import render_money, to_major
from bot.actions.shopfile.shop import Shop
from catalog.shelf import Shelf

Ware = dict[str, Any]


def wares_at_meta(shelf: Callable[[], Shelf], shop: Shop) -> Callable[[str], Ware | None]:
    """By content id: name, price, picture and words of a product, in the shop's first language; None if unknown."""

    def find(content_id: str) -> Ware | None:
        newest, language = shelf(), shop.languages[0]
        found = newest.find_sku(shop.whatsapp.read_id(content_id).get("sku", ""))
        if found is None or not shop.whatsapp.is_on or content_id in shop.whatsapp.leave_out:
            return None
        product, offer = found
        options = [newest.label(name, code, language) for name, code in offer.options.items()]
        words = product.words(language)
        picture = next(iter((*offer.media, *product.media)), "")
        return {
            "name": " · ".join([words.title, *options]),
            "price": f"{to_major(offer.to_pay, offer.currency):.2f}",
            "shown_price": render_money(offer.to_pay, offer.currency, language),
            "currency": offer.currency,
            "picture": f"/{picture}" if picture and "://" not in picture and picture[:1] != "/" else picture,
            "about": words.description or words.tagline,
        }

    return find
