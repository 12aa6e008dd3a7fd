"""How a product reads on the phone: its name, what it costs now and before, why it fits, where it is bought."""

from collections.abc import Sequence
from hashlib import sha256
from urllib.parse import quote, urlencode

from bot.actions.base import Talk
from bot.actions.money import render_money
from bot.rewards.codes import make_code
from catalog.wishes import CATEGORY, PRICE, Hit, Offered, Shown

MOST_REASONS = 3
_NO_REASONS = (CATEGORY, PRICE, "size")  # seen on the card anyway


def name_of(talk: Talk, product: Shown, offer: Offered) -> str:
    """`Calm Serum · 30 ml`."""
    options = [talk.shelf.label(name, code, talk.language) for name, code in offer.options.items()]
    return " · ".join([product.words(talk.language).title, *options])


def price_of(talk: Talk, offer: Offered) -> str:
    """What it costs now; on sale with the earlier price struck through."""
    now = render_money(offer.to_pay, offer.currency, talk.language)
    if not offer.is_on_sale:
        return f"*{now}*"
    return f"*{now}* ~{render_money(offer.price, offer.currency, talk.language)}~"


def plain_price_of(talk: Talk, offer: Offered) -> str:
    """The same for places where WhatsApp shows no bold type."""
    return render_money(offer.to_pay, offer.currency, talk.language)


def reasons_of(talk: Talk, fulfilled: Sequence[tuple[str, str]]) -> str:
    """Why it fits: the wishes that it fulfils, as words on a line of their own; empty when there are none."""
    told = [(name, code) for name, code in fulfilled if name not in _NO_REASONS and code]
    words = [talk.shelf.label(name, code, talk.language) for name, code in told[:MOST_REASONS]]
    return "\n✓ " + " · ".join(words) if words else ""


def line_of(talk: Talk, hit: Hit) -> str:
    """A product as a line of a list."""
    return f"• {hit.product.words(talk.language).title} – {plain_price_of(talk, hit.offer)}"


def payload(choice: str, offer: Offered) -> str:
    """What a button about an offer stands for: it remembers the price that was seen (G5)."""
    return f"/SetSlots(card_choice={choice}, sku={offer.sku}, seen_price={offer.to_pay})"


def link_to(talk: Talk, product: Shown, offer: Offered) -> str:
    """The product's page with this variant; `ref` says from which conversation the visit came."""
    page = product.page or f"/products/{quote(product.id)}"
    base = "" if "://" in page else talk.reads.shop.base_url.rstrip("/")
    told = make_code(talk.reads.secret, "click", talk.contact_id)
    ref = sha256(told.encode()).hexdigest()[:10]
    return f"{base}{page}?{urlencode({'variant': offer.sku, 'utm_source': 'whatsapp', 'ref': ref})}"
