"""A conversation written down as a test: `given`, then `turns` of what went in and what came out.

The syntax is that of `tests/transcripts`, which play such files again.
"""

import re
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

SCRIPTS = (("ko", re.compile("[\u1100-\u11ff\uac00-\ud7af]")), ("ar", re.compile("[\u0600-\u06ff]")))


class Transcript:
    """Grows with the conversation; every change is written at once, so that nothing is lost."""

    def __init__(self, name: str, path: Path | None) -> None:
        self.path = path
        self.given = _inline(contact=_short(name), language="en", name=_quoted(name))
        self.turns: list[CommentedMap] = []

    def says(self, message: dict[str, Any]) -> None:
        """The contact wrote or tapped: a new turn."""
        if not self.turns:
            self.given["language"] = _language(message.get("text") or "")
        self.turns.append(CommentedMap({"in": _said(message), "out": CommentedSeq()}))
        self._write()

    def hears(self, bubble: dict[str, Any]) -> None:
        """The shop answered; what it says before the contact has said anything belongs to no turn."""
        if self.turns:
            self.turns[-1]["out"].extend(_heard(bubble))
            self._write()

    def _write(self) -> None:
        if self.path is None:
            return
        yaml = YAML()
        yaml.width = 10_000
        yaml.allow_unicode = True
        yaml.indent(mapping=2, sequence=4, offset=2)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("w", encoding="utf-8") as file:
            yaml.dump(CommentedMap(given=self.given, turns=self.turns), file)


def _said(message: dict[str, Any]) -> Any:
    """Words, `{tap: title}`, `{row: title}`, `{image: caption}`, `{location: [latitude, longitude]}`."""
    kind = message["kind"]
    if kind == "text":
        return _quoted(message["text"])
    if kind in {"tap", "row"}:
        return _inline(**{kind: _quoted(message["title"])})
    if kind == "location":
        return _inline(location=_row([message["latitude"], message["longitude"]]))
    return _inline(**{kind: _quoted(message.get("text") or "")})


def _heard(bubble: dict[str, Any]) -> list[Any]:
    """A bubble's parts in the order they are seen."""
    if bubble.get("template"):
        return [_inline(template=_quoted(bubble.get("text") or ""))]
    parts: list[Any] = []
    if bubble.get("media"):
        parts.append(_inline(**{bubble["kind"]: bubble["media"]["url"].partition("?")[0].rpartition("/")[2]}))
    if bubble.get("text"):
        parts.append(_quoted(bubble["text"]))
    if bubble.get("buttons"):
        parts.append(_inline(buttons=_titles(bubble["buttons"])))
    if bubble.get("list"):
        parts.append(_inline(list=_titles(bubble["list"]["rows"])))
    return parts


def _titles(choices: list[dict[str, Any]]) -> CommentedSeq:
    return _row([_quoted(each["title"]) for each in choices])


def _row(values: list[Any]) -> CommentedSeq:
    row = CommentedSeq(values)
    row.fa.set_flow_style()
    return row


def _inline(**pairs: Any) -> CommentedMap:
    mapping = CommentedMap(pairs)
    mapping.fa.set_flow_style()
    return mapping


def _quoted(text: str) -> str:
    return DoubleQuotedScalarString(text) if re.search(r"\s", text) else text


def _language(text: str) -> str:
    return next((code for code, script in SCRIPTS if script.search(text)), "en")


def _short(name: str) -> str:
    """A first name in small letters; never a phone number."""
    words = name.split()
    first = re.sub(r"\W", "", words[0].lower()) if words else ""
    return "somebody" if not first or first.isdigit() else first
