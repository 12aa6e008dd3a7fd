"""Compiled responses: which variation is said, and how it reads in the contact's language."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from zlib import crc32

from flows.engine.conditions.compile import Condition
from flows.engine.faults import Place
from flows.engine.replies import Button, Reply
from flows.engine.texts import NO_TEXT, Text

CHANNEL = "whatsapp"
MAX_READY = 64  # rendered replies kept for one response


@dataclass(frozen=True, slots=True)
class Title:
    """A button's words in one language."""

    title: Text
    description: Text = NO_TEXT
    payload: Text | None = None  # Rasa's `translation` may carry its own


@dataclass(frozen=True, slots=True)
class ButtonText:
    """A button of a variation; `titles` by language, the base under ''."""

    payload: Text
    key: str  # the payload as written: overlays find their button by it
    titles: Mapping[str, Title]
    place: Place


@dataclass(frozen=True, slots=True)
class Variation:
    """One way to say it. `texts` by language, the base under ''."""

    place: Place
    id: str = ""
    condition: Condition | None = None
    channel: str = ""
    texts: Mapping[str, Text] = field(default_factory=dict)
    buttons: tuple[ButtonText, ...] = ()
    image: Text = NO_TEXT
    attachment: Text = NO_TEXT
    list_label: Text = NO_TEXT
    metadata: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Overlay:
    """What a language file says instead: texts in the order of the variations, titles by payload."""

    place: Place
    texts: tuple[Text, ...] = ()
    by_id: Mapping[str, Text] = field(default_factory=dict)
    titles: Mapping[str, Title] = field(default_factory=dict)
    list_label: Text = NO_TEXT


@dataclass(frozen=True)
class Response:
    """Everything that may be said under one name."""

    name: str
    variations: tuple[Variation, ...]
    overlays: Mapping[str, Overlay] = field(default_factory=dict)

    def choose(self, slots: Mapping[str, Any], context: Mapping[str, Any], seed: int) -> int:
        """The variation to say, by CALM's order: condition and channel, channel, condition, neither. The first whose
        condition holds; of those without one, any."""
        if len(self.variations) == 1:
            return 0
        best: dict[int, list[int]] = {}
        for number, variation in enumerate(self.variations):
            if variation.channel not in ("", CHANNEL):
                continue
            if variation.condition is not None and not variation.condition(slots, context):
                continue
            rank = 2 * (variation.channel != "") + (variation.condition is not None)
            best.setdefault(rank, []).append(number)
        equals = best[max(best)] if best else [0]
        if self.variations[equals[0]].condition is not None or len(equals) == 1:
            return equals[0]
        return equals[crc32(f"{seed}:{self.name}".encode()) % len(equals)]

    def names(self) -> frozenset[str]:
        """Every placeholder in any language."""
        return frozenset(name for text in self._every_text() for name in text.names())

    def render(self, number: int, values: Callable[[str], Any], language: str) -> Reply:
        """The variation in this language, falling back pt-BR → pt → base."""
        if (number, language) in self._ready:
            return self._ready[number, language]
        reply = self._render(number, values, language)
        if self._is_fixed and len(self._ready) < MAX_READY:
            self._ready[number, language] = reply
        return reply

    @cached_property
    def _ready(self) -> dict[tuple[int, str], Reply]:
        """Replies that read the same every time, rendered once."""
        return {}

    @cached_property
    def _is_fixed(self) -> bool:
        """Whether nothing is filled in anywhere."""
        return not any(text.plurals or text.names() for text in self._every_text())

    def _every_text(self) -> Iterator[Text]:
        for variation in self.variations:
            yield from (*variation.texts.values(), variation.image, variation.attachment, variation.list_label)
            for button in variation.buttons:
                yield button.payload
                yield from _words(button.titles)
        for overlay in self.overlays.values():
            yield from (*overlay.texts, *overlay.by_id.values(), overlay.list_label)
            yield from _words(overlay.titles)

    def _render(self, number: int, values: Callable[[str], Any], language: str) -> Reply:
        variation = self.variations[number]
        chain = fallbacks(language)
        metadata = dict(variation.metadata)
        label = next((o.list_label for o in self._overlays(chain) if o.list_label.parts), variation.list_label)
        return Reply(
            text=self._text(number, chain).render(values, language),
            buttons=self._buttons(variation, chain, values, language),
            image=variation.image.render(values, language),
            attachment=variation.attachment.render(values, language),
            list_label=label.render(values, language),
            utter=self.name,
            metadata=metadata,
        )

    def _overlays(self, chain: tuple[str, ...]) -> Iterator[Overlay]:
        return (self.overlays[code] for code in chain if code in self.overlays)

    def _text(self, number: int, chain: tuple[str, ...]) -> Text:
        variation = self.variations[number]
        for code in chain:
            overlay = self.overlays.get(code)
            if overlay and variation.id in overlay.by_id:
                return overlay.by_id[variation.id]
            if overlay and overlay.texts:
                return overlay.texts[number % len(overlay.texts)]
            if code in variation.texts:
                return variation.texts[code]
        return variation.texts.get("", NO_TEXT)

    def _buttons(
        self, variation: Variation, chain: tuple[str, ...], values: Callable[[str], Any], language: str
    ) -> tuple[Button, ...]:
        """Those that stand for something: one whose payload is filled in with nothing is left out."""
        buttons = (self._button(button, chain, values, language) for button in variation.buttons)
        return tuple(button for button in buttons if button.payload)

    def _button(
        self, button: ButtonText, chain: tuple[str, ...], values: Callable[[str], Any], language: str
    ) -> Button:
        overlaid = (o.titles[button.key] for o in self._overlays(chain) if button.key in o.titles)
        own = (button.titles[code] for code in (*chain, "") if code in button.titles)
        words = next(overlaid, None) or next(own)
        return Button(
            words.title.render(values, language),
            (words.payload or button.payload).render(values, language),
            words.description.render(values, language),
        )


def _words(titles: Mapping[str, Title]) -> Iterator[Text]:
    for title in titles.values():
        yield from (title.title, title.description, title.payload or NO_TEXT)


def fallbacks(language: str) -> tuple[str, ...]:
    """`pt-BR` → (`pt-BR`, `pt`)."""
    short = language.split("-")[0]
    return (language,) if short == language else (language, short)
