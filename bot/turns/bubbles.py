"""From what a flow says to what goes out: few bubbles, buttons signed.

Every bubble costs money and patience, and WhatsApp slows a sender down to about one message per six seconds and
person: texts that follow each other become one message, and a turn sends three at most where it can.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from bot.log import get_log
from bot.outbox.content import Choice, Content, Native
from bot.understanding.references import Reference, ReferenceTooLong, sign
from flows.engine.replies import Button, Reply

log = get_log(__name__)

JOINED_LENGTH = 1_024  # characters: WhatsApp's limit for a body that has buttons
MOST = 3


def to_contents(replies: Sequence[Reply], key: bytes) -> list[Content]:
    """The bubbles of one turn, in order."""
    contents = [_content(reply, key) for reply in replies if reply.text or reply.image or reply.attachment]
    joined: list[Content] = []
    for content in contents:
        if joined and _may_join(joined[-1], content):
            joined[-1] = _join(joined[-1], content)
        else:
            joined.append(content)
    while len(joined) > MOST and (place := _captioned(joined)) is not None:
        joined[place : place + 2] = [_caption(joined[place], joined[place + 1])]
    if len(joined) > MOST:
        log.warning("turn.many_messages", count=len(joined), utters=[c.utter for c in joined])
    return joined


def _content(reply: Reply, key: bytes) -> Content:
    return Content(
        text=reply.text,
        media=reply.image or reply.attachment,
        choices=tuple(_choice(button, reply, key) for button in reply.buttons),
        list_label=reply.list_label,
        utter=reply.utter,
        native=_native(reply),
    )


def _native(reply: Reply) -> Native | None:
    """The channel's own products that an action has named beside what it says."""
    told = reply.metadata.get("native")
    return Native.from_json(told) if isinstance(told, Mapping) else None


def _choice(button: Button, reply: Reply, key: bytes) -> Choice:
    """A signed button. A payload that is too long with its place travels without it; alone, as typed words."""
    for reference in (
        Reference(reply.flow, reply.step, button.payload),
        Reference("", "", button.payload),
    ):
        try:
            return Choice(sign(reference, key), button.title, button.description)
        except ReferenceTooLong:
            log.warning("button.too_long", flow=reply.flow, step=reply.step)
    return Choice(sign(Reference("", "", button.title[:24]), key), button.title, button.description)


def _may_join(before: Content, after: Content) -> bool:
    plain = not (before.media or before.choices or before.template or before.native or after.media or after.template)
    return plain and len(before.text) + 2 + len(after.text) <= JOINED_LENGTH


def _captioned(contents: Sequence[Content]) -> int | None:
    """The first text that may stand under the picture behind it."""
    for place, (before, after) in enumerate(pairwise(contents)):
        plain = before.text and not (before.media or before.choices or before.template)
        if plain and after.media and len(before.text) + 2 + len(after.text) <= JOINED_LENGTH:
            return place
    return None


def _caption(before: Content, after: Content) -> Content:
    text = f"{before.text}\n\n{after.text}" if after.text else before.text
    return replace(after, text=text, utter="+".join(filter(None, (before.utter, after.utter))))


def _join(before: Content, after: Content) -> Content:
    return Content(
        text=f"{before.text}\n\n{after.text}",
        choices=after.choices,
        list_label=after.list_label,
        utter=f"{before.utter}+{after.utter}",
        native=after.native,
    )
