"""Items of a thread: a message of the contact, one to them, a note, a line about what happened. JSON for pages."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.console.inbox.cursors import SOURCES, Spot
from bot.console.inbox.rows import short
from bot.console.inbox.said import Looks, draw
from bot.journeys.wordbook import Wordbook
from bot.outbox.content import Content
from bot.outbox.reason import Retry
from bot.storage.columns import iso
from bot.storage.transactions import Row
from bot.whatsapp.reasons import explain

#: Statuses as agents know them: `accepted` is on its way to WhatsApp, `dropped` was taken back or refused by us.
STATUS = {"accepted": "sending", "dropped": "cancelled"}
FAILED = ("failed", "unknown")
CARDS = frozenset({"text/vcard", "text/x-vcard", "text/directory"})


@dataclass(frozen=True)
class Facts:
    """What the items of a page are described with."""

    agents: Mapping[int, str]
    looks: Looks
    words: Wordbook
    flow_of: Callable[[Content], str]  # what the flow is called that says this
    journey_of: Callable[[str], str]
    agent_id: int = 0
    now: int = 0  # µs
    files: Mapping[str, Sequence[dict[str, Any]]] = field(default_factory=dict)  # provider id → its files
    quotes: Mapping[str, dict[str, Any]] = field(default_factory=dict)  # provider id → what was replied to


def read_item(source: str, row: Row, facts: Facts) -> dict[str, Any]:
    """The item of a row of one of the four sources."""
    spot = Spot(int(row[1]), SOURCES.index(source), int(row[0]))
    told = {"cursor": str(spot), "id": f"{source}:{row[0]}", "at": iso(spot.at)}
    return told | _READERS[source](row, facts)


def quoted_by(row: Row) -> str:
    """The provider's id of what this message of a contact replies to; empty: of nothing."""
    return str(json.loads(row[2]).get("quoted_id", ""))


def _in(row: Row, facts: Facts) -> dict[str, Any]:
    said = json.loads(row[2])
    kind = said.get("kind", "unsupported")
    told: dict[str, Any] = {
        "from": "contact",
        "who": said.get("profile_name", ""),
        "kind": "text" if kind == "flow" else kind,
        "text": said.get("text", ""),
        "status": "failed" if row[3] == 2 else "received",
        "reason": "",
    }
    if row[3] == 2:
        told["reason"] = "the bot could not handle this message: `shopclerk events --failed` tells more"
    if files := facts.files.get(said.get("provider_id", "")):
        told["media"] = files[0]
    told |= {name: said[name] for name in ("location", "referral", "order", "flow_response") if said.get(name)}
    if kind == "contacts":
        told["contacts"] = _cards(said.get("text", ""))
    if said.get("choice"):
        told["tapped"] = said["choice"]["title"]
    if said.get("forwarded"):
        told["forwarded"] = True
    if said.get("quoted_id"):
        told["quote"] = facts.quotes.get(said["quoted_id"], {"id": "", "text": "", "from": ""})
    return told


def _cards(text: str) -> list[dict[str, str]]:
    """A shared card's name, as far as the channel says it; the card itself is the file."""
    return [{"name": text.removesuffix(".vcf")}] if text else []


def _out(row: Row, facts: Facts) -> dict[str, Any]:
    (_, _, content, status, reason, code, kind, agent_id, template, variant_id, billed_as, policy, due_at,
     provider_id, _, _, attempts) = row  # fmt: skip
    said = Content.from_json(json.loads(content))
    sender, who = _author(said, str(kind), agent_id, policy, facts)
    told = {
        "from": sender,
        "who": who,
        "agent_id": agent_id,
        **draw(said, variant_id, billed_as, facts.looks),
        "status": STATUS.get(status, status),
        **_why(str(status), str(reason), code, facts),
        "can_retry": (status == "failed" and kind != "journey") or (status == "dropped" and kind == "agent"),
        "can_undo_until": None,
        "due_at": iso(due_at) if status == "waiting" and due_at > facts.now else None,
    }
    if template and "template" not in told:
        told["template_name"] = template  # its free-form twin was cheaper
    if kind == "agent" and agent_id == facts.agent_id and status == "waiting" and not attempts:
        told["can_undo_until"] = iso(due_at) if due_at > facts.now else None
    told["provider_id"] = provider_id
    return told


def _author(said: Content, kind: str, agent_id: int | None, policy: str, facts: Facts) -> tuple[str, str]:
    sender = sender_of(kind)
    if sender == "agent":
        return sender, facts.agents.get(agent_id or 0, "")
    rules = json.loads(policy or "{}")
    if sender == "journey":
        return sender, facts.journey_of(str((rules.get("of") or [""])[0]))
    return sender, facts.flow_of(said)


def sender_of(kind: str) -> str:
    """Who an entry of the outbox is from: agent, journey or bot."""
    return kind if kind in {"agent", "journey"} else "bot"


def _why(status: str, reason: str, code: int | None, facts: Facts) -> dict[str, Any]:
    """What went wrong, in words: what happened, what to do about it, and whether trying again makes sense."""
    told: dict[str, Any] = {"reason": "", "code": code, "then": "", "worth_retrying": False}
    if code and status in FAILED:
        known = explain(code)
        words = facts.words.reason(known.words)
        return told | {"reason": words, "then": known.then, "worth_retrying": known.retry is not Retry.NEVER}
    shows = reason and status not in {"sent", "delivered", "read", "sending", "accepted"}
    return told | {"reason": facts.words.reason(reason) if shows else "", "worth_retrying": status == "failed"}


def _note(row: Row, facts: Facts) -> dict[str, Any]:
    _, _, text, agent_id, mentions, edited_at = row
    return {
        "from": "note",
        "kind": "note",
        "who": facts.agents.get(agent_id, ""),
        "agent_id": agent_id,
        "text": text,
        "mentions": [{"id": each, "name": facts.agents.get(each, "")} for each in json.loads(mentions or "[]")],
        "edited_at": iso(edited_at),
    }


def _line(row: Row, facts: Facts) -> dict[str, Any]:
    _, _, what, agent_id, detail = row
    return {
        "from": "system",
        "kind": "line",
        "who": facts.agents.get(agent_id or 0, ""),
        "agent_id": agent_id,
        "what": what,
        "text": "",
        "detail": json.loads(detail or "{}"),
    }


_READERS: dict[str, Callable[[Row, Facts], dict[str, Any]]] = {"in": _in, "out": _out, "note": _note, "line": _line}


def is_card(item: Mapping[str, Any]) -> bool:
    """Whether it carries somebody's card, as a file full of numbers."""
    return "media" in item and (item["kind"] == "contacts" or item["media"]["content_type"].lower() in CARDS)


def mark_tapped(items: Sequence[dict[str, Any]]) -> None:
    """On what was offered, what the contact tapped, as far as both are on this page."""
    by_provider = {item["provider_id"]: item for item in items if item.get("provider_id") and item.get("choices")}
    for item in items:
        offered = by_provider.get((item.get("quote") or {}).get("provider_id", "")) if item.get("tapped") else None
        for choice in offered["choices"] if offered else ():
            choice["tapped"] = choice["tapped"] or same_title(choice["title"], item["tapped"])


def same_title(offered: str, tapped: str) -> bool:
    """A title may have been cut to fit a button."""
    return offered == tapped or (tapped.endswith("…") and offered.startswith(tapped[:-1].rstrip()))


def quote_of(item_id: str, provider_id: str, sender: str, text: str) -> dict[str, Any]:
    """What a message replies to."""
    return {"id": item_id, "provider_id": provider_id, "from": sender, "text": short(text)}
