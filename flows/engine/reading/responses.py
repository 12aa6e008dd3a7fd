"""Responses as the domain writes them, with the translations that language files lay over them."""

from collections.abc import Iterator
from typing import Any

from flows.engine.conditions.compile import Condition
from flows.engine.faults import Place
from flows.engine.reading.book import Book, Entry
from flows.engine.responses import ButtonText, Overlay, Response, Title, Variation
from flows.engine.texts import Text, compile_text, is_plural
from flows.engine.values import plain
from flows.engine.yamltext import Items, Map

_KEYS = {"text", "id", "condition", "channel", "buttons", "image", "attachment", "elements", "custom"}
_KEYS |= {"metadata", "translation", "list_label"}
_BUTTON_KEYS = {"title", "payload", "description", "translation", "content_type", "url", "type"}
_OVERLAY_KEYS = {"text", "buttons", "list_label"}


def read_responses(book: Book) -> dict[str, Response]:
    """All responses by name, each with its overlays."""
    responses = {entry.name: _response(book, entry) for entry in book.responses.values()}
    for language, entries in book.overlays.items():
        for entry in entries.values():
            _lay_over(book, responses, language, entry)
    return responses


def _lay_over(book: Book, responses: dict[str, Response], language: str, entry: Entry) -> None:
    base = book.responses.get(entry.name)
    if base is not None and base.origin > entry.origin:
        return  # the shop has rewritten it: a shipped translation would say something else
    overlay = _overlay(book, entry)
    old = responses.get(entry.name) or Response(entry.name, (Variation(entry.place),))
    if base is None and language == "en":
        texts = overlay.texts or tuple(overlay.by_id.values()) or (Text(),)
        old = Response(entry.name, tuple(Variation(entry.place, texts={"": text}) for text in texts), old.overlays)
    responses[entry.name] = Response(entry.name, old.variations, {**old.overlays, language: overlay})


def _response(book: Book, entry: Entry) -> Response:
    if not isinstance(entry.value, Items) or not entry.value:
        book.faults.error(entry.place, f"{entry.name} is a list of variations, each with `- text:`")
        return Response(entry.name, (Variation(entry.place),))
    variations = []
    for number, body in enumerate(entry.value):
        if isinstance(body, Map):
            variations.append(_variation(book, entry, body))
        else:
            book.faults.error(entry.value.at(number), f"a variation of {entry.name} is a mapping with `text:`")
    return Response(entry.name, tuple(variations) or (Variation(entry.place),))


def _variation(book: Book, entry: Entry, body: Map) -> Variation:
    book.known_keys(body, _KEYS, f"response {entry.name}")
    if not any(key in body for key in ("text", "custom", "image", "attachment", "elements")):
        book.faults.error(body.place, f"{entry.name} says nothing: `text` is missing")
    metadata = plain(body["metadata"]) if isinstance(body.get("metadata"), Map) else {}
    for key in ("custom", "elements"):
        if body.get(key) is not None:
            metadata = {**metadata, key: plain(body[key])}
    texts = {"": compile_text(body.get("text"))} | {
        language: compile_text(text) for language, text in _translations(book, body)
    }
    return Variation(
        place=body.place,
        id=str(body.get("id") or ""),
        condition=_condition(book, body),
        channel=str(body.get("channel") or ""),
        texts=texts,
        buttons=tuple(_buttons(book, entry.name, body)),
        image=compile_text(body.get("image")),
        attachment=compile_text(body.get("attachment")),
        list_label=compile_text(body.get("list_label") or metadata.get("list_label")),
        metadata=metadata,
    )


def _condition(book: Book, body: Map) -> Condition | None:
    """A predicate, or the older list of `{type: slot, name, value}`, all of which must hold."""
    source = body.get("condition")
    if source is None:
        return None
    if isinstance(source, Items):
        wanted = [(str(item.get("name")), plain(item.get("value"))) for item in source if isinstance(item, Map)]
        return lambda slots, context: all(slots.get(name) == value for name, value in wanted)  # noqa: ARG005
    return book.condition(source, body.at("condition"))


def _translations(book: Book, body: Map) -> Iterator[tuple[str, Any]]:
    translation = body.get("translation")
    if isinstance(translation, Map):
        yield from translation.items()
    elif translation is not None:
        book.faults.error(body.at("translation"), "`translation` maps languages to texts")


def _buttons(book: Book, name: str, body: Map) -> Iterator[ButtonText]:
    buttons = body.get("buttons") or []
    if not isinstance(buttons, Items):
        if buttons:
            book.faults.error(body.at("buttons"), "`buttons` is a list of `{title, payload}`")
        return
    for number, button in enumerate(buttons):
        at = buttons.at(number)
        if not isinstance(button, Map) or "title" not in button:
            book.faults.error(at, f"a button of {name} needs a `title`")
            continue
        book.known_keys(button, _BUTTON_KEYS, f"a button of {name}")
        payload = str(button.get("payload") or button["title"])
        yield ButtonText(compile_text(payload), payload, _titles(book, button), at)


def _titles(book: Book, button: Map) -> dict[str, Title]:
    titles = {"": Title(compile_text(button["title"]), compile_text(button.get("description")))}
    for language, translated in _translations(book, button):
        if not isinstance(translated, Map):
            titles[language] = Title(compile_text(translated))
            continue
        payload = translated.get("payload")
        titles[language] = Title(
            compile_text(translated.get("title", button["title"])),
            compile_text(translated.get("description")),
            compile_text(payload) if payload else None,
        )
    return titles


def _overlay(book: Book, entry: Entry) -> Overlay:
    body = entry.value
    if not isinstance(body, Map) or is_plural(body):
        return Overlay(entry.place, _texts(book, body, entry.place))
    book.known_keys(body, _OVERLAY_KEYS, f"the translation of {entry.name}")
    text = body.get("text")
    by_id = {}
    if isinstance(text, Map) and not is_plural(text):
        by_id = {name: compile_text(words) for name, words in text.items()}
        text = None
    return Overlay(
        entry.place,
        _texts(book, text, body.at("text")),
        by_id,
        dict(_overlaid_titles(book, entry.name, body)),
        compile_text(body.get("list_label")),
    )


def _texts(book: Book, value: Any, place: Place) -> tuple[Text, ...]:
    if value is None:
        return ()
    if isinstance(value, Items):
        return tuple(compile_text(_said(book, item, place)) for item in value)
    return (compile_text(_said(book, value, place)),)


def _said(book: Book, value: Any, place: Place) -> Any:
    """A text, plural forms, or Rasa's `{text: …}`."""
    if isinstance(value, Map) and not is_plural(value):
        if set(value) != {"text"}:
            book.faults.error(value.place, "a translated text is a text or its plural forms with `other`")
        return value.get("text", "")
    if isinstance(value, Items):
        book.faults.error(place, "a translated text is a text or its plural forms with `other`")
        return ""
    return value


def _overlaid_titles(book: Book, name: str, body: Map) -> Iterator[tuple[str, Title]]:
    buttons = body.get("buttons")
    if buttons is None:
        return
    if not isinstance(buttons, Map):
        book.faults.error(body.at("buttons"), f"the translated `buttons` of {name} map payloads to titles")
        return
    for payload, words in buttons.items():
        if isinstance(words, Map):
            book.known_keys(words, {"title", "description"}, f"a translated button of {name}")
            yield payload, Title(compile_text(words.get("title")), compile_text(words.get("description")))
        else:
            yield payload, Title(compile_text(words))
