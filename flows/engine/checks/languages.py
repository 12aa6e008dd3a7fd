"""Texts and their translations: what is missing, and placeholders that do not agree."""

from collections.abc import Mapping

from flows.engine.flow import Flow, said_by
from flows.engine.flowset import Slot
from flows.engine.patterns import CONTEXT_NAMES
from flows.engine.reading.book import BUILT_IN, Book
from flows.engine.reading.gather import BASE_LANGUAGE
from flows.engine.responses import Overlay, Response, Variation
from flows.engine.texts import NO_TEXT, Text


def check_languages(
    book: Book, slots: Mapping[str, Slot], responses: Mapping[str, Response], flows: Mapping[str, Flow]
) -> None:
    """Add a fault for every disagreement, a warning for every gap."""
    said = {name for flow in flows.values() for step in flow.steps.values() for name in said_by(step)}
    enabled = [
        language
        for language, said in book.overlays.items()
        if said and language not in book.partial and language.split("-")[0] != BASE_LANGUAGE
    ]
    for response in responses.values():
        if response.name in book.responses and book.responses[response.name].origin == BUILT_IN:
            continue
        for variation in response.variations:
            _check_translations(book, response, variation)
            if response.name in said:  # what an action says, it fills in itself
                _check_placeholders(book, slots, response, variation)
        for language in enabled:
            _check_gaps(book, response, language)
        for language, overlay in response.overlays.items():
            _check_overlay(book, response, language, overlay)


def _check_placeholders(book: Book, slots: Mapping[str, Slot], response: Response, variation: Variation) -> None:
    for name in sorted(variation.texts.get("", NO_TEXT).names()):
        if name.split(".")[-1] not in slots and name.split(".")[-1] not in CONTEXT_NAMES:
            book.faults.warn(variation.place, f"{response.name} shows {{{name}}}, which is no slot: it stays empty")


def _check_translations(book: Book, response: Response, variation: Variation) -> None:
    base = variation.texts.get("", NO_TEXT).names()
    for language, text in variation.texts.items():
        if language and text.names() != base:
            book.faults.error(variation.place, f"{response.name} in {language} has other placeholders: {_told(text)}")


def _check_overlay(book: Book, response: Response, language: str, overlay: Overlay) -> None:
    if response.name not in book.responses:
        if language != BASE_LANGUAGE:
            book.faults.warn(overlay.place, f"{response.name} exists in {language} only")
        return
    texts = (*overlay.texts, *overlay.by_id.values())
    if texts:
        _compare(book, response, overlay, language, frozenset(name for text in texts for name in text.names()))
    payloads = {button.key for variation in response.variations for button in variation.buttons}
    for payload in sorted(set(overlay.titles) - payloads):
        book.faults.error(overlay.place, f"{response.name} has no button with the payload {payload!r}")


def _compare(book: Book, response: Response, overlay: Overlay, language: str, shown: frozenset[str]) -> None:
    base = frozenset(name for v in response.variations for name in v.texts.get("", NO_TEXT).names())
    for name in sorted(shown - base - {"count"}):
        book.faults.error(overlay.place, f"{response.name} in {language} has another placeholder, {{{name}}}")
    for name in sorted(base - shown):
        book.faults.error(overlay.place, f"{response.name} in {language} lacks the placeholder {{{name}}}")


def _told(text: Text) -> str:
    return ", ".join(sorted(text.names())) or "none"


def _check_gaps(book: Book, response: Response, language: str) -> None:
    """A language falls back to its base; what is missing there too is told once for each response."""
    chain = {language, language.split("-")[0]}
    overlays = [response.overlays[code] for code in chain if code in response.overlays]
    for variation in response.variations:
        said = variation.texts.get("", NO_TEXT).parts
        translated = any(o.texts or o.by_id for o in overlays) or chain & set(variation.texts)
        titles = {key for overlay in overlays for key in overlay.titles}
        untitled = [b for b in variation.buttons if b.key not in titles and not chain & set(b.titles)]
        if (said and not translated) or untitled:
            what = "text" if said and not translated else f"title of {untitled[0].key!r}"
            book.faults.warn(variation.place, f"{response.name} has no {language} {what}")
            return
