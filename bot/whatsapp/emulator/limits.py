"""What a Content resource may be, checked when it is created: shape, counts and lengths.

Twilio docs, "Content Types Overview", "twilio/quick-reply", "twilio/list-picker", "twilio/call-to-action",
"twilio/catalog", "Using Variables with Content Templates". Text inside `{{…}}` is not counted: it is checked when it
is known.
"""

import re
from collections.abc import Callable
from typing import Any

from bot.whatsapp.emulator.errors import invalid
from bot.whatsapp.emulator.records import Json

MAX_TEXT = 1600
MAX_BODY = 1024
MAX_HEADER = 60
MAX_CODE = 15
MAX_BUTTONS = 3  # in session; an approved template has up to 10
MAX_TEMPLATE_BUTTONS = 10
MAX_ROWS = 10
MAX_BUTTON_TITLE = 20  # in session, as Meta has it; 25 in a template
MAX_TEMPLATE_BUTTON_TITLE = 25
MAX_ROW_TITLE = 24
MAX_ROW_DESCRIPTION = 72
MAX_LIST_LABEL = 20
MAX_BUTTON_ID = 256
MAX_ROW_ID = 200
MAX_DEGREES = 180
MAX_VARIABLES = 100
MAX_VARIABLE_NAME = 16
MAX_VARIABLE_VALUE = 1600
PLACEHOLDER = re.compile(r"\{\{\s*([A-Za-z0-9_]+)\s*\}\}")

Check = Callable[[str, Any], None]


def check_content(data: Any) -> None:
    """Raises ApiError(400) for a Content resource that Twilio would not create."""
    if not isinstance(data, dict):
        raise invalid("a JSON object is needed")
    language, types = data.get("language"), data.get("types")
    if not isinstance(language, str) or not language:
        raise invalid("language is required")
    if not isinstance(types, dict) or not types:
        raise invalid("types is required")
    _check_variables(data.get("variables") or {})
    for name, value in types.items():
        check = _TYPES.get(name)
        if check is None:
            raise invalid(f"unknown content type {name}")
        _check_object(name, value, check)


def _check_variables(variables: Any) -> None:
    if not isinstance(variables, dict) or len(variables) > MAX_VARIABLES:
        raise invalid(f"variables must be an object of at most {MAX_VARIABLES}")
    for name, value in variables.items():
        if not re.fullmatch(rf"[A-Za-z0-9_]{{1,{MAX_VARIABLE_NAME}}}", name):
            raise invalid(f"variable name {name!r} is not valid")
        if not isinstance(value, str) or len(value) > MAX_VARIABLE_VALUE:
            raise invalid(f"variable {name} must be text of at most {MAX_VARIABLE_VALUE} characters")


def _check_object(where: str, value: Any, checks: dict[str, Check]) -> None:
    """`name!` is required; properties that are not listed are refused, as the specification has it."""
    if not isinstance(value, dict):
        raise invalid(f"{where} must be an object")
    known = {name.rstrip("!"): (name.endswith("!"), check) for name, check in checks.items()}
    if unknown := value.keys() - known.keys():
        raise invalid(f"{where} has no property {', '.join(sorted(unknown))}")
    for name, (needed, check) in known.items():
        if value.get(name) is not None:
            check(f"{where}.{name}", value[name])
        elif needed:
            raise invalid(f"{where}.{name} is required")


def _text(most: int, least: int = 1) -> Check:
    def check(where: str, value: Any) -> None:
        if not isinstance(value, str):
            raise invalid(f"{where} must be text")
        fixed = PLACEHOLDER.sub("", value)
        if len(fixed) > most or len(value) < least:
            raise invalid(f"{where} must have from {least} to {most} characters")

    return check


def _list_of(checks: dict[str, Check], most: int, least: int = 1) -> Check:
    def check(where: str, value: Any) -> None:
        if not isinstance(value, list) or not least <= len(value) <= most:
            raise invalid(f"{where} must have from {least} to {most} entries")
        for place, entry in enumerate(value):
            _check_object(f"{where}[{place}]", entry, checks)

    return check


def _media(where: str, value: Any) -> None:
    if not isinstance(value, list) or len(value) != 1 or not isinstance(value[0], str):
        raise invalid(f"{where} must hold one URL")
    if not value[0].startswith(("https://", "http://", "{{")):
        raise invalid(f"{where} must hold a URL", 21620)


def _number(where: str, value: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) <= MAX_DEGREES:
        raise invalid(f"{where} must be a number of degrees")


def _one_of(*words: str) -> Check:
    def check(where: str, value: Any) -> None:
        if value not in words:
            raise invalid(f"{where} must be one of {', '.join(words)}")

    return check


def _anything(_where: str, _value: Any) -> None:
    """Checked by nobody here: types that no phone of ours shows."""


def _placeholder(where: str, value: Any) -> None:
    if not isinstance(value, str) or not PLACEHOLDER.fullmatch(value):
        raise invalid(f"{where} must be a placeholder such as {{{{products}}}}")


