"""A conversation as it is read: the newest 40 things of it, older and newer ones by cursor, never all.

Four sources (messages of the contact, messages to them, notes, lines about what happened) are asked for a page each,
merged by moment and cut to one page.
"""

import json
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from starlette.requests import Request

from bot.console.desk import Desk
from bot.console.faults import NotFound
from bot.console.inbox import queries
from bot.console.inbox.around import around_of
from bot.console.inbox.authors import author_of, name_of_journey
from bot.console.inbox.cursors import END, SOURCES, Spot, read_spot
from bot.console.inbox.items import Facts, is_card, mark_tapped, quote_of, quoted_by, read_item, sender_of
from bot.console.inbox.masking import sees_numbers
from bot.console.inbox.media import of_inbound
from bot.console.inbox.permissions import may_do
from bot.console.inbox.rows import Around, Seen, describe, masked
from bot.console.inbox.said import Looks
from bot.console.inbox.values import number_in
from bot.console.routes import Route
from bot.journeys.wordbook import Wordbook
from bot.outbox.content import Content
from bot.staff.agents import Agent
from bot.storage.columns import iso
from bot.storage.transactions import Row, Tx
from bot.whatsapp.reasons import explain

PAGE = 40
MOST = 100
Found = tuple[str, Row]  # source and its row


