"""Facts about what is not known yet wait for it: a parcel for its order, a tracker's news for the parcel."""

from hashlib import sha256

from pydantic import TypeAdapter

from bot.orders.facts import AnyTold, Told
from bot.storage.transactions import Tx

PARK = "insert into parked_fact (digest, subject, body, at) values ($1, $2, $3, $4) on conflict (digest) do nothing"
TAKE = "delete from parked_fact where subject = $1 returning body"
_FACT: TypeAdapter[Told] = TypeAdapter(AnyTold)


async def park(tx: Tx, subject: str, fact: Told, now: int) -> None:
    """Let it wait until `subject` is known. `now` in µs; the same fact waits once."""
    body = fact.model_dump_json(exclude_defaults=False)
    digest = sha256(f"{subject}\n{body}".encode()).hexdigest()
    await tx.run(PARK, digest, subject[:300], body, now)


async def unpark(tx: Tx, subject: str) -> list[Told]:
    """What has waited for this, oldest first; it waits no more."""
    rows = await tx.rows(TAKE, subject[:300])
    facts = [_FACT.validate_json(row[0]) for row in rows]
    return sorted(facts, key=lambda fact: fact.model_dump_json())


def of_order(source: str, external_id: str) -> str:
    """What facts about an order wait for."""
    return f"order:{source}:{external_id}"


def of_shipment(source: str, external_id: str) -> str:
    """What facts about a parcel wait for."""
    return f"shipment:{source}:{external_id}"


def of_number(number: str) -> str:
    """What news of a tracker wait for: the number in capital letters and digits."""
    return f"tracking:{plain_number(number)}"


def plain_number(number: str) -> str:
    """A tracking number without blanks and dashes, in capital letters."""
    return "".join(sign for sign in number.upper() if sign.isalnum())[:100]
