"""Two people who work in the demo shop. They have no password: only the demo signs them in."""

from bot.staff.agents import Agent
from bot.staff.queries import add_agent, find_agent_by_email
from bot.storage.database import Database

PEOPLE = {
    "joon": ("joon@demo.invalid", "Joon", "admin", ["ko", "en"]),
    "mina": ("mina@demo.invalid", "Mina", "agent", ["ko", "en", "ar"]),
}


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
