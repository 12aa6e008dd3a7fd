"""What a product costs now: by size where sizes differ, on sale with the earlier price, and what is nearly gone."""

from collections.abc import Iterator

from bot.actions.base import Talk
from bot.actions.showing.cards import name_of, price_of, say_card
from catalog.wishes import Offered, Shown

_FEW = 5
_MOST_LINES = 12


async def show_prices(talk: Talk, product: Shown, offer: Offered) -> None:
    """One price, or a line for each size or colour that is in stock."""
    prices = {variant.to_pay for variant in product.in_stock}
    if offer.stock <= 0 and not prices:
        say_card(talk, "utter_card_sold_out", product, offer, variants_payload="", similar_payload="")
    elif len(prices) > 1:
        lines = list(_lines(talk, product))
        shown = [*lines[:_MOST_LINES], *(["…"] if len(lines) > _MOST_LINES else [])]
        title = product.words(talk.language).title
        say_card(talk, "utter_product_prices", product, offer, title=title, prices="\n".join(shown))
    elif 0 < offer.stock <= _FEW:
        say_card(talk, "utter_product_price_few", product, offer, count=offer.stock)
    else:
        say_card(talk, "utter_product_price", product, offer)


def _lines(talk: Talk, product: Shown) -> Iterator[str]:
    title = product.words(talk.language).title
    for variant in product.in_stock:
        name = name_of(talk, product, variant).removeprefix(f"{title} · ")
        few = f" · {variant.stock} ✕" if variant.stock <= _FEW else ""
        yield f"• {name}: {price_of(talk, variant)}{few}"
