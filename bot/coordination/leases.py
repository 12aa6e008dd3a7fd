"""One process at a time: a lease in the database, that a dead process lets go of by itself."""

from datetime import datetime, timedelta

from bot.storage.columns import to_micros
from bot.storage.transactions import Tx

TAKE = (
    "insert into lease (name, holder, until) values ($1, $2, $3) on conflict (name) do update "
    "set holder = excluded.holder, until = excluded.until where lease.until <= $4 or lease.holder = excluded.holder"
)

GIVE_BACK = "delete from lease where name = $1 and holder = $2"


async def take_lease(tx: Tx, name: str, holder: str, now: datetime, length: timedelta) -> bool:
    """Whether the work of this name is the holder's until `now + length`; taking it again holds it on."""
    return await tx.run(TAKE, name, holder, to_micros(now + length), to_micros(now)) == 1


async def give_back_lease(tx: Tx, name: str, holder: str) -> None:
    """The work is done for now: somebody else may do the next."""
    await tx.run(GIVE_BACK, name, holder)
