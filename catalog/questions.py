"""Questions about one product: what is asked (use, what it is made of, a comparison, a fact), and the sentence of
the catalog that says it. What the catalog does not say stays unanswered: nothing is concluded, nothing guessed.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from catalog.search.normal import fold, has_hangul, stem, tokens
from catalog.wishes import Shown

USAGE, MATERIAL, COMPARE, FACT = "usage", "material", "compare", "fact"
_LONGEST = 300  # characters that are read
_SENTENCE = re.compile(r"(?<=[.!?;।؟])\s+")
_PREFIX = 5  # letters that two words must share to be forms of one
_IN_USAGE = frozenset(
    {"pregnancy", "allergy", "machine_wash", "dishwasher", "microwave", "iron", "nuts", "alcohol", "sensitive"}
)  # care and use answer these; of others they only speak by the way (“use a waterproof spray”)
_FIELDS = {
    **dict.fromkeys(("machine_wash", "dishwasher", "microwave", "iron"), USAGE),
    **dict.fromkeys(("leather", "stretch", "lined"), MATERIAL),
}  # where nothing names the topic, the whole of this says what there is to say
_ATTRIBUTES = {"perfume": "fragrance_free", "sensitive": "skin_type"}


@dataclass(frozen=True, slots=True)
class Asked:
    """`kind` is usage, material, compare or fact; `topic` what a fact is about (empty: only its words say);
    `rest` the words that may name a product."""

    kind: str
    topic: str
    rest: str


def read_question(text: str) -> Asked | None:
    """What is asked about a product, by phrases of all languages; None when it is no such question."""
    words = tokens(text[:_LONGEST])
    for kind in (COMPARE, USAGE, MATERIAL):
        if said := _found(words, _phrases(kind)):
            return Asked(kind, "", _without(words, said, keep_links=kind == COMPARE))
    for topic in _data()["topics"] if asks(text) else ():
        if said := _found(words, _phrases(f"topics/{topic}")):
            return Asked(FACT, topic, _without(words, said))
    return None


def read_open_question(text: str) -> Asked:
    """A question whose topic nobody has listed: its own words are looked for."""
    return Asked(FACT, "", " ".join(_telling(tokens(text[:_LONGEST]))))


def asks(text: str) -> bool:
    """Whether it is put as a question that yes or no would answer."""
    words = tokens(text[:_LONGEST])
    if not words:
        return False
    if has_hangul(text):
        return "?" in text or words[-1].endswith(tuple(_data()["ends"]))
    return "?" in text or "؟" in text or words[0] in _data()["asks"]


def is_about_all(text: str) -> bool:
    """Whether it asks about everything that is sold: a question for the shop, not about one product."""
    return bool(_found(tokens(text[:_LONGEST]), _phrases("everything")))


def wants_size(text: str) -> bool:
    """Whether it asks for somebody's size: `which size, I am 175 cm`, but not `a rug, size 120 cm`."""
    words = tokens(text[:_LONGEST])
    return bool(_found(words, _phrases("size")) and _found(words, _phrases("person")))


def find_fact(product: Shown, asked: Asked, language: str) -> str | tuple[str, str]:
    """The sentence of the catalog that speaks of what is asked, in the language if there is one; an attribute as
    (name, code); empty when the catalog says nothing."""
    name = _ATTRIBUTES.get(asked.topic, "")
    if asked.topic == "sensitive" and "sensitive" in product.attributes.get(name, ()):
        return name, "sensitive"
    if asked.topic == "perfume" and (codes := product.attributes.get(name)):
        return name, codes[0]
    said = next(_sentences_on(product, asked, language), "")
    field = str(getattr(product.words(language), _FIELDS.get(asked.topic, ""), ""))
    cares = _FIELDS.get(asked.topic) != USAGE or bool(_found(tokens(field), _phrases("washing")))
    return said or (field if cares else "")


