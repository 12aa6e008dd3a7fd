"""`[consent]` of the shop's file: what an order proves, and writing consent down as stores tell it.

An e-mail or SMS consent is none for WhatsApp. A no in the chat beats whatever a store tells later; of two words of a
store the newer one holds, by its own time.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from pydantic import BaseModel, ConfigDict, Field

from bot.contacts.consents import OFFERS, UPDATES, Evidence, add_consent
from bot.storage.columns import to_micros
from bot.storage.transactions import Tx

if TYPE_CHECKING:
    from bot.orders.facts import Agreed, OrderTold  # every shop reads `[consent]`; facts come from stores alone

LONGEST = 2000
TICKED = frozenset({"1", "yes", "true", "on", "ja", "sí", "si", "sim", "oui", "예", "네", "हाँ", "نعم"})
IS_WRITTEN = "select 1 from consent where contact_id = $1 and purpose = $2 and message_id = $3 limit 1"
#: What settled this purpose and is not older than $3 (µs), or a no in the chat, whenever that was.
STANDS_AGAINST = (
    "select 1 from consent where contact_id = $1 and purpose = $2 and stage <> 'first' "
    "and (at >= $3 or (not granted and source not like 'store:%' "
    "and id = (select max(d.id) from consent d where d.contact_id = $1 and d.purpose = $2 and d.stage <> 'first'))) "
    "limit 1"
)
ABOUT = (
    "select p.country, p.name, coalesce((select min(h.value) from handle h where h.contact_id = p.id "
    "and h.kind = 'phone'), ''), p.opted_out_at from contact p where p.id = $1 and p.erased_at is null"
)


class OrderConsent(BaseModel):
    """What is written beside the checkout, and which of its boxes say yes.

    `order_text` is shown where the phone number is asked for: whoever orders agrees to updates. With `order_box`
    only when that box (a note attribute of Shopify, a meta field of WooCommerce) is ticked; `offers_box` is one for
    offers.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    order_text: str = Field(default="", max_length=LONGEST)
    order_box: str = ""
    offers_text: str = Field(default="", max_length=LONGEST)
    offers_box: str = ""

    def given_with(self, order: "OrderTold", source: str) -> "list[Agreed]":
        """What this order agrees to, by the shop's own texts and boxes."""
        boxes = {name.casefold(): value.strip() for name, value in order.boxes}
        ticked = {name for name, value in boxes.items() if value.casefold() in TICKED}
        given: list[Agreed] = []
        if self.order_text and (not self.order_box or self.order_box.casefold() in ticked):
            words = self.order_box and f"{self.order_box}: {boxes[self.order_box.casefold()]}"
            given.append(_yes(UPDATES, order, source, words or f"order {order.number}", self.order_text))
        if self.offers_text and self.offers_box and self.offers_box.casefold() in ticked:
            words = f"{self.offers_box}: {boxes[self.offers_box.casefold()]}"
            given.append(_yes(OFFERS, order, source, words, self.offers_text))
        return given


async def write_agreed(tx: Tx, contact_id: int, agreed: "Sequence[Agreed]", proof: str) -> None:
    """Write down what was agreed; `proof` names the order or customer record, so that each counts once."""
    about = await tx.row(ABOUT, contact_id) if agreed else None
    if about is None:
        return
    country, name, phone, opted_out_at = about
    for each in agreed:
        at = to_micros(each.at)
        mark = f"{proof}:{at}"
        if each.granted and (opted_out_at is not None or not phone):
            continue  # STOP was said, or there is no number that it could be for
        if await tx.row(IS_WRITTEN, contact_id, each.purpose, mark):
            continue
        if await tx.row(STANDS_AGAINST, contact_id, each.purpose, at):
            continue
        evidence = Evidence(contact_id, country, name, phone, mark, at)
        told = {"source": each.source, "words": each.words, "wording": each.wording}
        await add_consent(tx, evidence, each.purpose, granted=each.granted, data=told)


def _yes(purpose: str, order: "OrderTold", source: str, words: str, wording: str) -> "Agreed":
    from bot.orders.facts import Agreed

    return Agreed.model_validate(
        {
            "purpose": purpose,
            "granted": True,
            "at": order.placed_at,
            "source": f"store:{source}:order",
            "words": words[:500],
            "wording": wording,
        }
    )
