"""What the law lets people demand, carried out: at once, by the ways that there are for it (docs/privacy.md)."""

from bot.contacts.known import handles_of
from bot.contacts.phones import forms_of
from bot.contacts.suppression import hash_of
from bot.inbox.queries import SET_FACT
from bot.log import get_log
from bot.orders.facts import Who
from bot.orders.told.ledger import Ledger
from bot.storage.columns import dump_json, to_micros
from bot.stores.demands import CustomerGone, DataAsked, Demand, Forget, ForgetStore, StoreGone
from bot.turns.forget import forget, salt_of

log = get_log(__name__)

GONE, ASKED = "store_gone", "data_asked"  # facts' names, with the store (and the request) behind them
FIND = "select distinct contact_id from handle where value = any($1::text[]) order by contact_id"
FIND_BUYERS = (
    "select distinct contact_id from shop_order where source = $1 and external_id = any($2::text[]) "
    "order by contact_id"
)
REMEMBER = "insert into redaction (hash, at) values ($1, $2) on conflict (hash) do nothing"
#: Deliveries that could not be read may still hold somebody's name.
BLANK = "update store_event set body = '' where state <> 0 and body <> ''"
_HAS_NEVER_WRITTEN = (
    "not exists "
    "(select 1 from handle a where a.contact_id = h.contact_id and a.kind in ('bsuid', 'parent_bsuid', 'phone') "
    "and exists (select 1 from conversation c where c.contact_id = a.contact_id and c.windows <> '{}')) "
)
SILENT = (
    "select distinct h.contact_id from handle h where (h.value like $1 or h.contact_id in "  # noqa: S608 - our own
    "(select o.contact_id from shop_order o where o.source = $2)) and "
    f"{_HAS_NEVER_WRITTEN} order by h.contact_id"
)
#: Who has this account, if they never wrote to us.
SILENT_ACCOUNT = f"select h.contact_id from handle h where h.value = $1 and {_HAS_NEVER_WRITTEN}"  # noqa: S608
DROP_ACCOUNT = "delete from handle where value = $1"
WITH_CARTS = "select distinct contact_id from cart where source = $1 and status = 'open' order by contact_id"
_ORDERS = "(select id from shop_order where source = $1)"
_PARCELS = "(select s.id from shipment s join shop_order o on o.id = s.order_id where o.source = $1)"
_LINES = "(select l.id from order_line l join shop_order o on o.id = l.order_id where o.source = $1)"
FORGET_STORE = (
    "delete from shipment_event where shipment_id in " + _PARCELS,  # noqa: S608
    "delete from shipment_number where shipment_id in " + _PARCELS,  # noqa: S608
    "delete from shipment where order_id in " + _ORDERS,  # noqa: S608
    "delete from return_request where line_id in " + _LINES,  # noqa: S608
    "delete from order_refund where order_id in " + _ORDERS,  # noqa: S608
    "delete from counted_order where order_id in " + _ORDERS,  # noqa: S608
    "delete from order_line where order_id in " + _ORDERS,  # noqa: S608
    "delete from shop_order where source = $1",
    "delete from cart_line where cart_id in (select id from cart where source = $1)",
    "delete from cart where source = $1",
)
DROP_HANDLES = "delete from handle where value like $1 or value like $2 or value like $3"
STOP_READING = "update catalog_source set next_at = null where name = $1"


async def carry_out(ledger: Ledger, demand: Demand) -> None:
    """Do what is demanded, in the ledger's transaction; twice is once."""
    match demand:
        case Forget():
            await _forget(ledger, demand)
        case CustomerGone():
            await _drop_account(ledger, demand)
        case DataAsked():
            await _note_request(ledger, demand)
        case ForgetStore():
            await _forget_store(ledger)
        case StoreGone():
            await ledger.tx.run(SET_FACT, f"{GONE}:{ledger.source}", str(to_micros(demand.at)))
            await ledger.tx.run(STOP_READING, ledger.source)
            await _tell_buyers(ledger, to_micros(demand.at))
            log.warning("store.gone", source=ledger.source)


async def _forget(ledger: Ledger, demand: Forget) -> None:
    """Everywhere, as if they had asked for it in the chat; late news of them bring nothing back."""
    salt = await salt_of(ledger.tx)
    names = Who(customer=demand.customer)
    handles = handles_of(names, ledger.about)
    if "customer" in handles:
        await ledger.tx.run(REMEMBER, hash_of(handles["customer"], salt), ledger.about.now)
    found = await _whose(ledger, demand.customer, demand.email, demand.phone)
    orders = await ledger.tx.rows(FIND_BUYERS, ledger.source, list(demand.orders))
    for contact_id in sorted({*found, *(row[0] for row in orders)}):
        await forget(ledger.tx, contact_id, ledger.about.now)
    await ledger.tx.run(BLANK)
    log.info("privacy.forgotten", source=ledger.source, contacts=len(found))


async def _drop_account(ledger: Ledger, demand: CustomerGone) -> None:
    """Who was known by this account alone, and never wrote to us, is forgotten; whoever chats is only known by it no
    more."""
    account = handles_of(Who(customer=demand.customer), ledger.about)["customer"]
    rows = await ledger.tx.rows(SILENT_ACCOUNT, account)
    for (contact_id,) in rows:
        await ledger.tx.run(REMEMBER, hash_of(account, await salt_of(ledger.tx)), ledger.about.now)
        await forget(ledger.tx, contact_id, ledger.about.now)
    await ledger.tx.run(DROP_ACCOUNT, account)
    log.info("privacy.account_gone", source=ledger.source, contacts=len(rows))


async def _tell_buyers(ledger: Ledger, at: int) -> None:
    """Nothing can be bought there any more: journeys about its carts end."""
    for (contact_id,) in await ledger.tx.rows(WITH_CARTS, ledger.source):
        await ledger.happened(contact_id, "store.gone", f"{ledger.source}:{contact_id}:{at}", at, {})


async def _note_request(ledger: Ledger, demand: DataAsked) -> None:
    """Kept until somebody has sent it: `shopclerk orders requests` lists it, `shopclerk export` writes it."""
    found = await _whose(ledger, demand.customer, demand.email, demand.phone)
    note = dump_json({"at": to_micros(demand.at), "contacts": found})
    await ledger.tx.run(SET_FACT, f"{ASKED}:{ledger.source}:{demand.request}", note)
    log.warning("privacy.data_asked", source=ledger.source, contacts=found)


async def _forget_store(ledger: Ledger) -> None:
    """Whoever was known through this store alone is forgotten; of the others goes what came from it."""
    rows = await ledger.tx.rows(SILENT, f"customer:{ledger.source}:%", ledger.source)
    for (contact_id,) in rows:
        await forget(ledger.tx, contact_id, ledger.about.now)
    for statement in FORGET_STORE:
        await ledger.tx.run(statement, ledger.source)
    patterns = (f"{kind}:{ledger.source}:%" for kind in ("customer", "cart", "checkout"))
    await ledger.tx.run(DROP_HANDLES, *patterns)
    await ledger.tx.run(BLANK)
    log.warning("privacy.store_forgotten", source=ledger.source, contacts=len(rows))


async def _whose(ledger: Ledger, customer: str, email: str, phone: str) -> list[int]:
    named = handles_of(Who(customer=customer, email=email, phone=phone[:500]), ledger.about)
    values = [value for kind, value in named.items() if kind != "phone"]
    values += forms_of(named["phone"]) if "phone" in named else ()
    return [row[0] for row in await ledger.tx.rows(FIND, values)]
