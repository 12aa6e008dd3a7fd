"""What a shop writes (HTML, EditorJS, text) as clean text: nothing in it can be markup or a template."""

import json
import re
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from typing import Any

READ = 400_000  # characters that are looked at
LONGEST = 10_000  # characters that are kept of a description
TITLE = 300
_TAG = re.compile(
    r"""<!--|<!\[CDATA\[|<(/?)([a-zA-Z][\w:-]*)(?:[^<>"']|"[^"<]*"|'[^'<]*')*+>|<[/!?]?[a-zA-Z][^<>]*+>|<[!?/][^<>]*+>"""
)
_SILENT = frozenset(
    (
        "script",
        "style",
        "noscript",
        "template",
        "iframe",
        "object",
        "svg",
        "math",
        "head",
        "title",
        "textarea",
        "select",
    )
)
_GAPS = frozenset(("p", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "dl"))
_BREAKS = _GAPS | {"div", "br", "tr", "section", "article", "header", "footer", "pre", "dt", "dd", "hr"}
_BLANKS = re.compile(r"[^\S\n]+")
_SPECIAL = re.compile("[<&{}]|  ")
_MANY = re.compile(r"\n{3,}")
_TEMPLATE = re.compile(r"([{}%#])(?=[{}%#])")
_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")


def clean_text(raw: str, limit: int = LONGEST) -> str:
    """Paragraphs and list items on lines of their own, entities decoded, scripts dropped, blanks collapsed."""
    text = raw[:READ].strip()
    if not text:
        return ""
    if text.startswith("{") and '"blocks"' in text:
        text = _editor_text(text)
    if "<" in text or "&" in text:
        text = _without_tags(text)
    return _tidy(text, limit)


@lru_cache(maxsize=16384)
def clean_line(raw: str, limit: int = TITLE) -> str:
    """The same on one line: titles, names, labels."""
    if len(raw) <= limit and raw.isprintable() and not _SPECIAL.search(raw):
        return raw.strip()
    return " ".join(clean_text(raw, limit * 4).split())[:limit].rstrip()


def harmless(text: str) -> str:
    """Without what a template language would read: `{{`, `{%`, `{#` and their ends get a blank between."""
    return _TEMPLATE.sub(_parted, text) if "{" in text or "}" in text else text


def _parted(found: re.Match[str]) -> str:
    after = found.string[found.end()]
    return found[1] + " " if "{" in (found[1], after) or "}" in (found[1], after) else found[1]


def _tidy(text: str, limit: int) -> str:
    """Nearly all texts need nothing of this: what can be seen at a glance is not searched for."""
    if not text.replace("\n", "").isprintable():
        text = _BLANKS.sub(" ", _UNWANTED.sub("", _LINE_ENDS.sub("\n", text)))
    text = harmless(text)
    if "  " in text:
        text = _BLANKS.sub(" ", text)
    if "\n" in text:
        text = _MANY.sub("\n\n", text.replace(" \n", "\n").replace("\n ", "\n"))
    text = text.strip()
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    end = max(cut.rfind(" "), cut.rfind("\n"))
    return (cut[:end] if end > limit // 2 else cut).rstrip() + "…"


def _without_tags(text: str) -> str:
    """Twice when what comes out is markup again, as in feeds that escape their HTML once too often."""
    text = _untagged(text)
    if "<" in text and _TAG.search(text):
        text = _untagged(text)
    return text


def _untagged(text: str) -> str:
    """Where every tag stands for itself, the text is split at them all at once."""
    parts = _TAG.split(text)
    breaks = [_plain_break(slash, name) for slash, name in zip(parts[1::3], parts[2::3], strict=True)]
    if None in breaks:
        return "".join(_pieces(text))
    parts[1::3] = breaks
    del parts[2::3]
    return "".join([unescape(part) if "&" in part else part for part in parts])


@lru_cache(maxsize=1024)
def _plain_break(slash: str | None, name: str | None) -> str | None:
    """What stands instead of a tag; None when what follows it depends on it, too."""
    if name is None or name.lower() in _SILENT:
        return None
    return _break(name.lower(), opens=not slash)


def _pieces(text: str) -> Iterator[str]:
    at = 0
    lowered = ""
    while found := _TAG.search(text, at):
        yield unescape(text[at : found.start()])
        name = (found[2] or "").lower()
        if found[0] in ("<!--", "<![CDATA["):
            at = _behind(text, "-->" if found[0] == "<!--" else "]]>", found.end())
            if found[0] == "<![CDATA[":
                yield unescape(text[found.end() : max(found.end(), at - 3)])
        elif name in _SILENT and not found[1] and not found[0].endswith("/>"):
            lowered = lowered or text.lower()
            at = _behind(lowered if len(lowered) == len(text) else text, f"</{name}", found.end())
            at = _behind(text, ">", at) if at < len(text) else at
        else:
            at = found.end()
            yield _break(name, opens=not found[1])
    yield unescape(text[at:])


def _break(name: str, *, opens: bool) -> str:
    if name == "li":
        return "\n• " if opens else ""
    if name in ("td", "th"):
        return " "
    if name in _GAPS:
        return "\n\n" if name != "ul" or not opens else "\n"
    return "\n" if name in _BREAKS else ""


def _behind(text: str, what: str, start: int) -> int:
    """Where the next `what` ends; the end of the text when there is none, so that nothing is searched twice."""
    at = text.find(what, start)
    return at + len(what) if at >= 0 else len(text)


def _editor_text(text: str) -> str:
    """EditorJS: blocks of text, lists and headers; what is not such JSON is read as it stands."""
    try:
        blocks = json.loads(text)["blocks"]
        return "\n".join(line for block in blocks[:500] for line in _block_lines(block["data"]))
    except (ValueError, KeyError, TypeError, RecursionError):
        return text


def _block_lines(data: dict[str, Any]) -> Iterator[str]:
    if isinstance(data.get("text"), str):
        yield data["text"]
    for item in data.get("items") or ():
        content = item.get("content") if isinstance(item, dict) else item
        if isinstance(content, str):
            yield f"• {content}"
