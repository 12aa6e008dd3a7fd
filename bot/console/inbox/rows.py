"""Rows of the inbox's list: what one sees of a conversation before opening it. Many at once, in a few statements."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bot.console.inbox import queries
from bot.console.inbox.cursors import Spot
from bot.outbox.gate import MARGIN, WINDOW
from bot.staff.masks import mask
from bot.storage.columns import iso
from bot.storage.transactions import Row, Tx

OPEN_FOR = (WINDOW - MARGIN) // timedelta(microseconds=1)
LONGEST = 160  # characters of a preview
VIP = "vip"  # a tag, or the reason why people were asked for


@dataclass(frozen=True, slots=True)
class Seen:
    """A conversation as it was read: the columns of `queries.SEEN`. Moments in µs."""

    contact_id: int
    profile_name: str
    given_name: str
    language: str
    country: str
    address: str
    phone: str | None
    owner: str
    epoch: int
    sender: str
    windows: str
    touched_at: int | None
    opened_at: int | None
    waiting_since: int | None
    due_at: int | None
    breached_at: int | None
    priority: int | None
    reason: str | None
    words: str | None
    team_id: int | None
    snoozed_until: int | None

    @property
    def name(self) -> str:
        """How the contact is called; the number where nobody knows."""
        return self.given_name or self.profile_name or self.phone or self.address

    @property
    def agent_id(self) -> int | None:
        """The agent who has it."""
        kind, _, number = self.owner.partition(":")
        return int(number) if kind == "agent" and number.isdigit() else None

    @property
    def heard(self) -> dict[str, int]:
        """Our number → when (µs) the contact last wrote to it."""
        return {sender: int(at) for sender, at in json.loads(self.windows or "{}").items()}

    @property
    def window_closes_at(self) -> int | None:
        """Until when (µs) free words may be said on the number that answers go out from; None: never heard."""
        heard = self.heard.get(self.sender)
        return None if heard is None else heard + OPEN_FOR


@dataclass(slots=True)
class Beside:
    """What belongs to a conversation beside its own columns."""

    tags: list[str] = field(default_factory=list)
    unread: int = 0
    last: Spot | None = None  # of any kind
    said: tuple[Spot, dict[str, Any]] | None = None  # of what is worth a preview


@dataclass(frozen=True, slots=True)
class Around:
    """What rows are described with, the same for all: names, the moment (µs), who is looking at what."""

    agents: Mapping[int, str]
    teams: Mapping[int, str]
    now: int
    viewers: Mapping[int, Sequence[Mapping[str, Any]]] = field(default_factory=dict)


async def read_rows(tx: Tx, contact_ids: Sequence[int], around: Around) -> dict[int, dict[str, Any]]:
    """The rows of these conversations, numbers unmasked; the erased and unknown are left out."""
    return await describe(tx, [Seen(*row) for row in await queries.list_seen(tx, contact_ids)], around)


async def describe(tx: Tx, seen: Sequence[Seen], around: Around) -> dict[int, dict[str, Any]]:
    """The rows of conversations that were read already, in their order."""
    beside = await _beside(tx, [each.contact_id for each in seen])
    return {each.contact_id: _row(each, beside[each.contact_id], around) for each in seen}


def masked(row: dict[str, Any]) -> dict[str, Any]:
    """The same for those who may not see numbers."""
    name = mask(row["phone"]) if row["name"] == row["phone"] else row["name"]
    return {**row, "phone": mask(row["phone"]), "name": name}


def _row(seen: Seen, beside: Beside, around: Around) -> dict[str, Any]:
    return {
        "id": seen.contact_id,
        "name": seen.name,
        "phone": seen.phone or seen.address,
        "language": seen.language,
        "country": seen.country,
        "owner": _owner(seen, around),
        "epoch": seen.epoch,
        "unread": beside.unread,
        "touched_at": iso(seen.touched_at),
        "preview": beside.said[1] if beside.said else None,
        "waiting_since": iso(seen.waiting_since or (seen.opened_at if seen.owner == "queue" else None)),
        "due_at": iso(seen.due_at),
        "breached_at": iso(seen.breached_at),
        "reason": seen.reason or "",
        "window_closes_at": iso(seen.window_closes_at),
        "tags": beside.tags,
        "team": around.teams.get(seen.team_id or 0, ""),
        "snoozed_until": iso(seen.snoozed_until) if (seen.snoozed_until or 0) > around.now else None,
        "priority": seen.priority or 0,
        "vip": seen.reason == VIP or any(tag.lower() == VIP for tag in beside.tags),
        "last": str(beside.last) if beside.last else None,
        "viewers": list(around.viewers.get(seen.contact_id, ())),
    }


def _owner(seen: Seen, around: Around) -> dict[str, Any]:
    kind = seen.owner.partition(":")[0]
    name = around.agents.get(seen.agent_id or 0, "") if kind == "agent" else ""
    return {"kind": kind, "id": seen.agent_id, "name": name}


async def _beside(tx: Tx, ids: list[int]) -> dict[int, Beside]:
    found = {contact_id: Beside() for contact_id in ids}
    if not ids:
        return found
    for kind, contact_id, number, at, text in await tx.rows(queries.BESIDE, ids):
        _add(found[contact_id], kind, int(number), int(at), text)
    for contact_id, *said in await tx.rows(queries.LAST_IN, ids):
        _newest(found[contact_id], Spot(said[1], 0, said[0]), preview_in(said))
    for contact_id, *said in await tx.rows(queries.LAST_OUT, ids):
        _newest(found[contact_id], Spot(said[1], 1, said[0]), preview_out(said))
    return found


def _add(beside: Beside, kind: str, number: int, at: int, text: str) -> None:
    match kind:
        case "tag":
            beside.tags = sorted([*beside.tags, text])
        case "unread":
            beside.unread = number
        case "note":
            _newest(beside, Spot(at, 2, number), {"from": "note", "kind": "note", "text": short(text)})
        case "line":
            _newest(beside, Spot(at, 3, number), None)


def _newest(beside: Beside, spot: Spot, preview: dict[str, Any] | None) -> None:
    if beside.last is None or spot > beside.last:
        beside.last = spot
    if preview is not None and (beside.said is None or spot > beside.said[0]):
        beside.said = spot, preview


def preview_in(row: Row) -> dict[str, Any]:
    """What a contact sent, in a few words."""
    said = json.loads(row[2])
    return {"from": "contact", "kind": said.get("kind", "unsupported"), "text": short(said.get("text", ""))}


def preview_out(row: Row) -> dict[str, Any]:
    """What went to a contact."""
    said, kind = json.loads(row[2]), str(row[3])
    shape = "template" if said.get("template") else "file" if said.get("media") else "text"
    return {
        "from": kind if kind in {"agent", "journey"} else "bot",
        "kind": shape,
        "text": short(said.get("text", "")),
    }


def short(text: str) -> str:
    """One line of it."""
    line = " ".join(str(text).split())
    return line if len(line) <= LONGEST else line[: LONGEST - 1].rstrip() + "…"
