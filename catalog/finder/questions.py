"""Which question comes next: the one whose answer is expected to leave least, among those that can be answered."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import log2

from catalog.finder.bands import list_bands
from catalog.finder.pool import Pool
from catalog.finder.settle import Settled, settle
from catalog.finder.wanted import Wanted
from catalog.matching import ANY
from catalog.shelf import Shelf
from catalog.wishes import CATEGORY, PRICE, PRODUCT, Wish

MOST_ANSWERS = 8  # with “doesn't matter” they fit on a list
MOST_KINDS = 9
COVERED = 0.6  # of what is left: an attribute that fewer products have says too little
LEAST_GAIN = 0.15  # bits
#: After so many questions it is enough when at most so many products are left: they can be looked at.
ENOUGH_AFTER = (4, 4, 5, 9, 30)
#: How well people can answer. What is not here is an attribute that needs more knowledge of the goods.
_ANSWERABLE = {CATEGORY: 1.4, "size": 1.3, "gender": 1.3, "wearer": 1.3, PRICE: 1.2, "colour": 1.0, "brand": 0.6}
_OTHERS = 0.85
_LETTERS = ("xxs", "xs", "s", "m", "l", "xl", "xxl", "2xl", "xxxl", "3xl")
_NUMBER = re.compile(r"\d+(?:[._]\d+)?")


@dataclass(frozen=True, slots=True)
class Plan:
    """What may be asked: the merchant's list (empty: whatever the catalog holds), the size of one unit of the
    currency in minor units, and how many questions there may be."""

    attributes: tuple[str, ...] = ()
    unit: int = 100
    most: int = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """A code (of a price: a band, of a category: a path), the wish that it stands for, and how many products it
    would leave."""

    code: str
    wish: Wish
    count: int


@dataclass(frozen=True, slots=True)
class Question:
    """`name` is what is asked for. Every answer leads to something in stock; “doesn't matter” is always possible."""

    name: str
    answers: tuple[Answer, ...]
    left: int


@dataclass(frozen=True, slots=True)
class Enough:
    """No further question: few enough are left, or none would narrow them."""

    left: int


def next_question(shelf: Shelf, wanted: Wanted, plan: Plan | None = None) -> Question | Enough:
    """The question that narrows most what the wishes have left. The same shelf and wishes ask the same."""
    return ask(settle(shelf, wanted), wanted, plan or Plan())


def ask(settled: Settled, wanted: Wanted, plan: Plan) -> Question | Enough:
    """The same for wishes that are settled already."""
    pool, left = settled.pool, len(settled.pool)
    if wanted.asked >= plan.most or left <= ENOUGH_AFTER[min(wanted.asked, len(ENOUGH_AFTER) - 1)]:
        return Enough(left)
    known = {told.wish.name for told in wanted.told if not told.wish.unwanted} | wanted.open
    questions = (Question(name, answers, left) for name, answers in _possible(settled, known - {CATEGORY}, plan))
    rated = [(_gain(question, pool) * _ease(question.name, plan), question) for question in questions]
    open_kinds = CATEGORY in wanted.open
    rated = [(gain, q) for gain, q in rated if gain >= LEAST_GAIN and not (q.name == CATEGORY and open_kinds)]
    # nobody names a colour before the thing
    kinds_first = wanted.wish_of(CATEGORY) is None and wanted.wish_of(PRODUCT) is None
    best = max(rated, key=lambda each: (kinds_first and each[1].name == CATEGORY, each[0]), default=None)
    return best[1] if best else Enough(left)


def _possible(settled: Settled, known: set[str], plan: Plan) -> Iterator[tuple[str, tuple[Answer, ...]]]:
    """What could be asked, with those of its answers that lead to something."""
    pool = settled.pool
    if kinds := _kinds(settled):
        yield CATEGORY, kinds
    if PRICE not in known and (not plan.attributes or PRICE in plan.attributes):
        bands = list_bands(pool.prices(), plan.unit)
        if bands:
            yield PRICE, tuple(Answer(band.code, band.wish, band.count) for band in bands)
    for name in plan.attributes or pool.names():
        if name not in known and name not in (PRICE, CATEGORY) and (answers := _values(pool, name)):
            yield name, answers


