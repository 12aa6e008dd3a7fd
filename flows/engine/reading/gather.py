"""Sorts what the files say into a book: one function per top key."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from flows.engine.faults import Place
from flows.engine.patterns import PATTERNS
from flows.engine.reading.book import BUILT_IN, OWN, SHIPPED, Book, Entry
from flows.engine.yamltext import Items, Map, read_yaml

BASE_LANGUAGE = "en"
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Z]{2})?")


@dataclass(frozen=True, slots=True)
class Source:
    """One file's text. `own` is true for the shop's files, which win over shipped ones."""

    path: str
    text: str
    own: bool = False


def gather(sources: Sequence[Source]) -> Book:
    """Everything that the sources and the built-in patterns say."""
    book = Book()
    _read(book, Source("<built-in>", PATTERNS), BUILT_IN)
    for source in sources:
        _read(book, source, OWN if source.own else SHIPPED)
    return book


@dataclass(frozen=True, slots=True)
class _File:
    book: Book
    origin: int
    language: str  # empty in files that are not overlays


def _read(book: Book, source: Source, origin: int) -> None:
    top = read_yaml(source.path, source.text, book.faults)
    language = ""
    if "language" in top:
        language = str(top["language"])
        if not _LANGUAGE.fullmatch(language):
            book.faults.error(top.at("language"), f"`{language}` is no language code such as `ko` or `pt-BR`")
            return
        book.languages.setdefault(language, top.at("language"))
    keys = _OVERLAY_KEYS if language else _DOMAIN_KEYS
    for key, value in top.items():
        if key not in keys:
            what = "a language file" if language else "a flow file"
            book.faults.error(top.at(key), f"`{key}` means nothing at the top of {what}{_meant(key, keys)}")
        elif value is not None:
            keys[key](_File(book, origin, language), value, top.at(key))


def _meant(key: str, known: Iterable[str]) -> str:
    """What a misspelt key should probably have been."""
    near = get_close_matches(key, known, 1, 0.75)
    return f": did you mean `{near[0]}`?" if near else ""


def _entries(file: _File, value: Any, place: Place, section: dict[str, Entry], what: str) -> None:
    if not isinstance(value, Map):
        file.book.faults.error(place, f"`{what}` is a mapping of names")
        return
    for name, body in value.items():
        label = f"{file.language}:{name}" if file.language else name
        file.book.add(section, Entry(name, body, value.at(name), file.origin), label)


def _flows(file: _File, value: Any, place: Place) -> None:
    _entries(file, value, place, file.book.flows, "flows")


def _slots(file: _File, value: Any, place: Place) -> None:
    _entries(file, value, place, file.book.slots, "slots")


def _journeys(file: _File, value: Any, place: Place) -> None:
    _entries(file, value, place, file.book.journeys, "journeys")


def _templates(file: _File, value: Any, place: Place) -> None:
    section = file.book.template_overlays.setdefault(file.language, {}) if file.language else file.book.templates
    _entries(file, value, place, section, "templates")


def _responses(file: _File, value: Any, place: Place) -> None:
    section = file.book.overlays.setdefault(file.language, {}) if file.language else file.book.responses
    _entries(file, value, place, section, "responses")


def _names_of(value: Any) -> list[tuple[str, Place]]:
    """A list of names, each possibly a mapping with options."""
    if not isinstance(value, Items):
        return []
    found = ((item, value.at(number)) for number, item in enumerate(value))
    return [(str(next(iter(i)) if isinstance(i, Map) and i else i), at) for i, at in found]


def _intents(file: _File, value: Any, place: Place) -> None:
    if not isinstance(value, Items):
        file.book.faults.error(place, "`intents` is a list of names")
    for name, at in _names_of(value):
        file.book.intents.setdefault(name, at)


def _actions(file: _File, value: Any, place: Place) -> None:
    if not isinstance(value, Items):
        file.book.faults.error(place, "`actions` is a list of names")
    for name, at in _names_of(value):
        file.book.actions.setdefault(name, at)


def _nlu(file: _File, value: Any, place: Place) -> None:
    """Rasa's training data: intents with example phrases, and synonyms."""
    if not isinstance(value, Items):
        file.book.faults.error(place, "`nlu` is a list of `- intent: …` with `examples:`")
        return
    for number, item in enumerate(value):
        at = value.at(number)
        if not isinstance(item, Map) or not {"intent", "synonym", "regex", "lookup"} & set(item):
            file.book.faults.error(at, "an item of `nlu` has `intent:` and `examples:`")
            continue
        file.book.known_keys(item, _NLU_KEYS, "`nlu`")
        phrases = _phrases(item.get("examples"))
        for line in _unmarked(item.get("examples")) if phrases else ():
            file.book.faults.warn(item.at("examples"), f"the example {line!r} lacks its `- `: nobody hears it")
        if not phrases:
            file.book.faults.error(
                item.at("examples"), "`examples: |` holds phrases, each on a line of its own that begins with `- `"
            )
        if "intent" in item:
            file.book.intents.setdefault(str(item["intent"]), at)
            file.book.examples.setdefault(str(item["intent"]), []).extend(phrases)
        elif "synonym" in item:
            everywhere = _language(file.book.synonyms, file).setdefault("*", {})
            everywhere.setdefault(str(item["synonym"]), []).extend(phrases)


