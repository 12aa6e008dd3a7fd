"""What is too much for one bubble becomes several, in order. Nothing is cut off."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

from bot.outbox.content import Choice, Content

MAX_TEXT = 1_600  # characters of a plain text (Twilio)
MAX_CAPTION = 1_024  # below a picture (WhatsApp)
MAX_ASKING = 1_024  # of a text that has buttons or a list (WhatsApp)
MAX_BUTTONS = 3
MAX_ROWS = 10
MORE = "…"  # what a further list says when there is nothing left to say

_PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".gif")
_SPOKEN = re.compile(r"\.(mp3|ogg|oga|opus|amr|aac|m4a|wav|mp4|3gp|pdf|docx?|xlsx?|pptx?|txt|csv|vcf|ics)$", re.I)


def split_text(text: str, limit: int = MAX_TEXT) -> list[str]:
    """Parts of at most `limit` characters, cut where a paragraph, a line, a sentence or a word ends."""
    parts = []
    while len(text) > limit:
        end = _best_end(text, limit)
        parts.append(text[:end].rstrip())
        text = text[end:].lstrip()
    return [*parts, text] if text or not parts else parts


def split_content(content: Content) -> list[Content]:
    """The bubbles that a channel can carry. Most contents are one already."""
    if content.template or _fits(content):
        return [content]
    return list(_bubbles(content))


def _fits(content: Content) -> bool:
    if not content.choices:
        limit = MAX_CAPTION if content.media else MAX_TEXT
        return len(content.text) <= limit and not (content.text and _stands_alone(content.media))
    crowded = content.media and (len(content.choices) > MAX_BUTTONS or _stands_alone(content.media))
    return len(content.choices) <= MAX_ROWS and len(content.text) <= MAX_ASKING and not crowded


def _bubbles(content: Content) -> Iterator[Content]:
    """Media first, then the text, then what can be tapped below the last of it."""
    keeps_media = content.media and not _stands_alone(content.media) and len(content.choices) <= MAX_BUTTONS
    if keeps_media and len(content.text) <= MAX_CAPTION and content.choices:
        yield content
        return
    if content.media:
        yield Content(media=content.media, utter=content.utter)
    *before, last = split_text(content.text, MAX_ASKING if content.choices else MAX_TEXT)
    for part in before:
        yield Content(text=part, utter=content.utter)
    yield from _lists(replace(content, text=last, media=""))


def _lists(content: Content) -> Iterator[Content]:
    if not content.choices:
        yield content
    for start in range(0, len(content.choices), MAX_ROWS):
        rows: Sequence[Choice] = content.choices[start : start + MAX_ROWS]
        first = start == 0
        native = content.native if first else None
        yield replace(content, text=content.text if first else MORE, choices=tuple(rows), native=native)


def _stands_alone(media: str) -> bool:
    """Documents, audio and video lose a text beside them on WhatsApp."""
    path = urlsplit(media).path.lower()
    return bool(media) and not path.endswith(_PICTURES) and _SPOKEN.search(path) is not None


def _best_end(text: str, limit: int) -> int:
    """Where to cut so that reading goes on well; never in the first half, never inside a joined emoji."""
    for mark in ("\n\n", "\n", ". ", "! ", "? ", "。", " "):
        end = text.rfind(mark, limit // 2, limit)
        if end >= 0:
            return end + len(mark.rstrip())  # the mark itself stays, the space goes
    while limit > 1 and (text[limit] in "\u200d\ufe0f" or text[limit - 1] == "\u200d"):
        limit -= 1
    return limit
