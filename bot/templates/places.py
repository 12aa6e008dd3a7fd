"""The numbered places of a wording, and how a value is made to fit one: WhatsApp refuses what does not."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from bot.errors import BotError
from flows.engine.limits import length_of
from flows.engine.templates import TOKEN, Wording, tokens_in

MAX_BODY, MAX_HEADER, MAX_URL, MAX_CODE = 1024, 60, 2000, 15
MAX_VALUE = 250
TEXT, ADDRESS, CODE, PAYLOAD = "text", "address", "code", "payload"

_IN_ADDRESSES = "%/:=&?~#+!$,;'@()*[]"
_BRACES = re.compile(r"\{{2,}|\}{2,}")
_JOINERS = "\u200c\u200d"


class Unfit(BotError):
    """A value that is missing, or too long where nothing may be cut off."""


@dataclass(frozen=True, slots=True)
class Place:
    """`most` characters fit. A text is cut, an address or a code never; a payload is a quick reply's own."""

    name: str
    most: int
    kind: str = TEXT

    def fit(self, value: str) -> str:
        """The value as it may be sent. Raises Unfit."""
        if self.kind == ADDRESS:
            fitted = quote(value.strip(), safe=_IN_ADDRESSES)
        else:
            fitted = clean(value, self.most if self.kind == TEXT else len(value) + 1)
        if not fitted:
            raise Unfit(f"a value for {self.name} is missing")
        if length_of(fitted) > self.most:
            raise Unfit(f"the value for {self.name} is longer than {self.most} characters")
        return fitted


def places_of(wording: Wording) -> tuple[Place, ...]:
    """In the provider's numbering, from 1: as they are read, then the payloads of quick replies."""
    found: dict[str, Place] = {}
    for place in _every_place(wording):
        known = found.setdefault(place.name, place)
        kind = known.kind if known.kind != TEXT else place.kind
        found[place.name] = Place(place.name, min(known.most, place.most), kind)
    read = (found[token] for token in wording.tokens())
    return (*read, *(Place(f"{PAYLOAD} {n}", MAX_VALUE, PAYLOAD) for n in range(1, wording.quick_replies + 1)))


def _every_place(wording: Wording) -> Iterator[Place]:
    for token in tokens_in(wording.header):
        room = MAX_HEADER - length_of(TOKEN.sub("", wording.header))
        yield Place(token, MAX_URL, ADDRESS) if wording.media else Place(token, max(1, room))
    in_body = tokens_in(wording.body)
    for token in in_body:
        room = MAX_BODY - length_of(TOKEN.sub("", wording.body))
        yield Place(token, max(1, min(MAX_VALUE, room // len(in_body))))
    for button in wording.buttons:
        for token in tokens_in(button.target):
            yield Place(token, MAX_CODE, CODE) if button.kind == "copy_code" else Place(token, MAX_URL, ADDRESS)


def clean(text: str, most: int) -> str:
    """One line, single spaces, nothing invisible, no place of its own, cut with “…”."""
    text = " ".join("".join(c if c.isprintable() or c.isspace() or c in _JOINERS else "" for c in text).split())
    text = _BRACES.sub(lambda found: found[0][0], text)
    text = text if text.strip(_JOINERS) else ""
    if length_of(text) <= most:
        return text
    while length_of(text) > most - 1:
        text = text[:-1]
    return text.rstrip(_JOINERS + " ") + "…"
