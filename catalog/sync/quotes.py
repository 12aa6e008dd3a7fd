"""Prices and stock of single variants, told by whoever has a till and nothing else: the rest of a product stays."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from catalog.items import Quote
from catalog.sync import queries
from catalog.sync.clean import moment

if TYPE_CHECKING:
    from catalog.sync.apply import Writing

Row = dict[str, Any]
_TOLD = ("price", "sale_price", "stock")


async def set_quotes(writing: "Writing", told: Iterable[Quote]) -> None:
    """Write down those that are news; what is older than the offer that is known is late."""
    quotes = sorted(told, key=lambda each: each.at)
    if not quotes:
        return
    found = await queries.find_quoted(writing.connection, writing.origin.name, [each.variant for each in quotes])
    offers = {row["sku"]: row for row in found}
    skus = {row["external_id"]: row["sku"] for row in found} | {sku: sku for sku in offers}
    rows: dict[str, Row] = {}
    for quote in quotes:
        row = offers.get(skus.get(quote.variant, ""))
        if row is None:
            writing.report.refuse(f"variant {quote.variant}", f"{writing.origin.name} has no such variant")
            continue
        at = moment(quote.at) or writing.at.now
        if at < row["as_of"]:
            writing.report.late += 1
            continue
        new = offers[row["sku"]] = {**row, **_said(quote), "as_of": at}
        if any(new[name] != row[name] for name in _TOLD):
            _note(writing, row, new)
        rows[row["sku"]] = {"key": row["sku"], "at": at} | {f"new_{name}": new[name] for name in _TOLD}
    await queries.set_quotes(writing.connection, list(rows.values()))
    await queries.forget_fingerprints(writing.connection, sorted({offers[sku]["product_id"] for sku in rows}))


def _said(quote: Quote) -> Row:
    """What was told of; a new price ends a sale that nobody told of."""
    said: Row = {} if quote.stock is None else {"stock": max(quote.stock, 0)}
    if quote.price is not None:
        on_sale = quote.sale_price is not None and quote.sale_price < quote.price
        said |= {"price": quote.price, "sale_price": quote.sale_price if on_sale else None}
    return said


def _note(writing: "Writing", old: Row, new: Row) -> None:
    writing.report.changed += old["product_id"] not in writing.touched
    writing.touched.add(old["product_id"])
    writing.known_skus.add(old["sku"])
    on_offer = bool(old["active"])
    writing.changed(old["sku"], old["product_id"], old if on_offer else None, new if on_offer else None)
