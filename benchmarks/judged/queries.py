"""What shoppers of a made-up shop ask for, and how well each product answers it (0–3)."""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from benchmarks.judged.kinds import COLOURS, Kind
from benchmarks.judged.shop import Good

Judge = Callable[[Good], int]


@dataclass(frozen=True)
class Asked:
    """A query of a `sort`, and its judge."""

    sort: str
    text: str
    judge: Judge


def make_queries(goods: list[Good], seed: int = 11) -> list[Asked]:
    """Some of every sort for every kind; only such as something in stock answers."""
    chance = random.Random(seed)
    kinds = list({good.kind.name: good.kind for good in goods}.values())
    made = [asked for kind in kinds for asked in _of_kind(kind, goods, chance)]
    made += [_exact(chance.choice(goods)) for _ in range(40)]
    return [asked for asked in made if any(asked.judge(good) == 3 for good in goods)]


def _of_kind(kind: Kind, goods: list[Good], chance: random.Random) -> Iterator[Asked]:
    mine = [good for good in goods if good.kind == kind and good.in_stock]
    one = chance.choice(mine)
    colour = chance.choice([c for (c, _), n in one.stock.items() if n])
    limit = sorted(good.to_pay for good in mine)[len(mine) // 3] // 100 + 1
    ko, es = COLOURS[colour]
    coloured, cheap = _and(kind, lambda g: g.has(colour)), _and(kind, lambda g: g.to_pay <= limit * 100)
    yield Asked("kind", kind.name, _and(kind))
    yield Asked("other word", chance.choice(kind.also), _and(kind))
    yield Asked("colour", f"{colour} {kind.name}", coloured)
    yield Asked("price", f"{kind.name} {chance.choice(('under', 'below', 'less than', 'up to'))} ${limit}", cheap)
    yield Asked("brand", f"{one.brand} {kind.name}", _and(kind, lambda g: g.brand == one.brand))
    yield Asked("material", f"{one.material} {kind.name}", _and(kind, lambda g: g.material == one.material))
    yield Asked("feature", f"{kind.name} {one.feature}", _and(kind, lambda g: g.feature == one.feature))
    yield Asked("sale", f"{kind.name} on sale", _and(kind, lambda g: g.sale_price is not None))
    yield Asked("korean", kind.ko, _and(kind))
    yield Asked("korean colour", f"{ko} {kind.ko}", coloured)
    yield Asked("spanish", f"{kind.es} {es}", coloured)
    both = _and(kind, lambda g: g.has(colour) and g.to_pay <= limit * 100)
    yield Asked("sentence", f"do you have a {colour} {kind.name} for less than {limit} dollars?", both)
    if kind.sizes:
        size = chance.choice([s for (_, s), n in one.stock.items() if n])
        yield Asked("size", f"{kind.name} in size {size}", _and(kind, lambda g: g.has(size=size)))
    if one.gender:
        yield Asked("gender", f"{one.gender}'s {kind.name}", _and(kind, lambda g: g.gender == one.gender))


def _and(kind: Kind, fits: Callable[[Good], bool] = lambda good: True) -> Judge:  # noqa: ARG005
    """3 = the kind of thing and all that was asked, 1 = only the kind, or one that would do; sold out counts less."""

    def judge(good: Good) -> int:
        if good.kind.name in kind.near:
            return 1 if good.in_stock and fits(good) else 0
        if good.kind != kind:
            return 0
        return (3 if good.in_stock else 1) if fits(good) else 1 if good.in_stock else 0

    return judge


def _exact(wanted: Good) -> Asked:
    def judge(good: Good) -> int:
        if good.title == wanted.title:
            return 3
        return 1 if good.kind == wanted.kind and good.in_stock else 0

    return Asked("title", wanted.title, judge)


def mistype(text: str, chance: random.Random) -> str:
    """One slip in one or two of its longer words: a letter left out, doubled, swapped or its neighbour's."""
    words = text.split()
    long = [n for n, word in enumerate(words) if len(word) >= 4 and word.isalpha()]
    hangul = [n for n, word in enumerate(words) if len(word) >= 3 and not word.isascii()]
    for n in chance.sample(long or hangul, min(len(long or hangul), chance.randint(1, 2))):
        words[n] = _slip(words[n], chance)
    return " ".join(words)


def _slip(word: str, chance: random.Random) -> str:
    at = chance.randrange(1, len(word) - 1)
    slips = (
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        word[:at] + chance.choice("aeiourstln") + word[at + 1 :] if word.isascii() else word[:at] + word[at + 1 :],
    )
    return chance.choice(slips)
