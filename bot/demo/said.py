"""Rows of inbox and outbox for what was said in a chat of the demo. All of it is over: nobody sends it again."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.demo.chats import SECOND, Chat
from bot.inbox.messages import Choice, InboundMessage, Media, MessageKind, Referral
from bot.outbox.content import Content, Template
from bot.storage.columns import dump_json
from bot.storage.statements import insert_many
from bot.storage.transactions import Row

ADD_EVENTS = insert_many(
    "inbox_event",
    {
        "key": "text", "kind": "text", "contact_id": "bigint", "sender": "text", "address": "text", "body": "text",
        "received_at": "bigint", "state": "int", "attempts": "int", "error": "text", "done_at": "bigint",
    },
    conflict="on conflict (key) do nothing",
)  # fmt: skip
ADD_ENTRIES = insert_many(
    "outbox",
    {
        "key": "text", "contact_id": "bigint", "sender": "text", "to_handle": "text", "content": "text",
        "media": "int", "epoch": "bigint", "kind": "text", "status": "text", "reason": "text", "error_code": "int",
        "provider_id": "text", "attempts": "int", "due_at": "bigint", "created_at": "bigint", "updated_at": "bigint",
        "accepted_at": "bigint", "template": "text", "category": "text", "policy": "text", "agent_id": "bigint",
    },
    conflict="on conflict (key) do nothing",
)  # fmt: skip
UTILITY = frozenset({"order_confirmation", "shipping_updates"})
TYPES = {"jpg": "image/jpeg", "pdf": "application/pdf"}


def event_rows(chat: Chat, contact_id: int, sender: str) -> list[Row]:
    """The contact's messages."""
    found: list[Row] = []
    for place, item in enumerate(chat.items):
        if item["from"] == "contact":
            at = chat.at(item["t"])
            body = dump_json(_message(chat, place, item, sender).to_json())
            key = f"twilio:{chat.sid(place)}"
            found.append((key, "message", contact_id, sender, chat.handle, body, at, 1, 1, "", at + SECOND))
    return found


def entry_rows(
    chat: Chat, contact_id: int, sender: str, agents: Mapping[str, int], reasons: Mapping[int, str]
) -> list[Row]:
    """What went to the contact, and how far it came. `reasons` are words for the provider's errors."""
    heard = max((item["t"] for item in chat.items if item["from"] == "contact"), default=-1)
    found: list[Row] = []
    for place, item in enumerate(chat.items):
        if item["from"] not in ("bot", "agent", "journey"):
            continue
        content, at, code = _content(chat, item), chat.at(item["t"]), item.get("failed")
        is_journey = item["from"] == "journey"
        status = "failed" if code else item.get("status") or ("read" if item["t"] <= heard else "delivered")
        journey = str(item.get("journey", ""))
        category = "" if not is_journey else "utility" if journey in UTILITY else "marketing"
        policy = {"of": [journey, str(chat.number), 1, item["step"], 1], "zone": "UTC"} if is_journey else {}
        agent_id = agents[item["by"]] if item["from"] == "agent" else None
        kind = "reply" if item["from"] == "bot" else item["from"]
        key = f"agent:{agent_id}:demo-{chat.number}-{place}" if agent_id else f"demo:{chat.number}:{place}"
        text = dump_json(content.to_json())
        row: tuple[Any, ...] = (key, contact_id, sender, chat.handle, text, int(bool(content.media)), 0, kind, status)
        row += (reasons.get(code or 0, ""), code, chat.sid(place), 1, at, at, at + 2 * SECOND, at + SECOND)
        found.append((*row, item.get("template", ""), category, dump_json(policy), agent_id))
    return found


def _message(chat: Chat, place: int, item: Mapping[str, Any], sender: str) -> InboundMessage:
    file = str(item.get("file", ""))
    return InboundMessage(
        provider_id=chat.sid(place),
        kind=MessageKind(item["kind"]),
        sender=sender,
        text=str(item.get("text", "")),
        choice=Choice("", item["choice"]) if "choice" in item else None,
        media=Media("", TYPES[file.rpartition(".")[2]]) if file else None,
        quoted_id=_offered(chat, place, item["choice"]) if "choice" in item else "",
        referral=Referral(**item["referral"], source_type="ad") if "referral" in item else None,
        profile_name=str(chat.told["name"]),
    )


def _offered(chat: Chat, place: int, title: str) -> str:
    """By which message this choice was offered."""
    for before in range(place - 1, -1, -1):
        if any(each[1] == title for each in _choices(chat.items[before])):
            return chat.sid(before)
    return ""


def _choices(item: Mapping[str, Any]) -> Sequence[Sequence[str]]:
    return tuple(item.get("content", {}).get("choices", ()))


def _content(chat: Chat, item: Mapping[str, Any]) -> Content:
    if item["from"] == "journey":
        values = {name: chat.dated(str(value)) for name, value in item.get("vars", {}).items()}
        return Content(template=Template(item["template"], str(chat.told["language"]), values))
    if item["from"] == "agent":
        return Content(text=item["text"])
    told = {name: value for name, value in item["content"].items() if name in ("media", "list_label", "utter")}
    return Content.from_json({**told, "text": chat.dated(item["content"].get("text", "")), "choices": _choices(item)})
