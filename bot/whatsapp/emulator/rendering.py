"""Content resource + variables → what the phone shows.

Several types may coexist: the richest that WhatsApp knows is sent (Twilio docs, "Content Types Overview"). A variable
that is not given shows its sample, as at Twilio.
"""

from typing import Any

from bot.whatsapp.emulator.limits import PLACEHOLDER
from bot.whatsapp.emulator.records import ContentResource, Json, Shown
from bot.whatsapp.emulator.wares import FindWare, knows_nothing, shown_products

RICHEST_FIRST = (
    "whatsapp/authentication",
    "twilio/catalog",
    "twilio/carousel",
    "whatsapp/card",
    "twilio/card",
    "twilio/list-picker",
    "twilio/quick-reply",
    "twilio/call-to-action",
    "twilio/location",
    "twilio/media",
    "twilio/text",
)
NEVER_APPROVED = {"twilio/list-picker", "twilio/location"}
ALWAYS_APPROVED = {"twilio/carousel", "whatsapp/authentication"}
CODE_WORDS = "Your verification code is {{1}}."  # WhatsApp's own words
MEDIA_KINDS = ("image", "audio", "video")
_BY_ENDING = {
    **dict.fromkeys(("mp4", "3gp"), "video/mp4"),
    **dict.fromkeys(("mp3", "ogg", "aac", "amr"), "audio/ogg"),
    "pdf": "application/pdf",
    "vcf": "text/vcard",
    "webp": "image/webp",
    "png": "image/png",
    "svg": "image/svg+xml",
}


def filled(content: ContentResource, given: dict[str, str]) -> Json:
    """The type that will be sent, its variables replaced: `{name: value}` with one entry."""
    name = next((name for name in RICHEST_FIRST if name in content.types), "twilio/text")
    values = {**content.variables, **given}
    shown = content.types.get(name) or {}
    if name == "whatsapp/authentication":
        actions = [{"type": "COPY_CODE", "title": a["copy_code_text"], "code": "{{1}}"} for a in shown["actions"]]
        shown = {"body": CODE_WORDS, "actions": actions}
    return {name: _fill(shown, values)}


def shown_of(types: Json, find: FindWare = knows_nothing) -> Shown:
    """The bubble of a filled type; `find` knows the products at Meta."""
    (name, value), *_ = types.items()
    if name == "twilio/catalog":
        return shown_products(value, find)
    text = _text(value)
    if name == "twilio/location":
        place = {key: value.get(key) or "" for key in ("label", "address")}
        return Shown("location", location={**place, **{k: float(value[k]) for k in ("latitude", "longitude")}})
    if name == "twilio/list-picker":
        rows = [_row(row) for row in value["items"]]
        return Shown("text", text, list={"label": value["button"], "rows": rows})
    if name == "twilio/carousel":
        value = {**value["cards"][0], "media": [value["cards"][0]["media"]]}
    media = media_at(str(value["media"][0])) if value.get("media") else None
    buttons = tuple(_button(action) for action in value.get("actions") or ())
    return Shown(kind_of(media["content_type"]) if media else "text", text, media, buttons)


def media_at(url: str) -> Json:
    """A file by its address; its type is guessed from the ending, an image if there is none."""
    ending = url.partition("?")[0].rpartition(".")[2].lower()
    return {"url": url, "content_type": _BY_ENDING.get(ending, "image/jpeg")}


def kind_of(content_type: str) -> str:
    """The kind of bubble for a file of this type."""
    plain = content_type.partition(";")[0].strip().lower()
    if plain in {"text/vcard", "text/x-vcard", "text/directory"}:
        return "contact"
    if plain == "image/webp":
        return "sticker"
    family = plain.partition("/")[0]
    return family if family in MEDIA_KINDS else "document"


def _fill(value: Any, values: dict[str, str]) -> Any:
    if isinstance(value, str):
        return PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), value)
    if isinstance(value, dict):
        return {key: _fill(part, values) for key, part in value.items()}
    return [_fill(part, values) for part in value] if isinstance(value, list) else value


def _text(value: Json) -> str:
    """Header, body and footer under each other, as WhatsApp shows a card."""
    parts = (value.get(name) for name in ("header_text", "title", "body", "subtitle", "footer"))
    return "\n".join(part for part in parts if part)


def _row(row: Json) -> Json:
    return {"id": row["id"], "title": row["item"], "description": row.get("description") or ""}


def _button(action: Json) -> Json:
    button = {"id": action.get("id") or "", "title": action["title"]}
    target = action.get("url") or action.get("phone") or action.get("code")
    return {**button, "type": action["type"], "target": target} if target else button
