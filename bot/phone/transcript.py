"""A conversation written down as a test: `given`, then `turns` of what went in and what came out."""

import re
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq

SCRIPTS = (("ko", re.compile("[\u1100-\u11ff\uac00-\ud7af]")), ("ar", re.compile("[\u0600-\u06ff]")))


class Transcript:
    """Grows with the conversation; every change is written at once, so that nothing is lost."""

    def __init__(self, contact: str, path: Path | None) -> None:
        self.path = path
        self.given = CommentedMap(contact=_short(contact), language="en")
        self.turns: list[CommentedMap] = []

    def says(self, message: dict[str, Any]) -> None:
        """The contact wrote or tapped: a new turn."""
        if not self.turns:
            self.given["language"] = _language(message.get("text") or "")
        self.turns.append(_inline(CommentedMap({"in": _said(message), "out": CommentedSeq()})))
        self._write()

    def hears(self, bubble: dict[str, Any]) -> None:
        """The shop answered; what it says unasked belongs to no turn and is left out."""
        if self.turns:
            self.turns[-1]["out"].extend(_heard(bubble))
            self._write()

    def _write(self) -> None:
        if self.path is None:
            return
        yaml = YAML()
        yaml.width = 110
        yaml.allow_unicode = True
        yaml.indent(mapping=2, sequence=4, offset=2)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("w", encoding="utf-8") as file:
            yaml.dump(CommentedMap(given=_inline(self.given), turns=self.turns), file)


def _said(message: dict[str, Any]) -> Any:
    """`"text"`, `{tap: title}`, `{image: name}` or `{location: [latitude, longitude]}`."""
    kind = message["kind"]
    if kind == "text":
        return message["text"]
    if kind in {"tap", "row"}:
        return _inline(CommentedMap(tap=message["title"]))
    if kind == "location":
        return _inline(CommentedMap(location=[message["latitude"], message["longitude"]]))
    return _inline(CommentedMap({kind: message.get("text") or message["media"]["content_type"]}))


def _heard(bubble: dict[str, Any]) -> list[Any]:
    """A bubble's parts in the order they are seen."""
    parts: list[Any] = []
    if bubble.get("template"):
        return [_inline(CommentedMap(template=bubble.get("text") or ""))]
    if bubble.get("media"):
        parts.append(_inline(CommentedMap({bubble["kind"]: bubble["media"]["url"].rpartition("/")[2]})))
    if bubble.get("text"):
        parts.append(bubble["text"])
    if bubble.get("buttons"):
        parts.append(_inline(CommentedMap(buttons=[each["title"] for each in bubble["buttons"]])))
    if bubble.get("list"):
        parts.append(_inline(CommentedMap(list=[each["title"] for each in bubble["list"]["rows"]])))
    return parts


def _inline(mapping: CommentedMap) -> CommentedMap:
    mapping.fa.set_flow_style()
    return mapping


def _language(text: str) -> str:
    return next((code for code, script in SCRIPTS if script.search(text)), "en")


def _short(name: str) -> str:
    """A first name in small letters; never a phone number."""
    first = re.sub(r"[^\w]", "", name.split()[0].lower()) if name.split() else ""
    return "somebody" if not first or first.isdigit() else first
