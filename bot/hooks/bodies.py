"""What a hook is told: read at the moment of sending, so that nothing is kept twice and the erased stay erased."""

import json
from dataclasses import dataclass
from typing import Any

from bot.hooks import queries
from bot.hooks.events import RECEIVED
from bot.storage.columns import iso
from bot.storage.transactions import Row, Tx


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery that is ours until its lease ends: columns of `queries.TAKE`. Moments in µs."""

    id: int
    hook_id: int
    event: str
    contact_id: int
    subject: str
    detail: dict[str, Any]
    at: int
    attempts: int
    lease: int

    @classmethod
    def from_row(cls, row: Row) -> "Delivery":
        values = [*row]
        values[5] = json.loads(values[5] or "{}")
        return cls(*values)

    @property
    def message_id(self) -> str:
        """The same at every attempt: by it whoever is told knows what they have heard already."""
        return f"msg_{self.hook_id}_{self.id}"


async def read_body(tx: Tx, delivery: Delivery) -> dict[str, Any] | None:
    """`{type, timestamp, data}`; None when the contact is erased or what is meant is gone."""
    person = await tx.row(queries.PERSON, delivery.contact_id)
    if person is None:
        return None
    name, given_name, language, address, owner = person
    contact = {"id": delivery.contact_id, "name": given_name or name, "language": language, "address": address}
    told = await _about(tx, delivery)
    if told is None:
        return None
    data = {"conversation_id": delivery.contact_id, "contact": contact, "owner": owner, **told}
    return {"type": delivery.event, "timestamp": iso(delivery.at), "data": data}


async def _about(tx: Tx, delivery: Delivery) -> dict[str, Any] | None:
    if delivery.event == RECEIVED:
        row = await tx.row(queries.HEARD, delivery.subject, delivery.contact_id)
        return None if row is None or row[1] == "{}" else {"message": heard(*row)}
    if delivery.event.startswith("message."):
        row = await tx.row(queries.SAID, int(delivery.subject), delivery.contact_id)
        return None if row is None or row[1] == "{}" else {"message": _said(row)}
    row = await tx.row(queries.HANDOFF, int(delivery.subject.partition(":")[0]), delivery.contact_id)
    return None if row is None else {"handoff": await _handoff(tx, row, delivery)}


def heard(event_id: int, body: str, received_at: int) -> dict[str, Any]:
    """A message of the contact."""
    said = json.loads(body)
    told = {"id": f"in:{event_id}", "kind": said.get("kind", ""), "text": said.get("text", "")}
    told |= {name: said[name] for name in ("choice", "location", "order", "quoted_id") if said.get(name)}
    if media := said.get("media"):
        told["content_type"] = media.get("content_type", "")
    return {**told, "at": iso(received_at)}


def _said(row: Row) -> dict[str, Any]:
    entry_id, content, kind, status, reason, code, created_at, agent_id, agent, template = row
    said = json.loads(content)
    told = {"id": f"out:{entry_id}", "by": kind, "text": said.get("text", ""), "media": said.get("media", "")}
    told |= {"choices": [each[1] for each in said.get("choices", ())], "template": template}
    told |= {"agent": {"id": agent_id, "name": agent} if agent_id else None, "status": status}
    return {**told, "reason": reason, "code": code, "at": iso(created_at)}


async def _handoff(tx: Tx, row: Row, delivery: Delivery) -> dict[str, Any]:
    handoff_id, reason, words, priority, opened_at, closed_at, closed_by, outcome = row
    agent_id = delivery.detail.get("agent_id")
    found = await tx.row(queries.AGENT, agent_id) if agent_id else None
    told = {"id": handoff_id, "reason": reason, "words": words, "priority": priority}
    told |= {"agent": {"id": agent_id, "name": found[0] if found else ""} if agent_id else None}
    told |= {"opened_at": iso(opened_at), "closed_at": iso(closed_at)}
    return told | {"closed_by": closed_by, "outcome": outcome}
