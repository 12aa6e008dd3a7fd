"""What journeys may know of their contact, read for one turn."""

import json
from datetime import datetime, timedelta

from bot.contacts.consents import purposes_granted
from bot.contacts.zones import zone_of_phone
from bot.journeys import queries
from bot.journeys.parts import Person
from bot.storage.columns import from_micros, to_micros
from bot.storage.transactions import Tx
from flows.engine.journeys.enrollment import Enrollment, Facts

LOOKS_BACK = timedelta(days=31)  # for caps
PAGE = 500
NEWEST = 2**63 - 1  # beyond every id


async def read_facts(tx: Tx, person: Person, now: datetime, timezone: str) -> Facts:
    """Consent to updates is implied by having written to the shop, until it is withdrawn or declined."""
    rows = await tx.rows(queries.READ_CONTACT, person.contact_id, to_micros(now - LOOKS_BACK))
    agreed = {name: bool(value) for kind, name, value, _ in rows if kind == "consent"}
    answers = {name: json.loads(value) if value else None for kind, name, value, _ in rows if kind == "answer"}
    contact = {
        **answers,
        "id": person.contact_id,
        "name": person.name,
        "language": person.language,
        "country": person.country,
    }
    return Facts(
        contact=contact,
        timezone=zone_of_phone(person.address, timezone),
        opted_out=person.opted_out,
        consents=purposes_granted(agreed, has_written=person.has_written),
        owner=person.owner,
        sent=tuple((from_micros(at), category) for kind, category, _, at in rows if kind == "sent"),
        busy_until=person.busy_until,
    )


async def list_enrollments(tx: Tx, contact_id: int) -> list[Enrollment]:
    """All of a contact, page by page: those that are live first, then the newest. What ended counts for re-entry."""
    from bot.journeys.rows import from_row

    found: list[Enrollment] = []
    before = NEWEST
    while rows := await tx.rows(queries.LIST_OF_CONTACT, contact_id, before, PAGE):
        found += [from_row(tuple(row)[:-1]) for row in rows]
        if len(rows) < PAGE:
            break
        before = rows[-1][-1]
    return sorted(found, key=lambda each: not each.is_live)