_BUTTON_TITLE = _text(MAX_TEMPLATE_BUTTON_TITLE)
_LINKS: dict[str, Check] = {
    "type!": _one_of("URL", "PHONE_NUMBER", "QUICK_REPLY", "COPY_CODE", "VOICE_CALL", "VOICE_CALL_REQUEST"),
    "title!": _BUTTON_TITLE,
    "url": _text(2000),
    "phone": _text(20),
    "code": _text(15),
    "id": _text(MAX_BUTTON_ID),
    "webview_size": _one_of("TALL", "FULL", "HALF", "NONE"),
}
_REPLIES: dict[str, Check] = {
    "type": _one_of("QUICK_REPLY"),
    "title!": _BUTTON_TITLE,
    "id": _text(MAX_BUTTON_ID),
}
_ROWS: dict[str, Check] = {
    "id!": _text(MAX_ROW_ID),
    "item!": _text(MAX_ROW_TITLE),
    "description": _text(MAX_ROW_DESCRIPTION, 0),
}
_ITEMS: dict[str, Check] = {
    "id": _text(100),
    "section_title": _text(24),
    "name": _text(1000, 0),
    "media_url": _text(2000, 0),
    "price": _anything,
    "description": _text(1000, 0),
}
_CARDS: dict[str, Check] = {
    "title": _text(160),
    "body!": _text(160),
    "media!": _text(2000),
    "actions!": _list_of(_LINKS, 2),
}
_TYPES: dict[str, dict[str, Check]] = {
    "twilio/text": {"body!": _text(MAX_TEXT)},
    "twilio/media": {"body": _text(MAX_BODY, 0), "media!": _media},
    "twilio/location": {
        "latitude!": _number,
        "longitude!": _number,
        "label": _text(1000, 0),
        "address": _text(1000, 0),
        "id": _anything,
    },
    "twilio/quick-reply": {"body!": _text(MAX_BODY), "actions!": _list_of(_REPLIES, MAX_TEMPLATE_BUTTONS)},
    "twilio/list-picker": {
        "body!": _text(MAX_BODY),
        "button!": _text(MAX_LIST_LABEL),
        "items!": _list_of(_ROWS, MAX_ROWS),
    },
    "twilio/call-to-action": {"body!": _text(MAX_BODY), "actions!": _list_of(_LINKS, MAX_TEMPLATE_BUTTONS)},
    "twilio/card": {
        "title": _text(MAX_BODY),
        "subtitle": _text(60, 0),
        "media": _media,
        "actions": _list_of(_LINKS, MAX_TEMPLATE_BUTTONS, 0),
    },
    "whatsapp/card": {
        "body!": _text(MAX_BODY),
        "footer": _text(60, 0),
        "header_text": _text(60, 0),
        "media": _media,
        "actions": _list_of(_LINKS, MAX_TEMPLATE_BUTTONS, 0),
    },
    "whatsapp/authentication": {
        "add_security_recommendation": _anything,
        "code_expiration_minutes": _anything,
        "actions!": _list_of({"type!": _one_of("COPY_CODE"), "copy_code_text!": _BUTTON_TITLE}, 1),
    },
    "twilio/catalog": {
        "id!": _text(100),
        "title": _text(60, 0),
        "body!": _text(MAX_BODY),
        "subtitle": _text(60, 0),
        "items": _list_of(_ITEMS, 30),
        "dynamic_items": _placeholder,
        "thumbnail_item_id": _text(100, 0),
    },
    "twilio/carousel": {"body!": _text(MAX_BODY), "cards!": _list_of(_CARDS, 10, 2)},
}


def check_in_session(types: Json) -> int | None:
    """The code with which a free-form message fails once its variables are filled in; None when it is fine."""
    (name, shown), *_ = types.items()
    body = str(shown.get("body") or shown.get("title") or "")
    if len(body) > (MAX_TEXT if name == "twilio/text" else MAX_BODY):
        return 63005
    if name == "twilio/list-picker":
        return None if _are_rows_fine(shown) else 63005
    replies = [action for action in shown.get("actions") or () if action.get("type", "QUICK_REPLY") == "QUICK_REPLY"]
    return None if len(replies) <= MAX_BUTTONS and all(map(_is_button_fine, replies)) else 63005


def _is_button_fine(action: Json) -> bool:
    return 1 <= len(action["title"]) <= MAX_BUTTON_TITLE and len(action.get("id") or "") <= MAX_BUTTON_ID


def _are_rows_fine(shown: Json) -> bool:
    rows = shown["items"]
    return (
        1 <= len(shown["button"]) <= MAX_LIST_LABEL
        and len({row["id"] for row in rows}) == len(rows)
        and all(
            1 <= len(row["item"]) <= MAX_ROW_TITLE
            and 1 <= len(row["id"]) <= MAX_ROW_ID
            and len(row.get("description") or "") <= MAX_ROW_DESCRIPTION
            for row in rows
        )
    )