def _phrases(value: Any) -> list[str]:
    if isinstance(value, str):
        value = [line.strip()[1:] for line in value.splitlines() if line.strip().startswith("-")]
    if not isinstance(value, list):
        return []
    texts = (item.get("text") if isinstance(item, Map) else item for item in value)
    plain = (_ANNOTATION.sub(r"\1", str(text)).strip() for text in texts if text is not None)
    return [phrase for phrase in plain if phrase]


def _unmarked(value: Any) -> list[str]:
    """Lines of a block of examples that do not begin as one."""
    lines = value.splitlines() if isinstance(value, str) else []
    return [line.strip() for line in lines if line.strip() and not line.strip().startswith(("-", "#"))]


def _language(section: dict[str, Any], file: _File) -> dict[str, Any]:
    found: dict[str, Any] = section.setdefault(file.language or BASE_LANGUAGE, {})
    return found


def _keywords(file: _File, value: Any, place: Place) -> None:
    words = _language(file.book.keywords, file)
    for name, phrases in _phrase_map(file, value, place, "keywords"):
        words[name] = list(dict.fromkeys([*phrases, *words.get(name, [])]))


def _synonyms(file: _File, value: Any, place: Place) -> None:
    if not isinstance(value, Map):
        file.book.faults.error(place, "`synonyms` maps slots to values to phrases")
        return
    words = _language(file.book.synonyms, file)
    for slot, values in value.items():
        kept = words.setdefault(slot, {})
        for name, phrases in _phrase_map(file, values, value.at(slot), "synonyms"):
            kept[name] = list(dict.fromkeys([*phrases, *kept.get(name, [])]))


def _phrase_map(file: _File, value: Any, place: Place, what: str) -> list[tuple[str, list[str]]]:
    if not isinstance(value, Map):
        file.book.faults.error(place, f"`{what}` maps names to lists of phrases")
        return []
    return [(name, [str(phrase) for phrase in phrases] if isinstance(phrases, Items) else [str(phrases)])
            for name, phrases in value.items()]  # fmt: skip


def _names(file: _File, value: Any, place: Place) -> None:
    if not isinstance(value, Map):
        file.book.faults.error(place, "`names` maps flows and `faq/<topic>` to what people call them")
        return
    kept = _language(file.book.names, file)
    kept.update({name: str(text) for name, text in value.items() if file.origin == OWN or name not in kept})


def _partial(file: _File, value: Any, place: Place) -> None:
    """The language falls back to English for what it does not say; that is no gap."""
    if isinstance(value, bool):
        file.book.partial |= {file.language} if value else set()
    else:
        file.book.faults.error(place, "`partial` is true or false")


def _ignored(file: _File, value: Any, place: Place) -> None:
    """Accepted because Rasa's files have it."""


_ANNOTATION = re.compile(r"\[([^\]]*)\](?:\([^)]*\)|\{[^}]*\})")
_NLU_KEYS = {"intent", "synonym", "regex", "lookup", "examples", "metadata"}
_Reader = Callable[[_File, Any, Place], None]
_SHARED_KEYS: dict[str, _Reader] = {
    "version": _ignored,
    "responses": _responses,
    "templates": _templates,
    "nlu": _nlu,
    "keywords": _keywords,
    "synonyms": _synonyms,
    "names": _names,
}
_OVERLAY_KEYS: dict[str, _Reader] = {**_SHARED_KEYS, "language": _ignored, "partial": _partial}
_DOMAIN_KEYS: dict[str, _Reader] = {
    **_SHARED_KEYS,
    "flows": _flows,
    "slots": _slots,
    "intents": _intents,
    "actions": _actions,
    "journeys": _journeys,
    "entities": _ignored,
    "session_config": _ignored,
}
