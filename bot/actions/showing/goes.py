"""How picks are shown: because of which product, and one row each."""

from collections.abc import Mapping
from typing import Any

from bot.actions.base import Talk
from bot.actions.finding.together import ALIKE, BOUGHT, Pick
from bot.actions.showing.cards import (
    ROW_DESCRIPTION,
    matches,
    plain_price_of,
    row_of,
    say_card,
    short,
)
from bot.actions.showing.native import as_product, as_products
from catalog.wishes import Hit, Offered, Shown

_SIGNS = {BOUGHT: "🛍️ +", ALIKE: "≈"}  # what people looked at together: an eye
_EYE = "👀 +"
MOST_NAMED = 2


async def show_goes(talk: Talk, product: Shown, offer: Offered) -> None:
    """The picks with their reasons; a single one is a card."""
    because = _because(talk)
    hits = [Hit(*found) for sku in matches(talk) if sku in because and (found := talk.shelf.find_sku(sku))]
    if not hits:
        say_card(talk, "utter_product_card", product, offer, **await as_product(talk, product, offer))
        return
    whys = {because[hit.offer.sku][0] for hit in hits}
    why = BOUGHT if BOUGHT in whys else ALIKE if whys == {ALIKE} else "viewed"
    named = dict.fromkeys(_title(talk, because[hit.offer.sku][1]) for hit in hits if because[hit.offer.sku][0] == why)
    products = ", ".join(f"*{title}*" for title in [*filter(None, named)][:MOST_NAMED])
    rows = [_row(talk, hit, *because[hit.offer.sku]) for hit in hits]
    if len(hits) > 1:
        talk.say(f"utter_goes/{why}", products=products, buttons=rows, **await as_products(talk, hits))
        return
    talk.say(f"utter_goes/{why}", products=products)
    found = hits[0].product, hits[0].offer
    say_card(talk, "utter_product_card", *found, **await as_product(talk, *found))


def say_beside_cart(talk: Talk, goes: Pick, **values: Any) -> None:
    """The cart's next steps, with a word about what goes with what was just added."""
    talk.say(
        "utter_added_with" if goes.why == BOUGHT else "utter_added_seen_with",
        other=goes.hit.product.words(talk.language).title,
        price=plain_price_of(talk, goes.hit.offer),
        other_payload=f'/look_at_pick{{"picked_sku": "{goes.hit.offer.sku}"}}',
        **values,
    )


def _row(talk: Talk, hit: Hit, why: str, because: str) -> dict[str, str]:
    told = f"{plain_price_of(talk, hit.offer)} · {_SIGNS.get(why, _EYE)} {_title(talk, because)}"
    return {**row_of(talk, hit), "description": short(told, ROW_DESCRIPTION)}


def _title(talk: Talk, product_id: str) -> str:
    product = talk.shelf.products.get(product_id)
    return product.words(talk.language).title if product else ""


def _because(talk: Talk) -> dict[str, tuple[str, str]]:
    """SKU → why, product id."""
    told = talk.slots.get("picked_because")
    return {str(sku): (str(why), str(of)) for sku, (why, of) in told.items()} if isinstance(told, Mapping) else {}
