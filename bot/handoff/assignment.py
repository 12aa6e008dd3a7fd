"""Who gets a conversation: agents who are there and have room; of the right team; who know it best, then fairly."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.actions.shopfile.handoff import Handoff
from bot.handoff import queries
from bot.handoff.standing import Standing
from bot.staff.agents import Agent
from bot.storage.transactions import Row, Tx


@dataclass(frozen=True, slots=True)
class Free:
    """An agent who may get one more. `assigned_at`: when they got their last one, µs."""

    agent: Agent
    load: int
    assigned_at: int


async def choose_agent(
    tx: Tx, standing: Standing, plan: Handoff, reason: str, *, but: int | None = None, patient: bool = True
) -> Agent | None:
    """Who gets it now, `but` not this one; None when nobody is free, or agents choose themselves.

    Agents are held meanwhile, so that two conversations at the same moment go to two of them. Who is not `patient`
    passes over those whom somebody else is just looking at: it holds other conversations already.
    """
    if plan.assign == "off":
        return None
    ours = {row[0] for row in await tx.rows(queries.LOCK_AGENTS if patient else queries.TRY_AGENTS)}
    free = [each for each in await _list_free(tx) if each.agent.id in ours and each.agent.id != but]
    team_id = await team_for(tx, standing, plan, reason)
    if team_id is not None:
        free = [each for each in free if each.agent.team_id == team_id]
    if plan.last_agent:
        free = _prefer(free, await _had_them_last(tx, standing.contact_id))
    if skill := plan.skills.get(reason, ""):
        free = _prefer(free, lambda each: skill in each.agent.skills)
    if plan.by_language and standing.language:
        free = _prefer(free, lambda each: standing.language in each.agent.languages)
    order = _in_turn if plan.assign == "round_robin" else _least_load
    return min(free, key=order).agent if free else None


async def team_for(tx: Tx, standing: Standing, plan: Handoff, reason: str) -> int | None:
    """The team that it was given to, else the one that sees to this reason."""
    if standing.opened is not None and standing.opened.team_id is not None:
        return standing.opened.team_id
    name = plan.teams.get(reason, "")
    row = await tx.row(queries.TEAM_OF, name) if name else None
    return int(row[0]) if row else None


async def _list_free(tx: Tx) -> list[Free]:
    """Those with room for one more."""
    return [_free(row) for row in await tx.rows(queries.LIST_AGENTS) if row[8] < row[7]]


async def _had_them_last(tx: Tx, contact_id: int) -> Callable[[Free], bool]:
    row = await tx.row(queries.LAST_AGENT, contact_id)
    last = row[0] if row else None
    return lambda each: each.agent.id == last


def _prefer(free: Sequence[Free], fits: Callable[[Free], bool]) -> list[Free]:
    """Those who fit; all when none does: somebody is better than nobody."""
    return [each for each in free if fits(each)] or list(free)


def _in_turn(each: Free) -> tuple[int, int, int]:
    return each.assigned_at, each.load, each.agent.id


def _least_load(each: Free) -> tuple[int, int, int]:
    return each.load, each.assigned_at, each.agent.id


def _free(row: Row) -> Free:
    languages, skills = tuple(json.loads(row[4])), tuple(json.loads(row[5]))
    return Free(Agent(row[0], row[1], row[2], row[3], languages, skills, row[6]), int(row[8]), int(row[9]))
