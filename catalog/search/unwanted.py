"""What it must not be: `shirt, not white`, `흰색 말고`, `vestido sin flores` → filters the other way round."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import replace

from catalog.search.normal import compact, fold, stem, tokens
from catalog.search.query import Filter, Query
from catalog.wishes import CATEGORY, ON_SALE, PRICE

_BEFORE = (
    r"not|no|without|except|excluding|anything but|don'?t want|do not want|avoid|"
    r"sin|excepto|que no sea|tampoco|não|nao|sem|exceto|nada de|"
    r"बिना|बगैर|ليس|ليست|بدون|غير|الا|إلا|ماعدا"
)
_ALSO_BEFORE = rf"{_BEFORE}|isn'?t"  # an answer; as a question (`isn't there …`) it means the opposite
_AFTER = r"말고|빼고|제외(?:하고)?|아닌|싫\S*|नहीं|के अलावा|को छोड़कर"
_STOP = r"[,.;:!?،।]|\s(?:but|and|under|over|for|in|y|e|pero|mas|que|و)\s|$"
_WHAT = rf"\s+(?P<what>\S.{{0,40}}?)(?={_STOP})"
NOT_AFTER = re.compile(rf"(?P<what>[^\s,.;]+)\s*(?:색|색상|은|는|이|가)?\s*(?:{_AFTER})(?!\w{{3}})")
IN_ANSWERS = (re.compile(rf"(?<!\w)(?:{_ALSO_BEFORE}){_WHAT}", re.IGNORECASE), NOT_AFTER)
_IN_SEARCHES = re.compile(rf"(?<!\w)(?P<no>{_BEFORE})\s+(?P<lead>(?:in|an?|the|en|el|la|uma?)\s+)?", re.IGNORECASE)
_MAYBE_YES = frozenset({"no", "não", "nao"})  # at the beginning they answer something: `no blue` is a blue one
_LONGEST = 4  # words: `not black or white`
_WORD = re.compile(r"[^\s,.;:!?،।]+")
_END = re.compile(r"[,.;:!?،।]")

Read = Callable[[str], Query]


def part_unwanted(text: str, read: Read, known: Collection[str]) -> tuple[str, tuple[Filter, ...]]:
    """The text without what it must not be, and that as filters. A kind of thing stays (`do you not have dresses`),
    so does what has a name of its own, `known` by its key: `without perfume` is unscented."""
    found: list[Filter] = []
    spans: list[tuple[int, int]] = []
    for match in _IN_SEARCHES.finditer(text):
        if match["no"].casefold() in _MAYBE_YES and not text[: match.start()].strip():
            continue
        end, filters = _longest(text, match.end(), read)
        if filters and not _has_name(text[match.start() : end], known):
            found += _turned(text[match.start() : end], filters)
            spans.append((match.start(), end))
    for match in NOT_AFTER.finditer(text):
        if filters := _filters_of(read(match["what"])):
            found += _turned(match[0], filters)
            spans.append(match.span())
    for start, end in reversed(spans):
        text = f"{text[:start]} , {text[end:]}"
    return text, tuple(found)


def _longest(text: str, start: int, read: Read) -> tuple[int, tuple[Filter, ...]]:
    """Up to where the words behind a `not` say one thing, and which."""
    best: tuple[int, tuple[Filter, ...]] = (start, ())
    for word, _ in zip(_WORD.finditer(text, start), range(_LONGEST), strict=False):
        if _END.search(text, start, word.start()):
            break
        filters = _filters_of(read(text[start : word.end()]))
        if filters and [one.wishes for one in filters] != [one.wishes for one in best[1]]:
            best = (word.end(), filters)
    return best


def _filters_of(query: Query) -> tuple[Filter, ...]:
    """Filters by one attribute, if that is all that the words say."""
    names = [{wish.name for wish in one.wishes} for one in query.filters]
    plain = bool(names and set.intersection(*names)) and not set.union(*names) & {CATEGORY, PRICE, ON_SALE}
    says_more = query.free or query.unsold or (query.other and query.other[0] in query.text.split()[:1])
    return query.filters if plain and not says_more else ()


def _has_name(text: str, known: Collection[str]) -> bool:
    words = tokens(fold(text))
    return any(compact(part) in known for end in range(2, len(words) + 1) for part in _forms(words[:end]))


def _forms(words: list[str]) -> Iterator[list[str]]:
    yield words
    yield [stem(word) for word in words]


def _turned(said: str, filters: Iterable[Filter]) -> Iterator[Filter]:
    """Whatever a word may mean, it must be none of it."""
    words = tuple(tokens(fold(said)))
    for one in filters:
        for wish in one.wishes:
            yield Filter(" ".join(said.split()), (replace(wish, unwanted=True),), words)
