"""Who has a conversation: bot, queue or one agent. Every change counts its epoch up and is seen by all at its commit.

What was computed or written under an older epoch is never sent (`bot/outbox/gate.py`). Moments are µs.
"""

from dataclasses import dataclass, replace

from bot.actions.shopfile.handoff import Handoff
from bot.handoff import queries
from bot.handoff.assignment import choose_agent, team_for
from bot.handoff.meanwhile import said_since
from bot.handoff.plan import answer_due, idle_due, is_open, read_plan
from bot.handoff.refusals import AlreadyTaken
from bot.handoff.standing import (
    BOT,
    IDLE,
    QUEUE,
    RESUMES,
    WAIT,
    Opened,
    Ownership,
    Standing,
    add_line,
    cancel_timer,
    change_owner,
    hold,
    name_of,
    owe,
    set_timer,
)
from bot.hooks.events import CLOSED, OPENED, TAKEN
from bot.hooks.tell import tell
from bot.inbox.events import EventKind
from bot.inbox.queries import ADD_EVENTS, event_row
from bot.staff.agents import Agent, Team
from bot.storage.columns import dump_json
from bot.storage.transactions import Tx


@dataclass(frozen=True, slots=True)
class Giving:
    """To whom it goes, and who says so. `what` is `taken` (by themselves) or `assigned`."""

    to: Agent
    by: Agent | None
    what: str = "assigned"


async def find_owner(tx: Tx, contact_id: int) -> Ownership:
    """Who has it, until the transaction ends. Raises NoSuchConversation."""
    return (await hold(tx, contact_id)).ownership


async def queue(tx: Tx, contact_id: int, reason: str, words: str, now: int, priority: int | None = None) -> Ownership:
    """The bot gives way: somebody waits for a person from now on, with a timer. Who has it already keeps it.

    It goes to an agent at once where the shop assigns and one is free. Without a `priority` the reason has its own.
    """
    standing, plan = await hold(tx, contact_id), await read_plan(tx)
    front = plan.priority_of(reason) if priority is None else priority
    if standing.owner != BOT:
        if standing.opened is not None:
            await tx.run(queries.RAISE, standing.opened.id, front, words[:500])
        return standing.ownership
    opened = await _open(tx, contact_id, (reason, words[:500], front), plan, now, waits=True)
    await add_line(tx, contact_id, "opened", None, now, reason=reason, words=words[:500])
    team_id = await team_for(tx, standing, plan, reason)
    if team_id is not None:
        await tx.run(queries.SET_TEAM, opened.id, team_id)
    standing = replace(standing, opened=replace(opened, team_id=team_id))
    agent = await choose_agent(tx, standing, plan, reason) if is_open(plan, now) else None
    if agent is None:
        return await change_owner(tx, standing, QUEUE, None, now)
    return await give(tx, standing, Giving(agent, None), plan, now)


async def take(
    tx: Tx, contact_id: int, agent: Agent, now: int, *, epoch: int | None = None, force: bool = False
) -> Ownership:
    """One agent has it, and the others are silent. Taking what is one's own already changes nothing.

    Raises AlreadyTaken when it has changed hands since `epoch`, or when another agent has it (unless `force`).
    """
    standing = await hold(tx, contact_id)
    if standing.owner == agent.owns_as:
        return standing.ownership
    is_anothers = standing.agent_id is not None and not force
    if is_anothers or (epoch is not None and epoch != standing.epoch):
        raise AlreadyTaken(await name_of(tx, standing.owner), standing.epoch)
    return await give(tx, standing, Giving(agent, agent, "taken"), await read_plan(tx), now)


async def assign(tx: Tx, contact_id: int, to: Agent | Team, by: Agent | None, now: int) -> Ownership:
    """Give it to an agent, or to the queue of a team. Whoever waits goes on waiting, by the same timer."""
    standing = await hold(tx, contact_id)
    if isinstance(to, Agent):
        if standing.owner == to.owns_as:
            return standing.ownership
        return await give(tx, standing, Giving(to, by), await read_plan(tx), now)
    opened = standing.opened or await _open(tx, contact_id, ("assigned", "", 0), await read_plan(tx), now)
    await tx.run(queries.SET_TEAM, opened.id, to.id)
    await add_line(tx, contact_id, "assigned", by, now, team=to.name)
    return standing.ownership if standing.owner == QUEUE else await change_owner(tx, standing, QUEUE, by, now)


async def release(tx: Tx, contact_id: int, by: Agent | None, now: int, *, resume: str = "ask") -> Ownership:
    """The bot has it again and learns what was said meanwhile. `resume` is what becomes of the flow that was open.

    `ask` (the contact chooses), `resume`, `skip`, `restart`, or `quiet` (until the contact writes).
    """
    return await give_back(tx, contact_id, by, now, resume=resume, outcome="released")


