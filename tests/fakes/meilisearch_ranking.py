"""What a Meilisearch index holds, which of it passes a filter, and in which order it is found."""

import re
from dataclasses import dataclass, field
from typing import Any

from rapidfuzz.distance import OSA

from catalog.search.normal import tokens

_TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|[()\[\],]|[^\s()\[\],"]+')


class Refused(Exception):
    """An error of the API: its code, its message, the status."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code, self.status = code, status

    def body(self) -> dict[str, str]:
        link = f"https://docs.meilisearch.com/errors#{self.code}"
        return {"message": str(self), "code": self.code, "type": "invalid_request", "link": link}


@dataclass
class Index:
    documents: dict[str, dict[str, Any]] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)


def match(document: dict[str, Any], words: list[str], index: Index) -> tuple[int, int, int]:
    """How many words are held, from the first on; with how many slips; in which attribute at best."""
    texts = [tokens(_text(document.get(name))) for name in index.settings.get("searchableAttributes", document)]
    count, slips, best = 0, 0, 99
    while count < len(words):
        way = _longest(words, count, texts, index.settings.get("synonyms", {}))
        if way is None:
            break
        length, slip, at = way
        count, slips, best = count + length, slips + slip, min(best, at)
    return count, slips, best


def _longest(
    words: list[str], at: int, texts: list[list[str]], synonyms: dict[str, list[str]]
) -> tuple[int, int, int] | None:
    """How many of the next words are held, as a synonym of up to three of them or as the word itself."""
    for length in range(min(3, len(words) - at), 0, -1):
        others = synonyms.get(" ".join(words[at : at + length]), [])
        places = [place for place, text in enumerate(texts) for other in others if _holds(text, tokens(other))]
        if length > 1 and places:
            return length, 0, min(places)
        if length == 1:
            is_last = at == len(words) - 1
            ways = [
                (slip, n)
                for n, t in enumerate(texts)
                for o in t
                if (slip := _slips(words[at], o, is_last=is_last)) is not None
            ]
            ways += [(0, place) for place in places]
            return (1, *min(ways)) if ways else None
    return None


def _holds(text: list[str], phrase: list[str]) -> bool:
    return any(text[n : n + len(phrase)] == phrase for n in range(len(text) - len(phrase) + 1))


def _slips(word: str, other: str, *, is_last: bool) -> int | None:
    if other == word or (is_last and other.startswith(word)):
        return 0
    allowed = 2 if len(word) >= 9 else 1 if len(word) >= 5 else 0
    distance = OSA.distance(word, other, score_cutoff=allowed)
    return distance if distance <= allowed else None


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return " ".join(map(_text, value.values()))
    return " ".join(value) if isinstance(value, list) else str(value or "")


def rank(document: dict[str, Any], matched: tuple[int, int, int], sort: list[str], index: Index) -> tuple[Any, ...]:
    count, slips, best = matched
    keys: list[Any] = []
    for rule in index.settings.get("rankingRules", []):
        keys += {"words": [-count], "typo": [slips], "attribute": [best]}.get(rule, [])
        for each in sort if rule == "sort" else [rule] if ":" in rule else []:
            name, _, way = each.partition(":")
            if rule == "sort" and name not in index.settings["sortableAttributes"]:
                raise Refused("invalid_search_sort", f"Attribute `{name}` is not sortable.")
            value = document.get(name)
            keys.append((value is None, (value or 0) * (1 if way == "asc" else -1)))
    return tuple(keys)


def passes(document: dict[str, Any], asked: list[str], index: Index) -> bool:
    return all(_Expression(text, document, index).is_true() for text in asked)


class _Expression:
    """A filter expression read from left to right: AND binds closer than OR."""

    def __init__(self, text: str, document: dict[str, Any], index: Index) -> None:
        self._left = _TOKEN.findall(text)
        self._document, self._index = document, index

    def is_true(self) -> bool:
        value = self._or()
        if self._left:
            raise Refused("invalid_search_filter", f"Found unexpected characters: {self._left}")
        return value

    def _or(self) -> bool:
        value = self._and()
        while self._takes("OR"):
            value = self._and() or value
        return value

    def _and(self) -> bool:
        value = self._one()
        while self._takes("AND"):
            value = self._one() and value
        return value

    def _one(self) -> bool:
        if self._takes("("):
            value = self._or()
            assert self._takes(")")
            return value
        name, operator = self._left.pop(0), self._left.pop(0)
        if name not in self._index.settings.get("filterableAttributes", []):
            raise Refused("invalid_search_filter", f"Attribute `{name}` is not filterable.")
        held = self._document.get(name)
        if operator == "IN":
            values = {value.lower() for value in self._list()}
            return any(str(each).lower() in values for each in held or [])
        value = self._value()
        if operator == "=":
            return str(held).lower() == value.lower()
        return held is not None and (held <= int(value) if operator == "<=" else held >= int(value))

    def _list(self) -> list[str]:
        assert self._takes("[")
        values = [self._value()]
        while self._takes(","):
            values.append(self._value())
        assert self._takes("]")
        return values

    def _value(self) -> str:
        told = self._left.pop(0)
        return re.sub(r"\\(.)", r"\1", told[1:-1]) if told.startswith('"') else told

    def _takes(self, token: str) -> bool:
        if self._left and self._left[0] == token:
            self._left.pop(0)
            return True
        return False
