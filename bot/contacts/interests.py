"""What people searched for on the shop's site, until they write: known by contact, else by phone number or by the
handle of a browser (`known.py`), and the contact's as soon as that number or browser is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.contacts.phones import canonical, forms_of
from bot.contacts.queries import add_handle, find_contacts, of_browser
from bot.storage.transactions import Tx

OLDEST = timedelta(days=7)  # a search that is older says nothing about today
MOST_KEPT = 5  # searches of one person
LONGEST = 80  # characters of a search
_MICROSECOND = timedelta(microseconds=1)

#: The same words again are newer, and may be offered again.
KEEP = """
    insert into search_intent (subject, contact_id, words, query, category, place, at, offered_at)
    values ($1, $2, $3, $4, $5, $6, $7, null)
    on conflict (subject, words) do update set at = excluded.at, query = excluded.query,
    category = excluded.category, place = excluded.place, contact_id = excluded.contact_id, offered_at = null
    where search_intent.at < excluded.at
"""
PRUNE = """
    delete from search_intent where subject = $1 and id not in
    (select id from search_intent where subject = $1 order by at desc, id desc limit $2)
"""
AGE = "delete from search_intent where at < $1"
#: Of the same words under two names the newer search stays.
OLDER_TWINS = """
    delete from search_intent where subject = $2 and exists (select 1 from search_intent other
    where other.subject = $1 and other.words = search_intent.words and other.at > search_intent.at)
"""
TWINS = """
    delete from search_intent where subject = $1 and words in (select words from search_intent where subject = $2)
"""
MOVE = "update search_intent set subject = $2, contact_id = $3 where subject = $1"
_HANDLES = "select value from handle where contact_id = $1"
_NAMES = f"({_HANDLES} union all select 'phone:' || h.value from ({_HANDLES}) as h)"  # noqa: S608 - our own words
ELSEWHERE = f"""
    select distinct subject from search_intent where subject <> $3 and (subject = $2 or subject in {_NAMES})
"""  # noqa: S608 - our own words
_MINE = f"(contact_id = $1 or subject in {_NAMES})"
NEWEST = f"""
    select id, query, category, place from search_intent where {_MINE} and at >= $2 and offered_at is null
    order by at desc, id desc limit $3
"""  # noqa: S608 - our own words
ONE = f"select query, category, place from search_intent where {_MINE} and id = $2"  # noqa: S608
OFFERED = f"update search_intent set offered_at = $3 where {_MINE} and id = $2"  # noqa: S608
EXPORT = f"select query, category, place, at, offered_at from search_intent where {_MINE} order by at"  # noqa: S608
IS_HERE = "select 1 from contact where id = $1 and erased_at is null"


@dataclass(frozen=True, slots=True)
class Person:
    """Who did something on the site, as far as it knows: at least one of the three. `phone` in E.164."""

    contact_id: int | None = None
    phone: str = ""
    visitor: str = ""


@dataclass(frozen=True, slots=True)
class Searched:
    """What was searched for: the words, perhaps in which department, perhaps where."""

    query: str
    category: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Interest:
    """A search on the site. `category` is what the site calls the department, `place` where it was to be."""

    id: int
    query: str
    category: str
    place: str


async def meet_person(tx: Tx, person: Person) -> int | None:
    """The contact, if the site's id or number is one of ours; a visitor who is named beside it is theirs from now on.

    A visitor counts where nothing surer is told: several people may share a browser.
    """
    browser = of_browser(person.visitor) if person.visitor else ""
    if person.contact_id is None and not person.phone:
        return (await find_contacts(tx, [browser])).get(browser) if browser else None
    contact_id = await _find_by_name(tx, person)
    if contact_id is not None and browser:
        await add_handle(tx, browser, "anonymous", contact_id)
    return contact_id


async def keep_interest(tx: Tx, person: Person, searched: Searched, at: int) -> None:
    """Remember a search (`at` in µs). What the visitor searched before moves along once the site says who it is."""
    contact_id = await meet_person(tx, person)
    subject = _subject(person, contact_id)
    if not subject:
        return
    await _join(tx, person, subject, contact_id)
    query = " ".join(searched.query.split())[:LONGEST]
    rest = (searched.category[:LONGEST], searched.place[:LONGEST])
    await tx.run(KEEP, subject, contact_id, query.casefold(), query, *rest, at)
    await tx.run(PRUNE, subject, MOST_KEPT)


async def list_interests(tx: Tx, contact_id: int, now: int, most: int) -> list[Interest]:
    """The newest searches that were not offered yet and are not too old (`now` in µs)."""
    return [Interest(*row) for row in await tx.rows(NEWEST, contact_id, now - OLDEST // _MICROSECOND, most)]


async def find_interest(tx: Tx, contact_id: int, interest_id: int) -> Interest | None:
    """One of this contact's searches; None when it is another's, or gone."""
    row = await tx.row(ONE, contact_id, interest_id)
    return Interest(interest_id, *row) if row else None


async def mark_offered(tx: Tx, contact_id: int, data: Mapping[str, Any], now: int) -> None:
    """`{ids}`: these were offered (`now` in µs) and are not offered again, unless searched for again."""
    for interest_id in data["ids"]:
        await tx.run(OFFERED, contact_id, int(interest_id), now)


async def forget_old(tx: Tx, now: int) -> None:
    """Take away what is too old to say anything (`now` in µs)."""
    await tx.run(AGE, now - OLDEST // _MICROSECOND)


async def forget_names(tx: Tx, handles: Iterable[str]) -> None:
    """Take away what is known by these handles alone."""
    names = [name for handle in handles for name in (f"phone:{handle}", handle)]
    await tx.run("delete from search_intent where subject = any($1::text[])", names)


async def _find_by_name(tx: Tx, person: Person) -> int | None:
    if person.contact_id is not None and await tx.row(IS_HERE, person.contact_id):
        return person.contact_id
    forms = forms_of(person.phone) if person.phone else ()
    found = await find_contacts(tx, forms) if forms else {}
    return next((found[form] for form in forms if form in found), None)


async def _join(tx: Tx, person: Person, subject: str, contact_id: int | None) -> None:
    """What was searched for under the person's other names is moved to this one."""
    visitor = of_browser(person.visitor) if person.visitor else ""
    for (name,) in await tx.rows(ELSEWHERE, contact_id, visitor, subject):
        await tx.run(OLDER_TWINS, name, subject)
        await tx.run(TWINS, name, subject)
        await tx.run(MOVE, name, subject, contact_id)


def _subject(person: Person, contact_id: int | None) -> str:
    if contact_id is not None:
        return f"contact:{contact_id}"
    if person.phone:
        return f"phone:{canonical(person.phone)}"
    return of_browser(person.visitor) if person.visitor else ""
