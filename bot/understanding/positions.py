"""Which of the offered options is meant by its place: `2`, `2.`, `the second one`, `두번째`, `#3`, `last`."""

import re
from dataclasses import dataclass

from bot.understanding.message import Message
from bot.understanding.normal import compact, has_hangul
from bot.understanding.vocabulary import Vocabulary
from bot.understanding.wordlists import POLITE
from bot.understanding.words import is_filler, stem

MOST = 10  #: ordinals are named up to here; digits count further
_QUANTITY = re.compile(r"make (it|that|them) ")  #: “make it 2” is how many, not which
_MINUS = re.compile(r"[-−–]\d")  #: “-5” is an amount below nothing, no place
_PLACE = re.compile(r"(\d{1,3})(?P<mark>st|nd|rd|th|o|a|번째거|번째|번이|번)?")


@dataclass(frozen=True, slots=True)
class Position:
    """Counted from 1; -1 is the last. `ordinal` when it can only mean a place, never an amount."""

    number: int
    ordinal: bool


def find_position(message: Message, words: Vocabulary) -> Position | None:
    """The place that a whole message names."""
    telling = [word for word in message.words if not is_filler(word)]
    for key in dict.fromkeys((message.key, compact(" ".join(telling)), stem(compact(" ".join(telling))))):
        if found := _named(key, words):
            return found
    if found := _put_in(message, words):
        return found
    if _QUANTITY.match(message.folded) or _MINUS.match(message.text):
        return None
    typed = compact(" ".join(telling))
    match = _PLACE.fullmatch(typed) or _PLACE.fullmatch(stem(typed))
    if match:
        return Position(int(match[1]), bool(match["mark"]) or len(message.words) > 1)
    value = words.numbers.get(typed)
    return Position(int(value), False) if value else None


def _put_in(message: Message, words: Vocabulary) -> Position | None:
    """“Add the first one to my cart”, “두 번째 거 담아 주세요”: the rest is a place. Not so in “my last order”."""
    puts, around = words.listed("put_in"), words.listed("put_around")
    verbs = [word for word in message.words if puts.has(word)]
    if not verbs:
        return None
    rest = [word for word in message.words if not (word in POLITE or puts.has(word) or around.has(word))]
    if not rest or not any(_is_told(verb, message, rest[0], words) for verb in verbs):
        return None
    telling = [word for word in rest if not is_filler(word)]
    for key in dict.fromkeys((compact(" ".join(rest)), compact(" ".join(telling)))):
        if found := _named(key, words):
            return found
    match = _PLACE.fullmatch(compact(" ".join(telling)))
    return Position(int(match[1]), ordinal=True) if match and (match["mark"] or len(rest) > len(telling)) else None


def _is_told(verb: str, message: Message, place: str, words: Vocabulary) -> bool:
    """Whether that is to be done with what stands at the place: said before it, in Korean after it."""
    if has_hangul(verb):
        return not words.has(verb, "order_number")  # 주문 alone is an order
    return message.words.index(verb) < message.words.index(place)


def _named(key: str, words: Vocabulary) -> Position | None:
    if not key:
        return None
    if words.has(key, "last"):
        return Position(-1, True)
    number = next((n for n in range(1, MOST + 1) if words.has(key, f"ordinal_{n}")), None)
    return Position(number, True) if number else None
