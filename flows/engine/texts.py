"""Texts with `{slot}` in them, compiled once; plural forms; the filters that a placeholder may carry."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

_PLACEHOLDER = re.compile(r"\{\s*([\w.]+)\s*(?:\|\s*(\w+)(?::([^}]*))?)?\s*\}")
PLURALS = ("zero", "one", "two", "few", "many", "other")


@dataclass(frozen=True, slots=True)
class Hole:
    """One `{name}` or `{name|filter:argument}`."""

    name: str
    filter: str = ""
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A text ready to be filled in; `plurals` are chosen by the slot `count`."""

    parts: tuple[str | Hole, ...] = ()
    plurals: Mapping[str, "Text"] | None = None

    def render(self, values: Callable[[str], Any], language: str) -> str:
        """What is missing is left out."""
        if self.plurals:
            return _plural(self.plurals, values("count"), language).render(values, language)
        if len(self.parts) == 1 and isinstance(self.parts[0], str):
            return self.parts[0]
        return "".join(
            part if isinstance(part, str) else _filled(part, show(values(part.name))) for part in self.parts
        )

    def names(self) -> frozenset[str]:
        """The placeholders in it."""
        inside = (text.names() for text in (self.plurals or {}).values())
        return frozenset(part.name for part in self.parts if isinstance(part, Hole)).union(*inside)


NO_TEXT = Text()


def compile_text(source: Any) -> Text:
    """A text, or a mapping of plural forms."""
    if isinstance(source, Mapping):
        return Text(plurals={form: compile_text(text) for form, text in source.items()})
    parts: list[str | Hole] = []
    at = 0
    text = "" if source is None else str(source)
    for found in _PLACEHOLDER.finditer(text):
        parts += [text[at : found.start()], Hole(found[1], found[2] or "", found[3] or "")]
        at = found.end()
    parts.append(text[at:])
    return Text(tuple(part for part in parts if part != ""))


def is_plural(source: Any) -> bool:
    """A mapping of plural forms, as only overlays have them."""
    return isinstance(source, Mapping) and "other" in source and set(source) <= set(PLURALS)


def show(value: Any) -> str:
    """A slot's value as people read it."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, list | tuple):
        return ", ".join(show(item) for item in value)
    return str(value)


def _filled(hole: Hole, text: str) -> str:
    return text + _particle(text, hole.argument) if hole.filter == "josa" else text


def _particle(text: str, wanted: str) -> str:
    """The Korean particle that fits the word before it: `{name|josa:을}` gives 을 or 를."""
    pair = next((pair for pair in _PARTICLES if wanted in pair), None)
    if pair is None or not text:
        return wanted
    final = (ord(text[-1]) - 0xAC00) % 28 if "가" <= text[-1] <= "힣" else int(text[-1] in "013678lmnLMN")
    if pair[0] == "으로" and (final == 8 or text[-1] in "178lL"):  # ㄹ takes 로
        final = 0
    return pair[0] if final else pair[1]


_PARTICLES = (
    ("을", "를"),
    ("은", "는"),
    ("이", "가"),
    ("과", "와"),
    ("으로", "로"),
    ("이에요", "예요"),
)


def _plural(forms: Mapping[str, Text], count: Any, language: str) -> Text:
    number = int(count) if isinstance(count, int | float) else 0
    rule = _RULES.get(language.split("-")[0], _one_or_other)
    wanted = "zero" if number == 0 and "zero" in forms else rule(number)
    return forms.get(wanted, forms["other"])


def _one_or_other(number: int) -> str:
    return "one" if number == 1 else "other"


def _always_other(number: int) -> str:  # noqa: ARG001 (one signature for all languages)
    return "other"


def _up_to_one(number: int) -> str:
    return "one" if number in (0, 1) else "other"


def _arabic(number: int) -> str:
    if number < 3:
        return ("zero", "one", "two")[max(number, 0)]
    rest = number % 100
    return "few" if 3 <= rest <= 10 else "many" if rest > 10 else "other"


_RULES: dict[str, Callable[[int], str]] = {
    "ko": _always_other,
    "ja": _always_other,
    "zh": _always_other,
    "hi": _up_to_one,
    "pt": _up_to_one,
    "fr": _up_to_one,
    "ar": _arabic,
}
