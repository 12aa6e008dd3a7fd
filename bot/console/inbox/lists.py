"""`GET /api/conversations`: one page of the list by view and filters, and how many there are in each view."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from starlette.requests import Request

from bot.console.desk import Desk
from bot.console.faults import NotFound
from bot.console.inbox import queries
from bot.console.inbox.around import around_of
from bot.console.inbox.cursors import Mark, read_mark
from bot.console.inbox.masking import sees_numbers
from bot.console.inbox.rows import Seen, describe, masked
from bot.console.inbox.search import narrow
from bot.console.inbox.values import number_in, words_in
from bot.console.inbox.views import find_view
from bot.console.inbox.ways import BY_WAY, narrow_by_way
from bot.console.routes import Route
from bot.staff.agents import Agent
from bot.storage.transactions import Tx

PAGE = 40
FIELDS = ("q", "tag", "language", "team", "agent", *BY_WAY)


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list is narrowed by; empty: not at all. `q` is a name, digits of a number, or an order's number."""

    view: str = "all"
    q: str = ""
    tag: str = ""
    language: str = ""
    team: str = ""
    agent: str = ""
    flow: str = ""
    journey: str = ""
    campaign: str = ""
    door: str = ""

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> "Filters":
        """From a query or a saved view; what is not known is left out."""
        return cls(str(told.get("view") or "all"), *(words_in(str(told.get(name) or ""), 100) for name in FIELDS))


async def list_conversations(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """A page, newest first; of those who wait, the oldest wait first. Raises NotFound and WrongCursor."""
    asked = Filters.of(request.query_params)
    before = request.query_params.get("before", "")
    mark = read_mark(before) if before else None
    async with desk.database.read() as tx:
        filters = await _saved(tx, asked, agent)
        around = await around_of(tx, desk)
        page = await read_page(tx, filters, agent, desk.now(), mark)
        rows = await describe(tx, [seen for seen, _ in page[:PAGE]], around)
        counts = await count(tx, agent, desk.now())
    shown = [row if sees_numbers(agent) else masked(row) for row in rows.values()]
    following = str(page[PAGE - 1][1]) if len(page) > PAGE else None
    return {"rows": shown, "next": following, "counts": counts}


async def read_page(tx: Tx, filters: Filters, agent: Agent, now: int, mark: Mark | None) -> list[tuple[Seen, Mark]]:
    """Up to one more than a page, each with its place. `now` in µs."""
    source, order, way = queries.VIEWS[filters.view]
    asked = queries.Asked()
    source = asked.filled(source, now=now, agent=agent.id)
    _narrow(asked, filters, agent)
    await narrow_by_way(tx, asked, {name: getattr(filters, name) for name in BY_WAY})
    if mark is not None:
        sign = ">" if way == "asc" else "<"
        asked.add(f"({order}) {sign} ({{0}}, {{1}}, {{2}})", mark.rank, mark.at, mark.contact_id)
    sorting = ", ".join(f"{part} {way}" for part in _parts(order))
    sql = f"select {queries.SEEN}, {order} {source}{asked.more} order by {sorting} limit {PAGE + 1}"
    rows = await tx.rows(sql, *asked.args)
    return [(Seen(*row[:-3]), Mark(*map(int, row[-3:]))) for row in rows]


async def count(tx: Tx, agent: Agent, now: int) -> dict[str, int]:
    """How many conversations each view holds for this agent."""
    row = await tx.row(queries.COUNTS, now, agent.id)
    waiting, mine, everything, with_people, snoozed = (int(each) for each in row or (0, 0, 0, 0, 0))
    told = {"waiting": waiting, "mine": mine, "bot": max(0, everything - with_people)}
    return told | {"all": everything, "snoozed": snoozed}


def _parts(order: str) -> list[str]:
    """The three columns; `0` sorts nothing (PostgreSQL would take it for a place)."""
    rank, rest = order.split(", ", 1)
    at, _, contact = rest.rpartition(", ")
    return [at, contact] if rank == "0" else [rank, at, contact]


def _narrow(asked: queries.Asked, filters: Filters, agent: Agent) -> None:
    if filters.tag:
        tagged = "exists (select 1 from contact_tag t where t.contact_id = c.contact_id and t.tag = {0})"
        asked.add(tagged, filters.tag)
    if filters.language:
        asked.add("(p.language = {0} or p.language like {1})", filters.language, f"{filters.language}-%")
    if filters.team:
        asked.add("h.team_id = {0}", number_in(filters.team) or 0)
    if filters.agent:
        asked.add("c.owner = {0}", f"agent:{filters.agent}")
    if filters.q:
        narrow(asked, filters.q, by_numbers=sees_numbers(agent))


async def _saved(tx: Tx, asked: Filters, agent: Agent) -> Filters:
    """With the filters of a saved view under those that were asked for. Raises NotFound."""
    if asked.view in queries.VIEWS:
        return asked
    view = await find_view(tx, asked.view, agent)
    if view is None:
        raise NotFound("there is no such view")
    saved = Filters.of(view)
    given = {name: value for name in FIELDS if (value := getattr(asked, name))}
    return replace(saved if saved.view in queries.VIEWS else replace(saved, view="all"), **given)


ROUTES = [
    Route(
        "GET",
        "/api/conversations",
        "viewer",
        list_conversations,
        query={
            "view": "waiting, mine, bot, all, snoozed, or the id of a saved view",
            "q": "a name, digits of a phone number, or an order's number",
            "tag": "only with this tag",
            "language": "only contacts of this language",
            "team": "only of this team (its id)",
            "agent": "only conversations that this agent has (the id)",
            "flow": "only where the bot is in the middle of this flow",
            "journey": "only contacts who are under way in this journey",
            "campaign": "only contacts who hold a coupon of this campaign",
            "door": "only who came by this door, or by an ad: `ad:` and its id",
            "before": "the `next` of the page before",
        },
    )
]
