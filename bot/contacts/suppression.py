"""STOP outlives its contact: addresses of the erased are remembered as salted hashes, and nothing else of them."""

import hmac
from collections.abc import Iterable
from hashlib import sha256

from bot.storage.transactions import Tx

SALT = "address_salt"  #: the fact under which the inbox keeps the installation's salt

SUPPRESS = "insert into suppression (hash, contact_id, at) values ($1, $2, $3) on conflict (hash) do nothing"
#: All addresses of whoever had one of these: not every message tells every address.
RELEASE = (
    "delete from suppression where contact_id in (select contact_id from suppression where hash = any($1::text[]))"
)
FIND = "select min(at) from suppression where hash = any($1::text[])"


def hash_of(address: str, salt: str) -> str:
    """What is kept of an address; without the salt nobody can try numbers out."""
    return hmac.new(salt.encode(), address.encode(), sha256).hexdigest()


async def find_suppressed(tx: Tx, addresses: Iterable[str], salt: str) -> int | None:
    """When (µs) one of these addresses said STOP before it was erased; None when none did."""
    row = await tx.row(FIND, [hash_of(address, salt) for address in addresses])
    return None if row is None or row[0] is None else int(row[0])


async def suppress(tx: Tx, contact_id: int, addresses: Iterable[str], salt: str, at: int) -> None:
    """Remember that STOP was said (µs) by a contact who is being erased."""
    for address in addresses:
        await tx.run(SUPPRESS, hash_of(address, salt), contact_id, at)


async def release(tx: Tx, addresses: Iterable[str], salt: str) -> None:
    """START was said: forget."""
    await tx.run(RELEASE, [hash_of(address, salt) for address in addresses])
