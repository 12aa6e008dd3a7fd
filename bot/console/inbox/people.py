"""What agents do about a person: a no to messages, who they also are, forgetting them, handing out their data."""

from typing import Any, Literal

from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import JSONResponse

from bot.console.desk import Desk
from bot.console.faults import Conflict, NotFound
from bot.console.inbox.changes import changing, row_of
from bot.console.inbox.thread import get_seen
from bot.console.inbox.values import Id, Words
from bot.console.routes import Route
from bot.contacts import consents
from bot.contacts.consents import LIST, PURPOSES, Evidence, as_proof
from bot.contacts.merges import NoSuchMerge, may_merge, merge, undo_merge
from bot.handoff.standing import add_line
from bot.live.touch import touch
from bot.staff.agents import Agent
from bot.staff.audit import note_deed
from bot.stores.movers import MOVERS
from bot.turns.exports import everything_about, readable
from bot.turns.forget import forget

HAS_ADDRESS = "select 1 from handle where contact_id = $1 and kind in ('phone', 'bsuid', 'parent_bsuid') limit 1"
EXISTS = "select 1 from contact where id = $1 and erased_at is null"


class OptOut(BaseModel):
    """Of what: updates, offers, or all."""

    purpose: Literal["updates", "offers", "all"] = "all"
    words: Words = ""


class Merge(BaseModel):
    """The contact who turned out to be the same person. One without an address on WhatsApp."""

    contact: Id


class UndoMerge(BaseModel):
    """The number of a merge."""

    merge: Id


async def opt_out(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """They have told a person that they want no more messages; written down with who says so."""
    contact_id, asked, now = request.path_params["id"], request.state.body, desk.now()
    async with changing(desk) as tx:
        seen = await get_seen(tx, contact_id)
        evidence = Evidence(contact_id, seen.country, seen.profile_name, seen.phone or seen.address, "", now)
        purposes = PURPOSES if asked.purpose == "all" else (asked.purpose,)
        data = {"source": f"console:agent:{agent.id}", "words": asked.words[:500]}
        await consents.opt_out(tx, evidence, purposes, data)
        await add_line(tx, contact_id, "opted_out", agent, now, purpose=asked.purpose)
        await note_deed(tx, agent, "contact.opted_out", str(contact_id), desk.real_now(), purpose=asked.purpose)
        await touch(tx, [contact_id], "person", now)
    return await row_of(desk, agent, contact_id)


async def merge_with(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """All that is known of the other one is this one's from now on. Raises Conflict when both have an address."""
    contact_id, other, now = request.path_params["id"], request.state.body.contact, desk.now()
    async with changing(desk) as tx:
        await get_seen(tx, contact_id)
        if other == contact_id or await tx.row(EXISTS, other) is None:
            raise NotFound("there is no such contact")
        if await tx.row(HAS_ADDRESS, other) is not None:
            raise Conflict("the other one has an address on WhatsApp: only one without can become part of another")
        if not await may_merge(tx, contact_id, other):
            raise Conflict("a merge of these two was taken back by a person")
        await merge(tx, contact_id, other, reason="console", now=now, movers=MOVERS)
        await add_line(tx, contact_id, "merged", agent, now, contact=other)
        await note_deed(tx, agent, "contact.merged", str(contact_id), desk.real_now(), other=other)
        await touch(tx, [contact_id], "person", now)
    return await row_of(desk, agent, contact_id)


async def unmerge(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """Give back what a merge had moved. Raises NotFound."""
    contact_id, now = request.path_params["id"], desk.now()
    async with changing(desk) as tx:
        try:
            kept, gone = await undo_merge(tx, request.state.body.merge, now=now, movers=MOVERS)
        except NoSuchMerge as error:
            raise NotFound(str(error)) from error
        if kept != contact_id:
            raise NotFound("this contact has no such merge")
        await add_line(tx, contact_id, "unmerged", agent, now, contact=gone)
        await note_deed(tx, agent, "contact.unmerged", str(contact_id), desk.real_now(), other=gone)
        await touch(tx, [contact_id], "person", now)
    return await row_of(desk, agent, contact_id)


async def erase(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """Forget the person everywhere. There is no way back."""
    contact_id = request.path_params["id"]
    async with changing(desk) as tx:
        if not await forget(tx, contact_id, desk.now()):
            raise NotFound("there is no such contact")
        await note_deed(tx, agent, "contact.erased", str(contact_id), desk.real_now())
        await touch(tx, [contact_id], "person", desk.now())
    return {"erased": contact_id}


async def export(desk: Desk, agent: Agent, request: Request) -> JSONResponse:
    """Everything that is kept about a person, as a file."""
    contact_id = request.path_params["id"]
    async with desk.database.write() as tx:
        await get_seen(tx, contact_id)
        told = await everything_about(tx, contact_id)
        await note_deed(tx, agent, "contact.exported", str(contact_id), desk.real_now())
    name = f'attachment; filename="contact-{contact_id}.json"'
    return JSONResponse(told, headers={"Content-Disposition": name, "Cache-Control": "no-store"})


async def tell_consents(desk: Desk, agent: Agent, request: Request) -> list[dict[str, Any]]:  # noqa: ARG001
    """The proof of what a person agreed to or withdrew, the oldest first; it outlives their being forgotten."""
    async with desk.database.read() as tx:
        rows = await tx.rows(LIST, request.path_params["id"])
    return [readable(as_proof(row)) for row in rows]


_ONE = "/api/conversations/{id:int}"
ROUTES = [
    Route("POST", f"{_ONE}/opt-out", "agent", opt_out, body=OptOut),
    Route("POST", f"{_ONE}/merge", "lead", merge_with, body=Merge),
    Route("POST", f"{_ONE}/unmerge", "lead", unmerge, body=UndoMerge),
    Route("POST", f"{_ONE}/erase", "admin", erase),
    Route("GET", f"{_ONE}/export", "admin", export),
    Route("GET", f"{_ONE}/consents", "agent", tell_consents),
]
