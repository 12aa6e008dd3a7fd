"""How a bubble looks on WhatsApp: a plain text, buttons, a card or a list, and the same as numbered text.

A shape is a Content resource of Twilio without its words: it is created once and filled by variables at each send.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import regex  # type: ignore[import-untyped]  # no types are published

from bot.outbox.content import Choice, Content
from bot.outbox.split import MAX_ASKING, MAX_BUTTONS, MAX_TEXT

MAX_BUTTON_TITLE = 20
MAX_ROW_TITLE = 24
MAX_ROW_DESCRIPTION = 72
MAX_LIST_LABEL = 20
LIST_LABEL = "☰"  # says “list” in every language
BLANK = "\u2063"  # an invisible character: a blank variable would send the resource's sample instead

_GRAPHEME = regex.compile(r"\X")


@dataclass(frozen=True, slots=True)
class Shape:
    """What tells one resource from another. `host` is where a card's picture comes from, e.g. `https://cdn.shop`;
    of products (`products.py`) the id of their catalog."""

    kind: str  # quick-reply, card or list; product, products or catalog
    choices: int
    described: bool = False
    host: str = ""

    @property
    def name(self) -> str:
        """Stable: under this name its SID is remembered. The number counts changes of the layout below."""
        parts = ["shopclerk-1", self.kind, str(self.choices)]
        return "/".join(parts + ["described"] * self.described + [self.host] * bool(self.host))


def shape_of(content: Content) -> Shape | None:
    """The shape of a bubble with choices; None for a text or picture alone."""
    if not content.choices:
        return None
    count = len(content.choices)
    if count > MAX_BUTTONS:
        return Shape("list", count, described=any(c.description for c in content.choices))
    host, path = _host_and_path(content.media)
    if path:
        return Shape("card", count, host=host)
    return Shape("quick-reply", count)


def variables_of(content: Content, shape: Shape) -> dict[str, str]:
    """Every variable of the shape: `text`, then one title and id (and description) for each choice."""
    values = {"text": filled(content.text[:MAX_ASKING])}
    limit = MAX_ROW_TITLE if shape.kind == "list" else MAX_BUTTON_TITLE
    for n, (choice, title) in enumerate(zip(content.choices, _titles(content.choices, limit), strict=True), 1):
        values |= {f"title{n}": title, f"id{n}": choice.id}
        if shape.described:
            values[f"about{n}"] = filled(cut(choice.description, MAX_ROW_DESCRIPTION))
    if shape.kind == "list":
        values["label"] = cut(content.list_label, MAX_LIST_LABEL) or LIST_LABEL
    if shape.kind == "card":
        values["media"] = _host_and_path(content.media)[1]
    return values


def friendly_name(shape: Shape) -> str:
    """What the resource is called in Twilio's console."""
    return shape.name.replace("/", "_").replace(":", "")[:64]


def resource_of(shape: Shape) -> dict[str, Any]:
    """The body of the request that creates the shape's Content resource."""
    return {
        "friendly_name": friendly_name(shape),
        "language": "en",
        "variables": {name: _sample(name) for name in _names(shape)},
        "types": {f"twilio/{_TYPES[shape.kind]}": _BODIES[shape.kind](shape)},
    }


def numbered(content: Content) -> Content:
    """The same bubble in words alone: answers can be typed as numbers. Cut to one message, choices last to go."""
    lines = [f"{n}. {c.title}" for n, c in enumerate(content.choices, 1)]
    full = [
        f"{line} – {c.description}" if c.description else line for line, c in zip(lines, content.choices, strict=True)
    ]
    for options in (full, lines):
        text = "\n\n".join(filter(None, (content.text, "\n".join(options))))
        if len(text) <= MAX_TEXT:
            return Content(text=text, media=content.media, utter=content.utter)
    listed = "\n".join(cut(line, MAX_ROW_TITLE + 4) for line in lines)
    room = MAX_TEXT - len(listed) - 2
    return Content(text=f"{cut(content.text, room)}\n\n{listed}", media=content.media, utter=content.utter)


def cut(text: str, limit: int) -> str:
    """At most `limit` UTF-16 units, as WhatsApp counts; “…” in place of the rest, no letter or emoji torn apart."""
    text = text.strip()
    if _length(text) <= limit:
        return text
    kept, room = [], limit - 1
    for grapheme in _GRAPHEME.findall(text):
        room -= _length(grapheme)
        if room < 0:
            break
        kept.append(grapheme)
    return "".join(kept).rstrip() + "…"


def _titles(choices: tuple[Choice, ...], limit: int) -> list[str]:
    """Cut, never blank, and no two alike: WhatsApp refuses twins."""
    titles: list[str] = []
    for n, choice in enumerate(choices, 1):
        title = cut(choice.title, limit) or str(n)
        if title in titles:
            title = f"{n}. {cut(choice.title, limit - len(f'{n}. '))}"
        titles.append(title)
    return titles


def _length(text: str) -> int:
    return len(text) + sum(character > "\uffff" for character in text)


def filled(text: str) -> str:
    """Never blank: a blank variable would send the resource's sample."""
    return text if text.strip() else BLANK


def _host_and_path(url: str) -> tuple[str, str]:
    parts = urlsplit(url)
    host = f"{parts.scheme}://{parts.netloc}"
    return host, url.removeprefix(host).removeprefix("/")


def _names(shape: Shape) -> Iterator[str]:
    yield "text"
    for n in range(1, shape.choices + 1):
        yield from (f"title{n}", f"id{n}")
        if shape.described:
            yield f"about{n}"
    if shape.kind == "list":
        yield "label"
    if shape.kind == "card":
        yield "media"


def _sample(name: str) -> str:
    return "sample.png" if name == "media" else name


def place_of(name: str) -> str:
    """Where a variable is filled in."""
    return "{{" + name + "}}"


def _buttons(shape: Shape) -> list[dict[str, str]]:
    return [
        {"type": "QUICK_REPLY", "title": place_of(f"title{n}"), "id": place_of(f"id{n}")}
        for n in range(1, shape.choices + 1)
    ]


def _quick_reply(shape: Shape) -> dict[str, Any]:
    return {"body": place_of("text"), "actions": _buttons(shape)}


def _card(shape: Shape) -> dict[str, Any]:
    return {"title": place_of("text"), "media": [f"{shape.host}/{place_of('media')}"], "actions": _buttons(shape)}


def _list(shape: Shape) -> dict[str, Any]:
    items = []
    for n in range(1, shape.choices + 1):
        item = {"id": place_of(f"id{n}"), "item": place_of(f"title{n}")}
        if shape.described:
            item["description"] = place_of(f"about{n}")
        items.append(item)
    return {"body": place_of("text"), "button": place_of("label"), "items": items}


_TYPES = {"quick-reply": "quick-reply", "card": "card", "list": "list-picker"}
_BODIES = {"quick-reply": _quick_reply, "card": _card, "list": _list}