async def show(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """One conversation with its newest page. Raises NotFound."""
    contact_id = request.path_params["id"]
    async with desk.database.read() as tx:
        seen = await get_seen(tx, contact_id)
        around = await around_of(tx, desk)
        row = (await describe(tx, [seen], around))[contact_id]
        found, more = await read_before(tx, contact_id, END, PAGE)
        items = await describe_items(tx, desk, agent, found, around)
        read_to = await _read_to(tx, contact_id)
    return {
        "row": row if sees_numbers(agent) else masked(row),
        "items": items,
        "before": items[0]["cursor"] if more and items else None,
        "read_to": read_to,
        "window": window_of(seen, desk.now()),
        "can": may_do(agent, seen, desk.now()),
        "agents": [{"id": each, "name": name} for each, name in sorted(around.agents.items())],
    }


async def list_items(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """A page before or after a cursor; without one, the newest. Raises NotFound and WrongCursor."""
    contact_id, asked = request.path_params["id"], request.query_params
    limit = min(MOST, number_in(asked.get("limit", "")) or PAGE)
    async with desk.database.read() as tx:
        await get_seen(tx, contact_id)
        if "after" in asked:
            found, more = await read_after(tx, contact_id, read_spot(asked["after"]), limit)
        else:
            spot = read_spot(asked["before"]) if asked.get("before") else END
            found, more = await read_before(tx, contact_id, spot, limit)
        items = await describe_items(tx, desk, agent, found, await around_of(tx, desk))
    older = items[0]["cursor"] if items and (more or "after" in asked) else None
    newer = items[-1]["cursor"] if items and (more or "after" not in asked) else None
    return {"items": items, "before": older, "after": newer, "more": more}


async def get_seen(tx: Tx, contact_id: int) -> Seen:
    """The conversation of this contact. Raises NotFound."""
    rows = await queries.list_seen(tx, [contact_id])
    if not rows:
        raise NotFound("there is no such conversation")
    return Seen(*rows[0])


async def read_before(tx: Tx, contact_id: int, spot: Spot, limit: int) -> tuple[list[Found], bool]:
    """Up to `limit` rows before this place, oldest first, and whether there are more."""
    found: list[Found] = []
    for rank, source in enumerate(SOURCES):
        rows = await tx.rows(queries.BEFORE[source], contact_id, *spot.bound(rank), limit + 1)
        found += [(source, row) for row in rows]
    found.sort(key=_place, reverse=True)
    return found[:limit][::-1], len(found) > limit


async def read_after(tx: Tx, contact_id: int, spot: Spot, limit: int) -> tuple[list[Found], bool]:
    """The same after it."""
    found: list[Found] = []
    for rank, source in enumerate(SOURCES):
        rows = await tx.rows(queries.AFTER[source], contact_id, *spot.bound(rank), limit + 1)
        found += [(source, row) for row in rows]
    found.sort(key=_place)
    return found[:limit], len(found) > limit


async def describe_items(
    tx: Tx, desk: Desk, agent: Agent, found: Sequence[Found], around: Around
) -> list[dict[str, Any]]:
    """The items of these rows, with whatever they need from elsewhere, in a handful of statements."""
    facts = await _facts(tx, desk, agent, found, around)
    items = [read_item(source, row, facts) for source, row in found]
    mark_tapped(items)
    for item in items:
        if not sees_numbers(agent) and is_card(item):
            del item["media"]
        item.pop("provider_id", None)
        (item.get("quote") or {}).pop("provider_id", None)
    return items


async def find_item(tx: Tx, desk: Desk, agent: Agent, entry_id: int) -> dict[str, Any]:
    """One message to a contact. Raises NotFound."""
    row = await tx.row(queries.GET_OUT, entry_id)
    if row is None:
        raise NotFound("there is no such message")
    items = await describe_items(tx, desk, agent, [("out", row)], await around_of(tx, desk))
    return items[0]


def window_of(seen: Seen, now: int) -> dict[str, Any]:
    """Whether free words may be said, until when, and on which of our numbers. `now` in µs."""
    closes = seen.window_closes_at
    senders = [{"sender": sender, "heard_at": iso(at)} for sender, at in sorted(seen.heard.items())]
    return {"open": closes is not None and now < closes, "closes_at": iso(closes), "senders": senders}


def _place(found: Found) -> Spot:
    source, row = found
    return Spot(int(row[1]), SOURCES.index(source), int(row[0]))


async def _facts(tx: Tx, desk: Desk, agent: Agent, found: Sequence[Found], around: Around) -> Facts:
    heard = [row for source, row in found if source == "in"]
    sent = [row for source, row in found if source == "out"]
    flows = desk.flows
    return Facts(
        agents=around.agents,
        looks=await _looks(tx, desk, sent, agent.language),
        words=Wordbook(agent.language, desk.shop.timezone, explain),
        flow_of=partial(author_of, flows, desk.keys, agent.language),
        journey_of=partial(name_of_journey, flows, agent.language),
        agent_id=agent.id,
        now=desk.now(),
        files=await _files(tx, desk, heard),
        quotes=await _quotes(tx, heard),
    )


async def _looks(tx: Tx, desk: Desk, sent: Sequence[Row], language: str) -> Looks:
    variants = sorted({int(row[9]) for row in sent if row[9] is not None})
    rows = await tx.rows(queries.WORDINGS, variants) if variants else ()
    wordings = {int(row[0]): (str(row[1]), str(row[2])) for row in rows}
    natives = [row for row in sent if '"native"' in row[2]]
    wares = await _wares(desk, natives, language) if natives else {}
    return Looks(desk.wordings.contracts, wordings, wares, desk.settings.base_url)


async def _wares(desk: Desk, rows: Sequence[Row], language: str) -> dict[str, dict[str, Any]]:
    """What products of the channel's catalog are called here."""
    contents = [Content.from_json(json.loads(row[2])) for row in rows]
    ids = {item for content in contents if content.native for item, _ in content.native.items}
    shelf = desk.shelves.newest()
    found: dict[str, dict[str, Any]] = {}
    for each in sorted(ids):
        known = shelf.find_sku(await desk.turns.find_ware(each) or each)
        if known:
            product, offer = known
            title = product.words(language).title
            image = next(iter((*offer.media, *product.media)), "")
            found[each] = {"title": title, "image": image, "price": offer.to_pay, "currency": offer.currency}
    return found


async def _files(tx: Tx, desk: Desk, heard: Sequence[Row]) -> Mapping[str, list[dict[str, Any]]]:
    ids = [str(json.loads(row[2]).get("provider_id", "")) for row in heard]
    found: dict[str, list[dict[str, Any]]] = {}
    for message_id, *file in await tx.rows(queries.FILES, ids) if ids else ():
        found.setdefault(str(message_id), []).append(of_inbound(desk, file))
    return found


async def _quotes(tx: Tx, heard: Sequence[Row]) -> dict[str, dict[str, Any]]:
    ids = sorted({quoted for row in heard if (quoted := quoted_by(row))})
    found: dict[str, dict[str, Any]] = {}
    for provider_id, entry_id, content, kind in await tx.rows(queries.QUOTED_OUT, ids) if ids else ():
        text = json.loads(content).get("text", "")
        found[provider_id] = quote_of(f"out:{entry_id}", provider_id, sender_of(str(kind)), text)
    keys = [f"twilio:{each}" for each in ids if each not in found]
    for key, event_id, body in await tx.rows(queries.QUOTED_IN, keys) if keys else ():
        provider_id = key.removeprefix("twilio:")
        found[provider_id] = quote_of(f"in:{event_id}", provider_id, "contact", json.loads(body).get("text", ""))
    return found


async def _read_to(tx: Tx, contact_id: int) -> str | None:
    """The place of the newest message that a person has read."""
    row = await tx.row(queries.READ_TO, contact_id)
    return str(Spot(int(row[1]), 0, int(row[0]))) if row else None


ROUTES = [
    Route("GET", "/api/conversations/{id:int}", "viewer", show),
    Route(
        "GET",
        "/api/conversations/{id:int}/items",
        "viewer",
        list_items,
        query={
            "before": "a cursor: what is older",
            "after": "a cursor: what is newer",
            "limit": "how many, at most 100; 40 when it is left out",
        },
    ),
]
