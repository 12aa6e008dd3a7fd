"""Who somebody is that a store tells of: found by whatever names them, made when nobody is known by it (A9).

A phone number binds: it is the person who will get the messages. Two people who each have an address on WhatsApp are
never made one, and nobody gets another's order because they share a mailbox, a browser or a forwarded link.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bot.contacts.merges import OF_CONTACTS, Mover, may_merge, merge
from bot.contacts.phones import forms_of, parse_phone
from bot.contacts.queries import ADD_HANDLES, LONGEST, SET_OPTED_OUT, add_conversations, of_browser
from bot.contacts.suppression import find_suppressed, hash_of
from bot.storage.transactions import Tx

ADDRESSES = ("phone", "bsuid", "parent_bsuid")
#: Every kind of handle. `alias` is another way to write a phone number; the last six are no addresses.
KINDS = (*ADDRESSES, "alias", "email", "customer", "anonymous", "cart", "checkout", "order")

FIND = (
    "select h.value, h.kind, h.contact_id, "
    "exists (select 1 from handle a where a.contact_id = h.contact_id "
    "and a.kind in ('phone', 'bsuid', 'parent_bsuid')), "
    "exists (select 1 from handle a where a.contact_id = h.contact_id and a.kind = 'phone') "
    "from handle h where h.value = any($1::text[])"
)
READ = (
    "select p.id, p.erased_at is not null, "
    "exists (select 1 from handle a where a.contact_id = p.id and a.kind in ('phone', 'bsuid', 'parent_bsuid')), "
    "exists (select 1 from handle a where a.contact_id = p.id and a.kind = 'phone') "
    "from contact p where p.id = any($1::bigint[])"
)
ADD_CONTACT = (
    "insert into contact (name, language, country, created_at, given_name, language_pinned) "
    "values ($1, $2, $3, $4, '', 0) returning id"
)
SET_ADDRESS = (
    "update conversation set address = $2, sender = case when sender = '' then $3 else sender end "
    "where contact_id = $1 and address = ''"
)
WANTS_TO_BE_FORGOTTEN = "select max(at) from redaction where hash = any($1::text[])"


class Names(Protocol):
    """What a store says of a person (`bot/orders/facts.py` has the words)."""

    @property
    def customer(self) -> str: ...
    @property
    def email(self) -> str: ...
    @property
    def phone(self) -> str: ...
    @property
    def address_phone(self) -> str: ...
    @property
    def country(self) -> str: ...
    @property
    def anonymous(self) -> str: ...
    @property
    def cart(self) -> str: ...
    @property
    def checkout(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def language(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Circumstances:
    """When (µs) and for which store somebody is looked for; our number that would write to them; the salt."""

    source: str
    now: int
    sender: str = ""
    country: str = ""  # of the shop: whose numbers are written without a code
    salt: str = ""
    movers: Sequence[Mover] = OF_CONTACTS


@dataclass(frozen=True, slots=True)
class Found:
    """A contact by one of the handles."""

    contact_id: int
    addressed: bool
    has_phone: bool = False
    erased: bool = False


@dataclass(slots=True)
class _Search:
    handles: Mapping[str, str]  # kind → value
    phone: str
    is_own: bool  # the phone is the person's own word, not out of an address
    by: dict[str, Found] = field(default_factory=dict)  # kind → whose it is
    there: set[str] = field(default_factory=set)  # handles that somebody has


def handles_of(names: Names, about: Circumstances) -> dict[str, str]:
    """Kind → value of all by which somebody is named; a store's own ids with the store before them."""
    phone = phone_of(names, about.country)
    told = {
        "phone": phone,
        "email": names.email.strip().lower() if "@" in names.email else "",
        "customer": _of_store(about.source, "customer", names.customer),
        "anonymous": of_browser(names.anonymous) if names.anonymous else "",
        "checkout": _of_store(about.source, "checkout", names.checkout),
        "cart": _of_store(about.source, "cart", names.cart),
    }
    return {kind: value[:LONGEST] for kind, value in told.items() if value}


def phone_of(names: Names, country: str = "") -> str:
    """The E.164 number, by the country of the person, else of the shop; empty when there is none."""
    return next(
        (
            number
            for told in (names.phone, names.address_phone)
            for region in (names.country, country)
            if told and (number := parse_phone(told, region))
        ),
        "",
    )