def _sentences_on(product: Shown, asked: Asked, language: str) -> Iterator[str]:
    own = product.words(language)
    for words in dict.fromkeys((own, product.words("en"))):
        fields = [words.material, words.description, words.tagline, words.title]
        if asked.topic in _IN_USAGE or not asked.topic:
            fields.insert(1, words.usage)
        for field in fields:
            yield from (part.strip() for part in _SENTENCE.split(field) if part and _speaks_of(part, asked))


def _speaks_of(sentence: str, asked: Asked) -> bool:
    said = tokens(sentence)
    if asked.topic:
        return bool(_found(said, _phrases(f"topics/{asked.topic}")))
    wanted = [word for word in asked.rest.split() if word]
    return bool(wanted) and all(any(_alike(word, other) for other in said) for word in wanted)


def _alike(one: str, other: str) -> bool:
    one, other = stem(one), stem(other)
    if has_hangul(one):
        return len(one) > 1 and other.startswith(one)
    return one == other or (min(len(one), len(other)) >= _PREFIX and one[:_PREFIX] == other[:_PREFIX])


@dataclass(frozen=True, slots=True)
class _Phrases:
    """Phrases as two patterns: Korean ones are found whatever their spaces and endings, others as whole words."""

    spaced: re.Pattern[str] | None
    korean: re.Pattern[str] | None
    listed: dict[str, str]  # as it is found → as it is listed

    @classmethod
    def of(cls, phrases: Iterable[str]) -> "_Phrases":
        """`pregnan*` stands for every word that begins so."""
        listed = {_even(phrase): phrase for phrase in phrases}
        korean = [even.replace(" ", "") for even, phrase in listed.items() if has_hangul(phrase)]
        spaced = [
            re.escape(even) + ("" if phrase.endswith("*") else r"(?!\S)")
            for even, phrase in listed.items()
            if not has_hangul(phrase)
        ]
        told = {even.replace(" ", "") if has_hangul(phrase) else even: phrase for even, phrase in listed.items()}
        return cls(
            re.compile(rf"(?<!\S)(?:{_either(spaced)})") if spaced else None,
            re.compile(_either(map(re.escape, korean))) if korean else None,
            told,
        )


def _found(words: Sequence[str], phrases: _Phrases) -> str:
    """The first of the phrases that occurs (the longest that begins there), as it is listed."""
    text = " ".join(words)
    found = phrases.spaced.search(text) if phrases.spaced else None
    if found is None and phrases.korean and has_hangul(text):
        found = phrases.korean.search("".join(words))
    return phrases.listed[found[0]] if found else ""


def _either(patterns: Iterable[str]) -> str:
    return "|".join(sorted(patterns, key=len, reverse=True))


@cache
def _even(phrase: str) -> str:
    return " ".join(tokens(fold(phrase.rstrip("*"))))


@cache
def _phrases(name: str) -> _Phrases:
    """Those of a kind of question, or of `topics/<topic>`."""
    kind, _, topic = name.partition("/")
    return _Phrases.of(_data()[kind][topic] if topic else _data()[kind])


def _without(words: Sequence[str], phrase: str, *, keep_links: bool = False) -> str:
    """The words that may name a product."""
    text = " ".join(words)
    even = _even(phrase)
    if has_hangul(phrase):
        text = re.sub(r"\s?".join(map(re.escape, even.replace(" ", ""))) + r"[가-힣]*", " ", text)
    else:
        text = re.sub(
            rf"(?<!\S){re.escape(even)}\S*" if phrase.endswith("*") else rf"(?<!\S){re.escape(even)}(?!\S)", " ", text
        )
    return " ".join(text.split() if keep_links else _telling(text.split()))


def _telling(words: Iterable[str]) -> list[str]:
    empty = {*_data()["empty"], *_data()["asks"], "the", "a", "an", "with", "to", "for", "in", "on", "at", "i", "my"}
    return [word for word in words if word not in empty]


@cache
def _data() -> Any:
    return json.loads((files("catalog") / "questions.json").read_text("utf-8"))
