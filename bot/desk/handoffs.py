"""What people ask about handing over from a terminal. Names and numbers, no words of contacts."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.clock import SystemClock
from bot.contacts.queries import find_contact_by
from bot.coordination.open import open_coordinator
from bot.desk.events import NotFound, console, show_table
from bot.desk.people import open_database
from bot.handoff import ownership
from bot.handoff.queries import LIST_OPEN, TEAM_OF
from bot.handoff.stranded import list_stranded
from bot.live.touch import BELL
from bot.settings import Settings
from bot.staff.agents import Agent, Team
from bot.staff.queries import find_agent_by_email
from bot.storage.columns import from_micros, to_micros
from bot.storage.transactions import Tx

SHOWN = ("contact", "name", "who has it", "why", "priority", "waits since", "answer owed by", "escalated")


async def show_handoffs(settings: Settings) -> None:
    """Every open handoff, who waits longest first."""
    async with open_database(settings) as database, database.read() as tx:
        rows = await tx.rows(LIST_OPEN)
    told = [(*row[:5], _when(row[5]), _when(row[6]), "yes" if row[7] else "") for row in rows]
    show_table(SHOWN, told)


async def show_stranded(settings: Settings) -> None:
    """Conversations without an owner who is one, or without a timer."""
    async with open_database(settings) as database, database.read() as tx:
        show_table(("contact", "who has it", "what is wrong"), await list_stranded(tx))


async def take_contact(settings: Settings, words: str, email: str, *, force: bool) -> None:
    """An agent takes over. Raises NotFound and AlreadyTaken."""
    async with _changing(settings) as tx:
        agent = await _agent(tx, email)
        await ownership.take(tx, await _contact(tx, words), agent, _now(), force=force)
    console.print(f"{agent.name} has the conversation.")


async def assign_contact(settings: Settings, words: str, email: str, team: str) -> None:
    """To an agent or to a team's queue. Raises NotFound."""
    async with _changing(settings) as tx:
        to = await _agent(tx, email) if email else await _team(tx, team)
        await ownership.assign(tx, await _contact(tx, words), to, None, _now())
    console.print(f"{to.name} has the conversation." if email else f"The conversation waits for {to.name}.")


async def release_contact(settings: Settings, words: str, resume: str = "ask") -> None:
    """Give a conversation back to the bot. Raises NotFound."""
    async with _changing(settings) as tx:
        contact_id = await _contact(tx, words)
        before = await ownership.find_owner(tx, contact_id)
        await ownership.release(tx, contact_id, None, _now(), resume=resume)
    had_it = before.owner == "bot"
    console.print("The bot has it already." if had_it else "The bot has the conversation again.")


@asynccontextmanager
async def _changing(settings: Settings) -> AsyncIterator[Tx]:
    """A transaction; whoever works or looks on is told once it has committed."""
    async with open_database(settings) as database:
        async with database.write() as tx:
            yield tx
        coordinator = open_coordinator(settings.redis_url, database)
        for topic in ("turns", "sends", "timers", BELL):
            coordinator.wake(topic)
        await coordinator.close()


async def _contact(tx: Tx, words: str) -> int:
    contact_id = await find_contact_by(tx, words)
    if contact_id is None:
        raise NotFound(f"there is no contact {words}")
    return contact_id


async def _agent(tx: Tx, email: str) -> Agent:
    agent = await find_agent_by_email(tx, email.strip().lower())
    if agent is None:
        raise NotFound(f"there is no agent {email}")
    return agent


async def _team(tx: Tx, name: str) -> Team:
    row = await tx.row(TEAM_OF, name)
    if row is None:
        raise NotFound(f"there is no team {name}")
    return Team(int(row[0]), name)


def _now() -> int:
    return to_micros(SystemClock().now())


def _when(moment: int | None) -> str:
    return "" if moment is None else from_micros(moment).isoformat(" ", "minutes")