async def recognise(
    tx: Tx, names: Names, about: Circumstances, *, also: int | None = None, ref: int | None = None, alone: str = ""
) -> int | None:
    """The contact whom these names are of; made when there is none. None: they want to be forgotten, or say nothing.

    `also` is whose the record is already; `ref` who was given the link by which the store was reached; `alone` is
    the handle (`order:…`) of somebody of whom nothing else is known.
    """
    handles = handles_of(names, about)
    if not handles and ref is None and also is None and alone:
        handles = {"order": alone[:LONGEST]}
    own = bool(names.phone) and "phone" in handles
    search = _Search(handles, handles.get("phone", ""), own)
    await _find(tx, search, also, ref)
    was = search.by.get("also")
    if was and was.erased:
        return was.contact_id
    if not handles and ref is None:
        return also
    if await _is_redacted(tx, handles, about):
        return also
    chosen = was if was and was.addressed else _choose(search)
    silent = sorted({found.contact_id for found in search.by.values() if not found.addressed and not found.erased})
    kept = chosen.contact_id if chosen else silent[0] if silent else await _make(tx, names, about)
    for gone in silent:
        if gone != kept and await may_merge(tx, kept, gone):
            await merge(tx, kept, gone, reason=_reason(search, gone), now=about.now, movers=about.movers)
    await _add_handles(tx, search, kept, chosen, about)
    return kept


async def _find(tx: Tx, search: _Search, also: int | None, ref: int | None) -> None:
    values: dict[str, str] = {value: kind for kind, value in search.handles.items() if kind != "phone"}
    values |= dict.fromkeys(forms_of(search.phone) if search.phone else (), "phone")
    for value, _, contact_id, addressed, has_phone in await tx.rows(FIND, sorted(values)):
        search.there.add(value)
        search.by.setdefault(values[value], Found(contact_id, bool(addressed), bool(has_phone)))
    named = {"also": also, "ref": ref}
    ids = sorted({each for each in named.values() if each is not None})
    rows = {row[0]: row for row in await tx.rows(READ, ids)} if ids else {}
    for kind, contact_id in named.items():
        if contact_id is not None and contact_id in rows:
            _, erased, addressed, has_phone = rows[contact_id]
            search.by[kind] = Found(contact_id, bool(addressed), bool(has_phone), bool(erased))


def _choose(search: _Search) -> Found | None:
    """Whoever has an address and is surely meant."""
    for kind in _order(search):
        found = search.by.get(kind)
        if found is None or not found.addressed or found.erased:
            continue
        if kind == "ref" and search.is_own and found.has_phone:
            continue  # another number than that of whoever got the link: it may have been passed on
        return found
    return None


def _order(search: _Search) -> Iterable[str]:
    if search.is_own:
        return ("phone", "ref")
    if search.handles.keys() & {"phone", "email", "customer"}:
        return ("ref", "customer", "phone", "email")
    return ("ref", "anonymous", "checkout", "cart")


async def _add_handles(tx: Tx, search: _Search, kept: int, chosen: Found | None, about: Circumstances) -> None:
    new = [(value, kind, kept) for kind, value in search.handles.items() if kind != "phone" and kind not in search.by]
    forms = _new_forms(search, kept, chosen)
    await tx.insert(ADD_HANDLES, [*new, *forms])
    if forms:
        await tx.run(SET_ADDRESS, kept, forms[0][0], about.sender)
        await _heed_stop(tx, kept, search.phone, about)


def _new_forms(search: _Search, kept: int, chosen: Found | None) -> list[tuple[str, str, int]]:
    """The ways to write their number, if it is theirs and not all of them are known."""
    if not search.phone or (chosen and chosen.has_phone and search.by.get("phone") != chosen):
        return []  # they have a number of their own: this one is not known to be theirs
    kept_form, *others = forms_of(search.phone)
    if search.there.issuperset((kept_form, *others)):
        return []  # as it was: nothing is new about it
    if "phone" in search.by and search.by["phone"].contact_id != kept:
        return []
    first = "alias" if "phone" in search.by else "phone"
    return [(kept_form, first, kept), *((form, "alias", kept) for form in others)]


async def _heed_stop(tx: Tx, contact_id: int, phone: str, about: Circumstances) -> None:
    """Whoever said STOP and was erased since has not said otherwise by buying something."""
    if not about.salt:
        return
    stopped_at = await find_suppressed(tx, forms_of(phone), about.salt)
    if stopped_at is not None:
        await tx.run(SET_OPTED_OUT, contact_id, stopped_at)


async def _is_redacted(tx: Tx, handles: Mapping[str, str], about: Circumstances) -> bool:
    if not about.salt or "customer" not in handles:
        return False
    row = await tx.row(WANTS_TO_BE_FORGOTTEN, [hash_of(handles["customer"], about.salt)])
    return row is not None and row[0] is not None


async def _make(tx: Tx, names: Names, about: Circumstances) -> int:
    row = await tx.row(ADD_CONTACT, names.name, names.language, names.country, about.now)
    assert row is not None  # noqa: S101 - `returning` always answers
    await add_conversations(tx, [(row[0], about.sender, "")])
    return int(row[0])


def _reason(search: _Search, gone: int) -> str:
    return next((kind for kind, found in search.by.items() if found.contact_id == gone), "")


def _of_store(source: str, kind: str, value: str) -> str:
    return f"{kind}:{source}:{value}" if value else ""