def _kinds(settled: Settled) -> tuple[Answer, ...]:
    """The parts of the catalog, or of the part that is wanted, with something in stock."""
    wish = next((wish for wish in settled.kept if wish.name == CATEGORY and not wish.unwanted), None)
    if wish is not None and len(wish.values) != 1:
        return ()
    counted = settled.pool.counts(CATEGORY)
    path = wish.values[0] if wish else ""
    while len(children := _children(counted, path)) == 1 and counted[children[0]] == len(settled.pool):
        path = children[0]
    if len(children) < 2:
        return ()
    largest = sorted(_opened(counted, children), key=lambda child: (-counted[child], child))[:MOST_KINDS]
    return tuple(Answer(child, Wish(CATEGORY, (child,)), counted[child]) for child in largest)


def _opened(counted: Mapping[str, int], paths: list[str]) -> list[str]:
    """The kinds within these parts of the catalog instead, as long as all of them fit on one list: a tap less."""
    while True:
        below = {path: _children(counted, path) for path in paths}
        full = [
            path for path, kinds in below.items() if kinds and sum(map(counted.__getitem__, kinds)) >= counted[path]
        ]
        opened = [kind for path in paths for kind in (below[path] if path in full else [path])]
        if not full or len(opened) > MOST_KINDS:
            return paths
        paths = opened


def _children(counted: Mapping[str, int], path: str) -> list[str]:
    start = f"{path}/" if path else ""
    return sorted(
        code for code in counted if code.startswith(start) and "/" not in code[len(start) :] and code != path
    )


def _values(pool: Pool, name: str) -> tuple[Answer, ...]:
    """Two to eight values that most of what is left has; none when there are not."""
    counted = dict(pool.counts(name))
    everywhere = counted.pop(ANY, 0)
    largest = sorted(counted, key=lambda code: (-counted[code], code))[:MOST_ANSWERS]
    if len(largest) < 2:
        return ()
    held = pool.holding(name)
    shown = held if len(counted) <= MOST_ANSWERS else min(held, sum(counted[code] for code in largest))
    if shown < COVERED * len(pool):
        return ()
    left = {code: min(counted[code] + everywhere, len(pool)) for code in largest}
    return tuple(Answer(code, Wish(name, (code,)), left[code]) for code in _in_order(largest))


def _in_order(codes: Sequence[str]) -> list[str]:
    """Sizes from small to large and numbers by their worth; everything else stays, the most frequent first."""
    if all(code.casefold() in _LETTERS for code in codes):
        return sorted(codes, key=lambda code: _LETTERS.index(code.casefold()))
    found = [_NUMBER.match(code) for code in codes]
    if not all(found):
        return list(codes)
    worth = {code: float(number[0].replace("_", ".")) for code, number in zip(codes, found, strict=True) if number}
    return sorted(codes, key=lambda code: (worth[code], code))


def _gain(question: Question, pool: Pool) -> float:
    """Bits that the answer is expected to be worth, when each product that is left is as likely to be the one. What
    no answer covers ends in “doesn't matter”, which is worth nothing."""
    total = sum(answer.count for answer in question.answers)
    covered = min(1.0, total / len(pool))
    bits = sum(answer.count / total * log2(len(pool) / answer.count) for answer in question.answers)
    return covered * bits


def _ease(name: str, plan: Plan) -> float:
    """How well it can be answered; a merchant's list says what matters first."""
    if name in plan.attributes:
        return 1.2 - 0.05 * min(plan.attributes.index(name), 8)
    return _ANSWERABLE.get(name, _OTHERS)
