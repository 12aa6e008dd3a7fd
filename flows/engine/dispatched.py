"""Messages of rasa-sdk's dispatcher, made into replies of ours."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flows.engine.replies import Button, Reply
from flows.engine.speaking import footed, reply_for
from flows.engine.state import Frame
from flows.engine.turn import Turn
from flows.engine.values import plain, whole_text


def cleaned(message: Mapping[str, Any]) -> dict[str, Any]:
    """A message as the action server would have sent it; a long text is cut when it is said."""
    text = message.get("text")
    plainly: dict[str, Any] = plain(message)
    return {**plainly, "text": whole_text(text)} if isinstance(text, str) else plainly


def reply_of(turn: Turn, frame: Frame, message: Mapping[str, Any]) -> Reply | None:
    """One message of rasa-sdk's dispatcher; `response` names one of ours, filled with its other keys."""
    named = message.get("response") or message.get("template")
    if named:
        values = {key: value for key, value in message.items() if key not in _MESSAGE_KEYS}
        reply = reply_for(turn, str(named), frame, **values)
        return footed(turn, _extended(reply, message)) if reply else None
    buttons = _buttons(message)
    extras = _extras(message)
    reply = Reply(
        text=str(message.get("text") or ""),
        buttons=buttons,
        image=str(message.get("image") or ""),
        attachment=_attachment(message.get("attachment")),
        flow=frame.flow,
        step=frame.step,
        metadata={**mapping(message.get("metadata")), **extras},
    )
    return reply if reply.text or buttons or reply.image or reply.attachment or reply.metadata else None


def _extended(reply: Reply, message: Mapping[str, Any]) -> Reply:
    """What an action passes beside `response`: `only` keeps the buttons with these payloads, `buttons` are added
    (those of `before` in front), the rest replaces (as Rasa does)."""
    kept = reply.buttons
    if "only" in message:
        kept = tuple(button for button in kept if button.payload in (message["only"] or ()))
    return replace(
        reply,
        text=str(message.get("text") or "") or reply.text,
        buttons=(*_buttons(message, "before"), *kept, *_buttons(message)),
        image=str(message.get("image") or "") or reply.image,
        attachment=_attachment(message.get("attachment")) or reply.attachment,
        metadata={**reply.metadata, **mapping(message.get("metadata")), **_extras(message)},
    )


def _buttons(message: Mapping[str, Any], key: str = "buttons") -> tuple[Button, ...]:
    return tuple(_button(button) for button in items(message.get(key)) if isinstance(button, Mapping))


def _extras(message: Mapping[str, Any]) -> dict[str, Any]:
    return {key: message[key] for key in ("custom", "elements") if message.get(key)}


def mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def items(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _button(button: Mapping[str, Any]) -> Button:
    title = str(button.get("title", ""))
    return Button(title, str(button.get("payload") or title), str(button.get("description") or ""))


def _attachment(value: Any) -> str:
    """A URL, or Messenger's `{payload: {src | url}}`."""
    if isinstance(value, Mapping):
        payload = value.get("payload")
        inside = payload if isinstance(payload, Mapping) else value
        return str(inside.get("src") or inside.get("url") or "")
    return str(value or "")


_MESSAGE_KEYS = frozenset(
    {
        "response",
        "template",
        "text",
        "buttons",
        "image",
        "attachment",
        "custom",
        "elements",
        "metadata",
        "only",
        "before",
    }
)
