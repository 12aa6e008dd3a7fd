"""Customers of a store, who looked at what on its website, and whatever else happened to somebody."""

from bot.contacts.known import recognise
from bot.orders.agreed import write_agreed
from bot.orders.facts import CustomerTold, HappeningTold, ViewTold
from bot.orders.told import queries
from bot.orders.told.ledger import Ledger
from bot.storage.columns import to_micros

DAY = 86_400_000_000  # µs
#: A page may name a product by our id, a SKU, or the store's id of a variant or product; each has its index.
FIND_PRODUCT = (
    "select id, category from product where id = $1 and gone_at is null",
    "select p.id, p.category from variant v join product p on p.id = v.product_id "
    "where v.sku = $1 and p.gone_at is null",
    "select p.id, p.category from variant v join product p on p.id = v.product_id "
    "where v.external_id = $1 and p.gone_at is null limit 1",
    "select p.id, p.category from catalog_source s join product p on p.source = s.name "
    "where p.external_id = $1 and p.gone_at is null limit 1",
)


async def take_customer(ledger: Ledger, fact: CustomerTold) -> None:
    """Somebody whom the store knows, with what they agreed to there."""
    contact_id = await recognise(ledger.tx, fact.who, ledger.about)
    if contact_id is None:
        return
    await write_agreed(ledger.tx, contact_id, fact.agreed, f"customer:{ledger.source}:{fact.who.customer}")
    at = to_micros(fact.at)
    data = {"country": fact.who.country, "language": fact.who.language}
    await ledger.happened(contact_id, "customer.updated", f"{contact_id}:{at}", at, data)


async def take_view(ledger: Ledger, fact: ViewTold) -> None:
    """A look at a product; one that the catalog does not know is left out."""
    row = None
    for sql in FIND_PRODUCT:
        row = row or await ledger.tx.row(sql, fact.product)
    if row is None:
        return
    link = await ledger.find_link(fact.who.ref)
    contact_id = await recognise(ledger.tx, fact.who, ledger.about, ref=link[0] if link else None)
    if contact_id is None:
        return
    at = to_micros(fact.at)
    await ledger.tx.run(queries.NOTE_VIEW, contact_id, row[0], at)
    data = {"product_id": row[0], "products": row[0], "categories": row[1]}
    await ledger.happened(contact_id, "product.viewed", f"{contact_id}:{row[0]}:{at // DAY}", at, data)


async def take_happening(ledger: Ledger, fact: HappeningTold) -> None:
    """An event of the shop's own, for whomever it concerns; nobody who wanted to be forgotten is told of it."""
    contact_id = fact.contact
    if contact_id is None:
        contact_id = await recognise(ledger.tx, fact.who, ledger.about)
    elif await ledger.is_erased(contact_id):
        return
    if contact_id is not None:
        await ledger.happened(contact_id, fact.name, fact.key, to_micros(fact.at), fact.data)
