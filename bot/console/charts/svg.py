"""Elements of a drawing. Everything is escaped; what is drawn takes its colours from the page's style sheet."""

from collections.abc import Iterable
from unicodedata import east_asian_width

from markupsafe import Markup, escape

Value = str | float | None
_NARROW, _WIDE = 0.56, 1.0  # of the size of the type: what a letter takes at most, on average


def tag(name: str, *children: str | Markup, **attributes: Value) -> Markup:
    """One element. `class_` is `class`, `stroke_width` is `stroke-width`; None leaves an attribute out."""
    written = "".join(
        f' {_name(key)}="{escape(_plain(value))}"' for key, value in attributes.items() if value is not None
    )
    inside = "".join(escape(child) for child in children)
    return Markup(f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written}/>")  # noqa: S704 - escaped


def join(parts: Iterable[Markup]) -> Markup:
    """One after the other."""
    return Markup("").join(parts)


def drawing(*children: Markup, width: float, height: float, title: str, kind: str) -> Markup:
    """A whole drawing, named for those who cannot see it; it shrinks with its place, and never grows."""
    return tag(
        "svg",
        tag("title", title),
        *children,
        xmlns="http://www.w3.org/2000/svg",
        class_=f"chart {kind}",
        viewBox=f"0 0 {_plain(width)} {_plain(height)}",
        width=width,
        height=height,
        role="img",
        aria_label=title,
    )


def length_of(text: str, size: float) -> float:
    """About how wide a text is, in the drawing's units."""
    return sum(_WIDE if east_asian_width(letter) in "WF" else _NARROW for letter in text) * size


def cut(text: str, width: float, size: float) -> str:
    """As much of a text as fits, in one line."""
    text = " ".join(text.split())
    if length_of(text, size) <= width:
        return text
    while text and length_of(text + "…", size) > width:
        text = text[:-1]
    return text.rstrip() + "…"


def lines(text: str, width: float, size: float, most: int) -> list[str]:
    """A text in at most so many lines; the last one is cut."""
    words = text.split()
    told: list[str] = []
    while words and len(told) < most - 1:
        line = words.pop(0)
        while words and length_of(f"{line} {words[0]}", size) <= width:
            line = f"{line} {words.pop(0)}"
        told.append(cut(line, width, size))
    return [*told, cut(" ".join(words), width, size)] if words else told


def _name(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def _plain(value: str | float) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)
