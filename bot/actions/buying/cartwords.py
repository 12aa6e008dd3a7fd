"""What is said about a cart, in words: “remove the candle”, “two of them”, “make it 3”, “캔들 두 개로 해 주세요”."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.actions.base import Talk
from bot.actions.buying.picking import what_is_picked
from bot.orders.pricing import Priced
from bot.understanding.normal import fold
from bot.understanding.words import stem
from catalog.matching import match
from catalog.search.embedded import search_of
from catalog.search.query import Filter

_OUT = re.compile(
    r"\b(remove|delete|take .*\bout|take out|drop|get rid|without|don.?t (want|need)|no longer want|not the)\b"
    r"|빼|삭제|제거|지워|필요 ?없|안 ?살|안 ?사"
)
_MORE = re.compile(r"\b(one more|another( one)?|add one)\b|(하나|한 ?개) ?더")
_LESS = re.compile(r"\b(one less|one fewer)\b|(하나|한 ?개) ?(덜|빼)")
_DIGITS = re.compile(r"(?<![\w.])(\d{1,3})(?!\d)(?!\s?(ml|g|cm|%|ml|그램|밀리))")
_NUMBERS: Mapping[str, int] = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "a pair of": 2, "하나": 1, "한 개": 1, "둘": 2, "두 개": 2, "셋": 3, "세 개": 3, "네 개": 4, "다섯 개": 5,
    "한개": 1, "두개": 2, "세개": 3, "네개": 4, "다섯개": 5,
}  # fmt: skip
_PLACES: Mapping[str, int] = {
    "first": 0, "second": 1, "third": 2, "fourth": 3, "last": -1,
    "첫 번째": 0, "첫번째": 0, "두 번째": 1, "두번째": 1, "세 번째": 2, "세번째": 2, "마지막": -1,
}  # fmt: skip
_ENDINGS = ("은", "는", "이", "가", "을", "를", "도", "만", "로")


@dataclass(frozen=True, slots=True)
class CartWish:
    """Which line is meant, how many there shall be, and the size or colour that it shall be instead; empty and None
    where that was not said."""

    sku: str = ""
    quantity: int | None = None
    instead: str = ""


def read_wish(talk: Talk, lines: Sequence[Priced], text: str) -> CartWish:
    """As much as the words say. What could mean two lines means none: that is asked back."""
    folded = fold(text)
    line = _line_meant(talk, lines, folded)
    if line is None:
        return CartWish(quantity=_quantity(folded, 0))
    picked = what_is_picked(talk.shelf, line.offer.sku, text, talk.language)
    relative = _LESS.search(folded) or _MORE.search(folded) or _OUT.search(folded)
    quantity = _quantity(folded, line.quantity) if relative or not picked.quantity else picked.quantity
    if quantity != 0 and (other := _instead(talk, lines, line, text)):
        return CartWish(line.offer.sku, line.quantity if quantity is None else quantity, other)
    return CartWish(line.offer.sku, quantity)


def _instead(talk: Talk, lines: Sequence[Priced], line: Priced, text: str) -> str:
    """“The blue one”, “M, please”: another variant of what is in the cart, which is not in it yet."""
    named = what_is_picked(talk.shelf, line.offer.sku, text, talk.language).skus
    if line.offer.sku in named or any(other.offer.sku in named for other in lines):
        return ""
    same = [v for v in line.product.in_stock if v.sku in named]
    kept = [v for v in same if sum(v.options.get(n) != c for n, c in line.offer.options.items()) == 1]
    only = kept or same
    return only[0].sku if len(only) == 1 else ""


def _quantity(folded: str, current: int) -> int | None:
    if _LESS.search(folded):
        return max(0, current - 1) if current else None
    if _MORE.search(folded):
        return current + 1 if current else None
    if _OUT.search(folded):
        return 0
    without_places = folded
    for words in _PLACES:
        without_places = without_places.replace(words, " ")
    if found := _DIGITS.search(without_places):
        return int(found[1])
    told = f" {without_places} "
    numbers = [number for words, number in _NUMBERS.items() if _has(told, words)]
    return numbers[0] if len(set(numbers)) == 1 else None


def _has(told: str, words: str) -> bool:
    return f" {words} " in told if words.isascii() else words in told


def _line_meant(talk: Talk, lines: Sequence[Priced], folded: str) -> Priced | None:
    """By name, by place, the only one there is, or the one that the talk is about."""
    scored = [(_likeness(talk, line, folded), line) for line in lines]
    best = max((score for score, _ in scored), default=0)
    named = [line for score, line in scored if score == best and score > 0]
    if named:
        return named[0] if len(named) == 1 else None
    kinds = [one for one in search_of(talk.shelf).read(folded, talk.language).filters if one.names_a_kind]
    if kinds:  # “remove the mug” where no mug is in the cart means nothing else, either
        alike = [line for line in lines if all(_is_kind(line, one) for one in kinds)]
        return alike[0] if len(alike) == 1 else None
    place = next((place for words, place in _PLACES.items() if words in folded), None)
    if place is not None:
        return lines[place] if -len(lines) <= place < len(lines) else None
    if len(lines) == 1:
        return lines[0]
    fitting = [line for line in lines if what_is_picked(talk.shelf, line.offer.sku, folded, talk.language).skus]
    if len(fitting) == 1:
        return fitting[0]
    points = re.search(r"\b(it|that|this|them|those|these)\b|그거|그걸|이거|이걸|저거", folded)
    return next((line for line in lines if line.offer.sku == talk.text_of("sku")), None) if points else None


def _is_kind(line: Priced, kind: Filter) -> bool:
    return any(match(line.product, line.offer, wish) is not None for wish in kind.wishes)


def _likeness(talk: Talk, line: Priced, folded: str) -> int:
    """How many words of the message name this line: its title, its kind, its size or colour."""
    told = {stem(word) for text in line.product.texts.values() for word in fold(text.title).split()}
    told |= {stem(word) for word in re.split(r"[/_]", line.product.category)}
    for name, code in line.offer.options.items():
        told |= {stem(word) for word in fold(talk.shelf.label(name, code, talk.language)).split() if len(word) > 1}
    return len({stem(word) for word in _bare(folded)} & told)


def _bare(folded: str) -> list[str]:
    """The words, Korean ones also without the particle that hangs on to them."""
    words = folded.split()
    return words + [word[:-1] for word in words if len(word) > 2 and word.endswith(_ENDINGS)]