async def resolve(tx: Tx, contact_id: int, by: Agent | None, now: int) -> Ownership:
    """It is settled: the bot has it again, without a word, and what was open before is over."""
    return await give_back(tx, contact_id, by, now, resume="skip", outcome="resolved")


async def give_back(tx: Tx, contact_id: int, by: Agent | None, now: int, *, resume: str, outcome: str) -> Ownership:
    """End the handoff; its timers are gone, and the bot's turn with what was said is in the inbox.

    Raises ValueError for a `resume` that there is not.
    """
    if resume not in RESUMES:
        raise ValueError(f"resume must be one of {', '.join(RESUMES)}")
    standing = await hold(tx, contact_id)
    if standing.owner == BOT:
        return standing.ownership
    since = standing.opened.opened_at if standing.opened else now
    if standing.opened is not None:
        closed_by = by.owns_as if by else outcome
        await tx.run(queries.CLOSE, standing.opened.id, now, closed_by, outcome)
        await tell(tx, CLOSED, contact_id, str(standing.opened.id), now, agent_id=by.id if by else standing.agent_id)
    await tx.run(queries.CANCEL_TIMERS, contact_id)
    await add_line(tx, contact_id, outcome, by, now, resume=resume)
    owned = await change_owner(tx, standing, BOT, by, now)
    meanwhile = await said_since(tx, contact_id, since)
    body = {"resume": resume, "outcome": outcome, "meanwhile": meanwhile, "epoch": owned.epoch}
    key = f"released:{contact_id}:{owned.epoch}"
    event = event_row(key, EventKind.RELEASED, contact_id, dump_json(body), now)
    await tx.insert(ADD_EVENTS, [event])
    if by is not None:
        await assign_waiting(tx, now, most=1)
    return owned


async def assign_waiting(tx: Tx, now: int, *, most: int = 20) -> int:
    """Give those who wait longest to agents who are free now; answers how many. For an agent who has come back.

    What somebody else is just changing is left alone. Without assignment, or outside the hours, nothing happens.
    """
    plan = await read_plan(tx)
    if plan.assign == "off" or not is_open(plan, now):
        return 0
    given = 0
    for (contact_id,) in await tx.rows(queries.NEXT_WAITING, most):
        standing = await hold(tx, contact_id)
        reason = standing.opened.reason if standing.opened else ""
        agent = await choose_agent(tx, standing, plan, reason, patient=False)
        if agent is not None:
            await give(tx, standing, Giving(agent, None), plan, now)
            given += 1
    return given


async def return_all(tx: Tx, agent_id: int, by: Agent | None, now: int) -> int:
    """Whoever leaves gives all that they have back to the queue, with its timers; answers how many."""
    held = [row[0] for row in await tx.rows(queries.HELD_BY, agent_id)]
    for contact_id in held:
        standing = await hold(tx, contact_id)
        if standing.opened is not None and standing.agent_id == agent_id:
            await tx.run(queries.SET_NOBODY, standing.opened.id)
            await add_line(tx, contact_id, "unassigned", by, now)
            await change_owner(tx, standing, QUEUE, None, now)
    return len(held)


async def give(tx: Tx, standing: Standing, giving: Giving, plan: Handoff, now: int) -> Ownership:
    """One agent has it from now on, by the rules of `plan`."""
    contact_id, to, by, what = standing.contact_id, giving.to, giving.by, giving.what
    opened = standing.opened or await _open(tx, contact_id, (what, "", 0), plan, now)
    await tx.run(queries.SET_AGENT, opened.id, to.id, now if what == "taken" else None, now)
    before = await name_of(tx, standing.owner)
    told = {"to": to.name} if what == "assigned" else {}
    await add_line(tx, contact_id, what, by, now, **{"from": before}, **told)
    await set_timer(tx, contact_id, IDLE, idle_due(plan, now))
    if what == "taken" and opened.waiting_since is not None:
        await owe(tx, contact_id, opened.id, opened.waiting_since, plan, now)
    await tell(tx, TAKEN, contact_id, f"{opened.id}:{standing.epoch}", now, agent_id=to.id)
    return await change_owner(tx, standing, to.owns_as, by, now)


async def _open(
    tx: Tx, contact_id: int, why: tuple[str, str, int], plan: Handoff, now: int, *, waits: bool = False
) -> Opened:
    """`why`: reason, words, priority."""
    due = answer_due(plan, now) if waits else None
    since = now if waits else None
    row = await tx.row(queries.OPEN, contact_id, now, *why, since, due)
    assert row is not None  # noqa: S101 - `returning` always answers
    await tell(tx, OPENED, contact_id, str(row[0]), now)
    if due is not None:
        await set_timer(tx, contact_id, WAIT, due)
    else:
        await cancel_timer(tx, contact_id, WAIT)
        await set_timer(tx, contact_id, IDLE, idle_due(plan, now))
    reason, _, front = why
    return Opened(int(row[0]), reason, front, None, None, None, since, None, due, None, 0, now)
