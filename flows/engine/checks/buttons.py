"""Buttons that WhatsApp would refuse, that nobody could tell apart, or that lead nowhere."""

import json
from collections.abc import Iterator, Mapping

from flows.engine.faults import Place
from flows.engine.flow import Flow
from flows.engine.flowset import Slot
from flows.engine.limits import WHATSAPP, length_of
from flows.engine.payloads import (
    MAX_PAIRS,
    MAX_REFERENCE_BYTES,
    RESERVED_INTENTS,
    FreeText,
    Intent,
    SetSlots,
    fill_payload,
    parse_payload,
    reference_bytes,
)
from flows.engine.reading.book import Book
from flows.engine.responses import ButtonText, Response, Variation
from flows.engine.texts import Text
from flows.engine.values import WrongValue, from_text


def check_buttons(
    book: Book, slots: Mapping[str, Slot], responses: Mapping[str, Response], flows: Mapping[str, Flow]
) -> None:
    """Add a fault for every button that cannot work."""
    for response in responses.values():
        for variation in response.variations:
            _check_titles(book, response, variation)
            for button in variation.buttons:
                for wrong in _payload_faults(book, slots, flows, button):
                    book.faults.error(button.place, wrong)
    for flow in flows.values():
        _check_references(book, responses, flow)


def _check_titles(book: Book, response: Response, variation: Variation) -> None:
    limit = WHATSAPP.title_limit(len(variation.buttons))
    seen: dict[tuple[str, str], Place] = {}
    for button in variation.buttons:
        for place, language, title in _titles(response, button):
            words = _fixed(title)
            if words is None:
                continue
            if (length := length_of(words)) > limit:
                book.faults.error(place, f"the title {words!r} has {length} characters, {limit} are allowed here")
            if (language, words) in seen:
                book.faults.error(place, f"two buttons of {response.name} are both called {words!r}")
            seen[language, words] = place


def _titles(response: Response, button: ButtonText) -> Iterator[tuple[Place, str, Text]]:
    for language, title in button.titles.items():
        yield button.place, language, title.title
    for language, overlay in response.overlays.items():
        if button.key in overlay.titles:
            yield overlay.place, f"overlay {language}", overlay.titles[button.key].title


def _fixed(text: Text) -> str | None:
    """The text when nothing is filled into it."""
    if text.plurals or text.names():
        return None
    return "".join(str(part) for part in text.parts)


def _payload_faults(
    book: Book, slots: Mapping[str, Slot], flows: Mapping[str, Flow], button: ButtonText
) -> Iterator[str]:
    payload = _fixed(button.payload)
    if payload is None:
        return
    match parse_payload(payload):
        case SetSlots(pairs):
            yield from _pair_faults(slots, pairs)
        case Intent(name):
            known = name in RESERVED_INTENTS or name in book.intents or (name in flows and not flows[name].is_pattern)
            if not known and not name.startswith(("faq/", "chitchat/")):
                yield f"the payload {payload!r} names no intent and no flow"
        case FreeText(text) if text.startswith("/"):
            yield f"the payload {payload!r} is malformed: {_why(text)}"


def _why(payload: str) -> str:
    if payload.startswith("/SetSlots"):
        return f"write /SetSlots(slot=value, …), at most {MAX_PAIRS} pairs, no `,()` in values"
    inside = payload[payload.find("{") :] if "{" in payload else ""
    try:
        json.loads(inside or "{}")
    except ValueError:
        return "what stands in braces is not JSON"
    return 'write /intent or /intent{"entity": "value"}'


def _pair_faults(slots: Mapping[str, Slot], pairs: tuple[tuple[str, str], ...]) -> Iterator[str]:
    for name, value in pairs:
        slot = slots.get(name)
        if slot is None:
            yield f"a button fills the slot `{name}`, which does not exist"
            continue
        try:
            from_text(slot, value)
        except WrongValue as wrong:
            yield f"a button gives {value!r} to the slot `{name}`: {wrong}"


def _check_references(book: Book, responses: Mapping[str, Response], flow: Flow) -> None:
    """The signed reference of a button holds flow, step and payload: together they must fit."""
    for step in flow.steps.values():
        name = getattr(step, "utter", "") or str(getattr(step, "name", ""))
        response = responses.get(name)
        for variation in response.variations if response else ():
            for button in variation.buttons:
                payload = _fixed(button.payload)
                if payload and isinstance(parse_payload(payload), FreeText) and getattr(step, "slot", ""):
                    payload = fill_payload(getattr(step, "slot", ""), payload) or payload
                size = reference_bytes(flow.id, step.id, payload or "")
                if size > MAX_REFERENCE_BYTES:
                    book.faults.error(
                        button.place,
                        f"in {flow.id}.{step.id} this button takes {size} bytes, {MAX_REFERENCE_BYTES} are allowed:"
                        " shorten its payload or the ids",
                    )
