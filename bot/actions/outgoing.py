"""Links that are said in the chat and lead out of it: every click on them is counted, with what came of it (B5)."""

from datetime import datetime

from bot.actions.base import Talk
from bot.actions.reads import Reads
from bot.actions.shopfile.shop import Shop
from bot.doors.outgoing import Exits, Outgoing, Purpose, end_of_day
from bot.settings import Settings
from catalog.wishes import Offered, Shown


def where_products_are(shop: Shop, settings: Settings) -> str:
    """What pages of products begin with: the shop's website, in the demo its make-believe one, or nothing."""
    demo = f"{settings.local_url}/demo/shop" if settings.shows_demo else ""
    return shop.base_url or demo


def exits_of(reads: Reads) -> Exits:
    """How this shop's links are made."""
    return exits_at(reads.shop, reads.site, reads.products, reads.secret)


def exits_at(shop: Shop, site: str, products: str, key: bytes) -> Exits:
    """The same of its parts: our own address, what pages of products begin with, and what signs links."""
    return Exits(site, products, shop.checkout.has_coupon_link, shop.link_days, key)


def link_out(talk: Talk, purpose: Purpose, thing: str, until: datetime | None = None) -> str:
    """This contact's link to a thing; without `until` it is good for as many days as the shop's file says."""
    exits = exits_of(talk.reads)
    return exits.out(Outgoing(purpose, thing, talk.contact_id, until or end_of_day(talk.now, exits.days)))


def product_link(talk: Talk, product: Shown, offer: Offered) -> str:
    """The link to a product's page, on a line of its own; empty when it has no page."""
    return exits_of(talk.reads).product(product.page, offer.sku, talk.contact_id, talk.now)
