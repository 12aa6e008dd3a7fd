"""Two people who work in the demo shop. They have no password: only the demo signs them in."""

from bot.staff.agents import Agent
from bot.staff.queries import add_agent, find_agent_by_email
from bot.staff.refusals import Unknown
from bot.storage.database import Database
from bot.storage.transactions import Tx

PEOPLE = {
    "joon": ("joon@demo.invalid", "Joon", "admin", ["ko", "en"]),
    "mina": ("mina@demo.invalid", "Mina", "agent", ["ko", "en", "ar"]),
}


DOMAIN = "@demo.invalid"
DISABLE = "update agent set disabled_at = $1 where email like '%@demo.invalid' and disabled_at is null"
ENABLE = "update agent set disabled_at = null where email like '%@demo.invalid' and disabled_at is not null"
REVOKE = (
    "update api_token set revoked_at = $1 where revoked_at is null "
    "and agent_id in (select id from agent where email like '%@demo.invalid')"
)


def is_of_demo(email: str) -> bool:
    """Whether this is one of the demo's people, who are nobody in a real shop."""
    return email.strip().lower().endswith(DOMAIN)


def check_not_of_demo(email: str) -> None:
    """Raises Unknown for the demo's people: nothing makes real accounts of them."""
    if is_of_demo(email):
        raise Unknown("The demo's people have no account of their own")


async def settle_demo_people(tx: Tx, now: int, *, shown: bool, real: bool) -> None:
    """At the start: they work here only where the demo is shown; with a real account no token is theirs."""
    if real:
        await tx.run(REVOKE, now)
    if shown:
        await tx.run(ENABLE)
    else:
        await tx.run(DISABLE, now)


async def demo_agent(database: Database, name: str, now: int) -> Agent | None:
    """Joon or Mina, made when first needed; None for another name, or once they are disabled."""
    if name not in PEOPLE:
        return None
    email, called, role, languages = PEOPLE[name]
    async with database.read() as tx:
        if found := await find_agent_by_email(tx, email):
            return found
    async with database.write() as tx:
        await add_agent(tx, email, called, role, now, languages=languages)
        return await find_agent_by_email(tx, email)
