"""The demo's simulated phones remember what their people have said: they can be looked at, and answered."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from bot.console.inbox.said import render, wording_in
from bot.demo.chats import Chat
from bot.storage.columns import from_micros
from bot.whatsapp.emulator.records import Message, Shown
from bot.whatsapp.emulator.rendering import media_at
from bot.whatsapp.emulator.store import Store
from flows.engine.templates import TemplateContract

Contracts = Mapping[str, TemplateContract]
PICTURES = "/media/products"
TAP = 3  # more choices than this are a list


def teach(store: Store, chats: Sequence[Chat], sender: str, contracts: Contracts) -> None:
    """Put every message on its phone, in the order in which all of them were sent."""
    said = [
        (chat.at(item["t"]), chat, place)
        for chat in chats
        for place, item in enumerate(chat.items)
        if item["from"] in ("contact", "bot", "agent", "journey")
    ]
    for at, chat, place in sorted(said, key=lambda each: each[0]):
        message = _message(store, chat, place, at, sender, contracts)
        store.recall_message(message)
        store.noted(message)
    for chat in chats:
        phone = store.phone(chat.handle)
        phone.name = str(chat.told["name"])
        store.noted(phone)


def _message(store: Store, chat: Chat, place: int, at: int, sender: str, contracts: Contracts) -> Message:
    item, sent = chat.items[place], from_micros(at)
    is_heard = item["from"] == "contact"
    status = "received" if is_heard else "undelivered" if item.get("failed") else "read"
    return Message(
        sid=chat.sid(place),
        seq=store.next_seq(),
        contact=chat.handle,
        sender=sender,
        direction="inbound" if is_heard else "outbound-api",
        status=status,
        shown=_shown(chat, item, contracts),
        created_at=sent,
        updated_at=sent + timedelta(seconds=1),
        sent_at=sent,
        error_code=item.get("failed"),
        is_template="template" in item,
    )


def _shown(chat: Chat, item: Mapping[str, Any], contracts: Contracts) -> Shown:
    if "template" in item:
        return Shown("text", _template(chat, item, contracts))
    content = item.get("content", {})
    text = chat.dated(str(content.get("text") or item.get("text", "")))
    file = str(
        content.get("media") or (f"{PICTURES}/{item['file']}" if str(item.get("file")).endswith("jpg") else "")
    )
    media = media_at(file) if file else None
    choices = [_choice(*each[1:]) for each in content.get("choices", ())]
    kind = "image" if media else "text"
    if len(choices) > TAP:
        return Shown(kind, text, media, list={"label": content.get("list_label", "⋯"), "rows": choices})
    return Shown(kind, text, media, tuple(choices))


def _choice(title: str, description: str = "") -> dict[str, str]:
    """What is tapped is what it says: no signature of an earlier life."""
    return {"id": title, "title": title, "description": description.strip("\u2063 ")}


def _template(chat: Chat, item: Mapping[str, Any], contracts: Contracts) -> str:
    wording = wording_in(contracts.get(item["template"]), str(chat.told["language"]))
    values = {name: chat.dated(str(value)) for name, value in item.get("vars", {}).items()}
    return str(render(wording, values)["body"]) if wording else ""
