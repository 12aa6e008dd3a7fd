"""What words mean in this shop: labels of all languages, categories, colours, sizes, who it is for, sale and stock.

A meaning is found by its phrase, spaces left out and endings taken off: `건성피부`, `dry skin`, `wash for the face`.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from typing import Any

from catalog.search.normal import compact, stems
from catalog.shelf import Shelf
from catalog.shelf.contents import paths_of
from catalog.wishes import CATEGORY, ON_SALE, Wish

COLOUR, SIZE, GENDER = "colour", "size", "gender"
_COLOURS = ("colour", "color")
_AUDIENCES = ("gender", "wearer", "audience")
NOT_WORDS = frozenset({"yes", "no", "all", "any"})  # codes that are no words for anything
CHEAP, STOCK, FILLER = "cheap", "stock", "filler"
POPULAR, NEWEST = "popular", "newest"


@dataclass(frozen=True)
class Meaning:
    """What a phrase stands for: wishes (any of them), or a mark (`cheap`, `stock`, `filler`, `popular`, `newest`)."""

    wishes: tuple[Wish, ...] = ()
    mark: str = ""


@dataclass
class Lexicon:
    """Meanings by phrase key, groups of words for the same thing, and the longest phrase in words."""

    meanings: Mapping[str, Meaning]
    groups: Mapping[str, frozenset[str]]  # phrase key → all phrase keys of its group
    labels: Mapping[tuple[str, str], tuple[tuple[str, ...], ...]]  # (attribute, code) → its labels as stems
    things: frozenset[str] = frozenset()  # phrases that name a kind of thing, sold here or not
    longest: int = field(default=4)
    parts: frozenset[str] = frozenset()  # single words of the phrases of several words
    asked: frozenset[str] = frozenset()  # single words of phrases such as `most popular`: never misspelt goods

    @classmethod
    def of(cls, shelf: Shelf) -> "Lexicon":
        """What words mean where these products are sold."""
        paths = {path for product in shelf.products.values() for path in paths_of(product)}
        return cls.made(shelf.labels, _used_codes(shelf), paths)

    @classmethod
    def made(
        cls, named: Mapping[tuple[str, str, str], str], used: Mapping[str, Collection[str]], paths: Iterable[str]
    ) -> "Lexicon":
        """What words mean where these codes of attributes and options, and these category paths are used; `named`
        are the labels by attribute, code and language."""
        told, groups, labels = _words(), _all_groups(), _labels(named)
        collected: dict[str, list[Wish]] = defaultdict(list)
        for said, wish in _sayings(used, paths, labels, told):
            for key in groups.get(said, (said,)):
                if not key.isdecimal() and wish not in collected[key]:
                    collected[key].append(wish)
        meanings = {key: Meaning(_merged(wishes)) for key, wishes in collected.items()}
        for mark in (FILLER, STOCK, CHEAP, POPULAR, NEWEST):
            told_so = told["fillers"].split() if mark == FILLER else told[mark]
            for phrase in told_so:
                meanings.setdefault(_key(phrase), Meaning(mark=mark))
        things = frozenset(_groups(told["groups"]))
        asked = frozenset(part for mark in (CHEAP, POPULAR, NEWEST) for said in told[mark] for part in stems(said))
        return cls(meanings, groups, labels, things, parts=parts_of(groups), asked=asked)

    def with_labels(self, shelf: Shelf) -> "Lexicon":
        """The same with the labels of codes that are new in `shelf`; those that it has stay as they are."""
        more = _labels(shelf.labels)
        return self if more.keys() <= self.labels.keys() else replace(self, labels=more | dict(self.labels))

    def group_of(self, key: str) -> frozenset[str]:
        """Other words for the same thing, itself included."""
        return self.groups.get(key, frozenset({key}))


def _merged(wishes: list[Wish]) -> tuple[Wish, ...]:
    """Wishes of one name are one with all their codes; a kind of thing comes first."""
    codes: dict[str, dict[str, None]] = {}
    for wish in wishes:
        codes.setdefault(wish.name, {}).update(dict.fromkeys(wish.values))
    merged = (Wish(name, tuple(values)) for name, values in codes.items())
    return tuple(sorted(merged, key=lambda wish: wish.name != CATEGORY))


@cache
def _words() -> Any:
    return json.loads((files("catalog.search") / "words.json").read_text("utf-8"))


@cache
def _trade() -> list[list[str]]:
    """Words of retail in several languages, those for the same thing together."""
    lines = (files("catalog.search") / "trade.txt").read_text("utf-8").splitlines()
    return [line.split(", ") for line in lines if line and not line.startswith("#")]


def colour_words() -> frozenset[str]:
    """What colours are called, in all languages, as single words."""
    told = _words()
    said = [
        *(word for words in told["colours"].values() for word in words),
        *" ".join(told["families"].values()).split(),
    ]
    return frozenset(word for phrase in said for word in phrase.replace("_", " ").split())


def said_alike() -> list[list[str]]:
    """Phrases in several languages as they are written, those for the same thing or trait together."""
    told = _words()
    return [*told["groups"], *told["traits"], *_trade()]


@cache
def _by_phrase() -> Mapping[str, list[str]]:
    """Phrases of several words by their keys, as stems."""
    return {_key(said): stems(said) for group in _trade() for said in group if " " in said}


def parts_of(keys: Collection[str]) -> frozenset[str]:
    """The single words of those phrases that have several."""
    return frozenset(part for key, parts in _by_phrase().items() if key in keys for part in parts)


def _key(phrase: str) -> str:
    return compact(stems(phrase))


@cache
def _all_groups() -> dict[str, frozenset[str]]:
    return _groups(said_alike())


def _groups(written: Iterable[list[str]]) -> dict[str, frozenset[str]]:
    groups: dict[str, frozenset[str]] = {}
    for phrases in written:
        keys = frozenset(map(_key, phrases))
        for key in keys:
            groups[key] = groups[key] | keys if key in groups else keys
    return groups


def _labels(named: Mapping[tuple[str, str, str], str]) -> dict[tuple[str, str], tuple[tuple[str, ...], ...]]:
    found: dict[tuple[str, str], dict[tuple[str, ...], None]] = defaultdict(dict)
    for (attribute, code, _), text in named.items():
        found[attribute, code][tuple(stems(text))] = None
    return {place: tuple(texts) for place, texts in found.items()}


def _sayings(
    used: Mapping[str, Collection[str]], paths: Iterable[str], labels: Mapping[tuple[str, str], Any], told: Any
) -> Iterator[tuple[str, Wish]]:
    """Every phrase that means something, with its meaning."""
    yield from ((_key(phrase), Wish(ON_SALE)) for phrase in told["sale"])
    yield from _categories(paths, labels)
    for attribute in used:
        codes = set(used[attribute])
        yield from _of_labels(attribute, codes, labels)
        if attribute in _COLOURS:
            yield from _of_colours(attribute, codes, told)
        if attribute == SIZE:
            yield from _of_codes(SIZE, codes, told["sizes"])
        if attribute in _AUDIENCES:
            yield from _of_audiences(attribute, codes, told["genders"])


def _used_codes(shelf: Shelf) -> dict[str, set[str]]:
    used: dict[str, set[str]] = defaultdict(set)
    for product in shelf.products.values():
        for name, values in product.attributes.items():
            used[name].update(values)
        for variant in product.variants:
            for name, value in variant.options.items():
                used[name].add(value)
    return used


def _of_labels(
    attribute: str, codes: set[str], labels: Mapping[tuple[str, str], tuple[tuple[str, ...], ...]]
) -> Iterator[tuple[str, Wish]]:
    """Labels, codes themselves, and labels without a last word that all of them share: `dry (skin)`."""
    tails: dict[str, int] = defaultdict(int)
    for code in codes - NOT_WORDS:
        for label in labels.get((attribute, code), ()):
            tails[label[-1] if len(label) > 1 else ""] += 1
    for code in sorted(codes):
        wish = Wish(attribute, (code,))
        for label in labels.get((attribute, code), ()) if code != "all" else ():
            yield compact(label), wish
            if len(label) > 1 and tails[label[-1]] > 2:
                yield compact(label[:-1]), wish
        if code not in NOT_WORDS and len(code) > 1:
            yield _key(code.replace("_", " ")), wish


def _categories(paths: Iterable[str], labels: Mapping[tuple[str, str], Any]) -> Iterator[tuple[str, Wish]]:
    """Paths by their last part and by its labels."""
    for path in sorted(paths):
        last = path.rsplit("/", 1)[-1]
        names = {_key(last.replace("_", " "))}
        for place in ((CATEGORY, path), (CATEGORY, last), ("department", path)):
            names |= {compact(label) for label in labels.get(place, ())}
        yield from ((name, Wish(CATEGORY, (path,))) for name in sorted(names) if name)


def _of_colours(attribute: str, codes: set[str], told: Any) -> Iterator[tuple[str, Wish]]:
    """`red` is the code red if there is one, and everything reddish."""
    for colour, phrases in told["colours"].items():
        alike = [code for code in told["families"][colour].split() if code in codes]
        for phrase in phrases if alike else ():
            yield _key(phrase), Wish(attribute, tuple(alike))


def _of_codes(name: str, codes: set[str], phrases: Mapping[str, list[str]]) -> Iterator[tuple[str, Wish]]:
    for code in sorted(codes & set(phrases)):
        yield from ((_key(phrase), Wish(name, (code,))) for phrase in phrases[code])


def _of_audiences(attribute: str, codes: set[str], phrases: Mapping[str, list[str]]) -> Iterator[tuple[str, Wish]]:
    """What is for everybody is for each."""
    for code in sorted(codes & set(phrases)):
        suits = (code,) if code in ("unisex", "kids") else (code, *sorted(codes & {"unisex", "all"}))
        yield from ((_key(phrase), Wish(attribute, suits)) for phrase in phrases[code])
