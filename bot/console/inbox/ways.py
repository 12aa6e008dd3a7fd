"""Filters by where people are and how they came: a flow, a journey, a coupon campaign, a door or an ad.

A list stays quick whether few or nearly all are meant: a few are looked up and sorted, many are met soon when the
list is walked from its beginning.
"""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request

from bot.console.desk import Desk
from bot.console.inbox.queries import Asked
from bot.console.routes import Route
from bot.staff.agents import Agent
from bot.storage.transactions import Tx

FEW = 5_000  # contacts that are looked up one by one
LATEST = 5_000  # arrivals among which ads are looked for
AD = "ad:"
_CAMPAIGN = "from coupon w where w.campaign_id = {0}"
_JOURNEY = "from enrollment w where w.journey = {0} and w.stage = 'live'"
_DOOR = "from touch w where w.door = {0} and w.door <> ''"
_BY_AD = "from touch w where w.source_id = {0} and w.source_id <> ''"
BY_WAY = ("flow", "journey", "campaign", "door")

#: Each flow that somebody is in the middle of: from one to the next by the index, however many people.
LIST_FLOWS = """
with recursive used(flow) as (
  select min(flow) from conversation where flow <> ''
  union all
  select (select min(c.flow) from conversation c where c.flow > used.flow and c.flow <> '') from used
  where used.flow is not null)
select flow from used where flow is not null
"""
LIST_CAMPAIGNS = "select id from campaign order by id"
LIST_ADS = """
select source_id, max(headline) from (
  select source_id, headline, at from touch order by at desc limit $1) recent
where source_id <> '' group by source_id order by max(at) desc limit 50
"""


async def narrow_by_way(tx: Tx, asked: Asked, given: Mapping[str, str]) -> None:
    """Only conversations whose contacts are there, or came so (`c` is in the statement)."""
    if flow := given["flow"]:
        asked.add("c.flow = {0} and c.flow <> ''", flow)
    if journey := given["journey"]:
        await _narrow(tx, asked, _JOURNEY, journey)
    if campaign := given["campaign"]:
        await _narrow(tx, asked, _CAMPAIGN, campaign)
    if door := given["door"]:
        kind, value = (_BY_AD, door.removeprefix(AD)) if door.startswith(AD) else (_DOOR, door)
        await _narrow(tx, asked, kind, value)


async def _narrow(tx: Tx, asked: Asked, source: str, value: str) -> None:
    few = await tx.rows(f"select w.contact_id {source.format('$1')} limit {FEW + 1}", value)
    if len(few) > FEW:
        asked.add(f"exists (select 1 {source} and w.contact_id = c.contact_id)", value)
    else:
        asked.add("c.contact_id = any({0}::bigint[])", sorted({int(row[0]) for row in few}))


async def list_ways(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """What may be chosen in each of these filters, with names in the agent's language."""
    async with desk.database.read() as tx:
        used = [row[0] for row in await tx.rows(LIST_FLOWS)]
        campaigns = [row[0] for row in await tx.rows(LIST_CAMPAIGNS)]
        ads = [(f"{AD}{row[0]}", row[1] or row[0]) for row in await tx.rows(LIST_ADS, LATEST)]
    flows, reader = desk.flows, desk.pages.language_of(request, agent)
    named = [(flow, flows.name_of(flow, reader.code)) for flow in used]
    journeys = [
        (each, reader.words.get(f"journeys.name.{each}") or flows.name_of(each, reader.code))
        for each in sorted((*flows.journeys, *flows.asleep))
    ]
    doors = [(each, each.replace("_", " ")) for each in desk.shop.door_plan.doors]
    return {
        "flow": _choices(sorted(named, key=lambda each: each[1].lower())),
        "journey": _choices(journeys),
        "campaign": _choices([(each, each) for each in campaigns]),
        "door": _choices([*doors, *ads]),
    }


def _choices(found: list[tuple[str, str]]) -> list[dict[str, str]]:
    return [{"id": each, "name": name} for each, name in found]


ROUTES = [Route("GET", "/api/ways", "viewer", list_ways)]
