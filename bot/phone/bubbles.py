"""A bubble as a terminal shows it, with its choices numbered."""

import io
import re
import sys
from dataclasses import dataclass
from typing import Any

from rich import box
from rich.console import Console, Group, RenderableType
from rich.panel import Panel
from rich.text import Text

MARKS = (
    (re.compile(r"(?<!\w)\*(\S(?:[^*\n]*\S)?)\*(?!\w)"), "bold"),
    (re.compile(r"(?<!\w)_(\S(?:[^_\n]*\S)?)_(?!\w)"), "italic"),
    (re.compile(r"(?<!\w)~(\S(?:[^~\n]*\S)?)~(?!\w)"), "strike"),
)
WIDEST = 72  # columns
NOT_SEEN = " \t\n\u200b\u200c\u200d\u2060\u2063\ufeff"  # descriptions that are there only because one is wanted


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to tap: a button (`tap`) or a row of a list (`row`)."""

    sid: str
    kind: str
    id: str
    title: str
    description: str = ""

    def to_message(self) -> dict[str, Any]:
        """What the phone sends when it is tapped."""
        return {"kind": self.kind, "sid": self.sid, "id": self.id, "title": self.title, "text": self.title}


def choices_of(bubble: dict[str, Any]) -> list[Choice]:
    """What can be tapped in it, in the order shown. Links and numbers to call are no answers."""
    rows = (bubble.get("list") or {}).get("rows") or []
    buttons = [each for each in bubble.get("buttons") or [] if not each.get("target")]
    return [Choice(bubble["sid"], "tap", each["id"], each["title"]) for each in buttons] + [
        Choice(bubble["sid"], "row", each["id"], each["title"], each.get("description") or "") for each in rows
    ]


def render_bubble(bubble: dict[str, Any]) -> str:
    """The bubble as text, coloured where the terminal can."""
    failed = bubble.get("status") in {"failed", "undelivered"}
    parts: list[RenderableType] = [part for part in (_carried(bubble), _words(bubble), _products(bubble)) if part]
    parts += [_choice(number, each) for number, each in enumerate(choices_of(bubble), start=1)]
    parts += [
        Text(f"↗ {each['title']}: {each['target']}", "blue")
        for each in bubble.get("buttons") or []
        if each.get("target")
    ]
    if failed:
        parts.append(Text(f"not delivered: {(bubble.get('error') or {}).get('message', '')}", "red"))
    panel = Panel(Group(*parts), box=box.ROUNDED, expand=False, border_style="red" if failed else "green", width=None)
    return _printed(panel)


def _words(bubble: dict[str, Any]) -> Text | None:
    if not bubble.get("text"):
        return None
    words = Text(bubble["text"])
    for shape, style in MARKS:
        words.highlight_regex(shape, style)
    return words


def _products(bubble: dict[str, Any]) -> Text | None:
    """Products of WhatsApp's own catalog, below the words."""
    shown = bubble.get("products")
    if not shown:
        return None
    lines = [" – ".join(filter(None, (each["name"], each.get("shown_price")))) for each in shown["items"]]
    return Text("\n".join(f"🛍 {line}" for line in lines or ["…"]), "cyan")


def _carried(bubble: dict[str, Any]) -> Text | None:
    """Pictures, files and places in words."""
    place = bubble.get("location")
    if place:
        return Text(f"📍 {place.get('label') or ''} {place['latitude']}, {place['longitude']}", "cyan")
    media = bubble.get("media")
    return Text(f"[{bubble['kind']}] {media['url']}", "cyan") if media else None


def _choice(number: int, choice: Choice) -> Text:
    line = Text.assemble((f"/{number} ", "bold blue"), (choice.title, "blue"))
    if choice.description.strip(NOT_SEEN):
        line.append(f"  {choice.description}", "dim")
    return line


def _printed(renderable: RenderableType) -> str:
    page = io.StringIO()
    console = Console(file=page, force_terminal=sys.stdout.isatty(), width=WIDEST, legacy_windows=False)
    console.print(renderable)
    return page.getvalue().rstrip("\n")
