"""How a product reads on the phone: its name, what it costs now and before, why it fits, where it is bought."""

import json
from collections.abc import Sequence
from typing import Any

from bot.actions.base import Events, Talk, fill
from bot.actions.finding.finder import recall_wishes
from bot.actions.money import render_money
from bot.actions.outgoing import product_link
from catalog.matching import fulfilled
from catalog.naming import name_of as word_for
from catalog.wishes import CATEGORY, PRICE, Hit, Offered, Shown
from flows.engine.limits import WHATSAPP

MOST_REASONS = 3
ROW_TITLE, ROW_DESCRIPTION = 24, 72  # characters, by WhatsApp
_BARE = ("yes", "no")
_NO_REASONS = (CATEGORY, PRICE, "size")  # seen on the card anyway


def name_of(talk: Talk, product: Shown, offer: Offered) -> str:
    """`Calm Serum · 30 ml`."""
    options = [option_of(talk, name, code) for name, code in offer.options.items()]
    return " · ".join([product.words(talk.language).title, *options])


def option_of(talk: Talk, name: str, code: str) -> str:
    """What an option's value is called; a bare yes or no with what it is about: `Logo: No`."""
    label = talk.shelf.label(name, code, talk.language)
    return f"{word_for(talk.shelf, name, talk.language)}: {label}" if code in _BARE else label


def price_of(talk: Talk, offer: Offered) -> str:
    """What it costs now; on sale with the earlier price struck through."""
    now = render_money(offer.to_pay, offer.currency, talk.language)
    if not offer.is_on_sale:
        return f"*{now}*"
    return f"*{now}* ~{render_money(offer.price, offer.currency, talk.language)}~"


def plain_price_of(talk: Talk, offer: Offered) -> str:
    """The same for places where WhatsApp shows no bold type."""
    return render_money(offer.to_pay, offer.currency, talk.language)


def reasons_of(talk: Talk, wishes: Sequence[tuple[str, str]]) -> str:
    """Why it fits: the wishes that it fulfils, as words on a line of their own; empty when there are none."""
    told = [(name, code) for name, code in wishes if name not in _NO_REASONS and code]
    words = [talk.shelf.label(name, code, talk.language) for name, code in told[:MOST_REASONS]]
    return "\n✓ " + " · ".join(words) if words else ""


def rating_of(product: Shown) -> str:
    """`★ 4.6 · 23` on a line of its own; empty without reviews."""
    return (
        f"\n★ {product.rating / 100:.1f} · {product.rating_count}" if product.rating and product.rating_count else ""
    )


def line_of(talk: Talk, hit: Hit) -> str:
    """A product as a line of a list."""
    return f"• {hit.product.words(talk.language).title} – {plain_price_of(talk, hit.offer)}"


def fit_title(text: str, choices: int) -> str:
    """A title that WhatsApp shows whole beside so many others: shorter on a button than in a list."""
    return short(text, WHATSAPP.title_limit(choices))


def short(text: str, limit: int) -> str:
    """At most so many characters."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def row_of(talk: Talk, hit: Hit) -> dict[str, str]:
    """A product as a row of a list: its name, and below it price and tagline."""
    words = hit.product.words(talk.language)
    told = [plain_price_of(talk, hit.offer), rating_of(hit.product).strip(), words.tagline]
    return {
        "title": short(words.title, ROW_TITLE),
        "payload": payload("show", hit.offer),
        "description": short(" · ".join(filter(None, told)), ROW_DESCRIPTION),
    }


def payload(choice: str, offer: Offered) -> str:
    """What a button about an offer stands for: it remembers the price that was seen (G5)."""
    return f"/SetSlots(card_choice={choice}, sku={offer.sku}, seen_price={offer.to_pay})"


def say_card(talk: Talk, response: str, product: Shown, offer: Offered, **values: Any) -> None:
    """A response about a product; `values` fill further placeholders. Buttons without a payload are left out."""
    words = product.words(talk.language)
    in_stock = offer.stock > 0
    talk.say(
        response,
        **{
            "picture": next(iter((*offer.media, *product.media)), ""),
            "product": name_of(talk, product, offer),
            "price": price_of(talk, offer),
            "plain_price": plain_price_of(talk, offer),
            "rating": rating_of(product),
            "link": product_link(talk, product, offer),
            "tagline": words.tagline,
            "description": words.description,
            "reasons": reasons_of(talk, fulfilled(product, offer, recall_wishes(talk))),
            "get_payload": payload("take_it", offer) if in_stock else "",
            "details_payload": payload("more_details", offer),
            "next_payload": payload("next_match", offer),
            "options_payload": payload("more_options", offer),
            **values,
        },
    )


def say_sold_out(talk: Talk, product: Shown, offer: Offered) -> None:
    """The card of what is sold out: other sizes or colours, what is like it, and hearing when it is back.

    Three buttons are shown beside a picture: when all of these are there, “more options” gives way.
    """
    others = payload("variants", offer) if any(v.sku != offer.sku for v in product.in_stock) else ""
    alike = payload("similar", offer) if talk.shelf.nearest(product, price=offer.to_pay) else ""
    more = {"options_payload": ""} if others and alike else {}
    told = {"variants_payload": others, "similar_payload": alike, "alert_payload": alert_payload(offer), **more}
    say_card(talk, "utter_card_sold_out", product, offer, **told)


def alert_payload(offer: Offered) -> str:
    """One tap, and the wish to hear when it is back is noted."""
    return f"/note_restock{json.dumps({'sku': offer.sku})}"


def matches(talk: Talk) -> list[str]:
    """The SKUs that were found last, best first."""
    found = talk.slots.get("matches")
    return [str(sku) for sku in found] if isinstance(found, list) else []


def is_sold(talk: Talk, sku: str) -> bool:
    """Whether it can be bought now."""
    found = talk.shelf.find_sku(sku)
    return found is not None and found[1].stock > 0


def turn_to(hit: Hit | None) -> Events:
    """What the conversation is about from now on."""
    if hit is None:
        return fill(sku=None, card_shown=None, match_count=0)
    return fill(sku=hit.offer.sku, seen_price=hit.offer.to_pay, card_view="card", card_shown=None)
