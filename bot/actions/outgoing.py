"""Links that are said in the chat and lead out of it: every click on them is counted, with what came of it (B5)."""

from datetime import datetime

from bot.actions.base import Talk
from bot.doors.outgoing import Outgoing, Purpose, end_of_day, sign_outgoing
from catalog.wishes import Offered, Shown


def link_out(talk: Talk, purpose: Purpose, thing: str, until: datetime | None = None) -> str:
    """This contact's link to a thing; without `until` it is good for as many days as the shop's file says."""
    last = until or end_of_day(talk.now, talk.reads.shop.link_days)
    token = sign_outgoing(Outgoing(purpose, thing, talk.contact_id, last), talk.reads.secret)
    return f"{talk.reads.site}/l/{token}"


def product_link(talk: Talk, product: Shown, offer: Offered) -> str:
    """The link to a product's page, on a line of its own; empty when it has no page."""
    has_page = "://" in product.page or bool(talk.reads.products)
    return f"\n🔗 {link_out(talk, Purpose.PRODUCT, offer.sku)}" if has_page and talk.reads.site else ""
