"""Templates as the files write them, with the wordings that language files add."""

from collections.abc import Iterator
from difflib import get_close_matches
from typing import Any

from flows.engine.faults import Place
from flows.engine.reading.book import Book, Entry
from flows.engine.reading.gather import BASE_LANGUAGE
from flows.engine.templates import (
    BUTTONS,
    CATEGORIES,
    KINDS,
    MEDIA,
    TemplateButton,
    TemplateContract,
    Variable,
    Wording,
)
from flows.engine.yamltext import Items, Map

_KEYS = ("category", "header", "body", "footer", "buttons", "variables")
_OVERLAY_KEYS = ("header", "body", "footer", "buttons", "variables")


def read_templates(book: Book) -> dict[str, TemplateContract]:
    """All templates by name; every fault that keeps one from being read is told."""
    contracts = {}
    for entry in book.templates.values():
        contract = _contract(book, entry)
        if contract is not None:
            contracts[entry.name] = contract
    return contracts


def _contract(book: Book, entry: Entry) -> TemplateContract | None:
    body = entry.value
    if not isinstance(body, Map):
        book.faults.error(entry.place, f"the template {entry.name} is a mapping with `category` and `body`")
        return None
    _known(book, body, _KEYS, f"the template {entry.name}")
    category = _category(book, entry, body)
    variables = {variable.name: variable for variable in _variables(book, entry.name, body)}
    base = _wording(book, entry.name, BASE_LANGUAGE, body, variables)
    wordings = {BASE_LANGUAGE: base}
    for language, overlays in book.template_overlays.items():
        overlay = overlays.get(entry.name)
        if overlay is None or overlay.origin < entry.origin:
            continue  # the shop has rewritten it: a shipped translation would say something else
        translated = _translated(book, overlay, language, base, variables)
        if translated is not None:
            wordings[language] = translated
    return TemplateContract(entry.name, category, entry.place, variables, wordings)


def _category(book: Book, entry: Entry, body: Map) -> str:
    category = body.get("category")
    if category not in CATEGORIES:
        what = f"`{category}` is no category" if category else f"the template {entry.name} has no `category`"
        book.faults.error(body.at("category"), f"{what}: utility, marketing or authentication")
        return "marketing"
    return str(category)


def _variables(book: Book, name: str, body: Map) -> Iterator[Variable]:
    variables = body.get("variables")
    if variables is None:
        return
    if not isinstance(variables, Map):
        book.faults.error(body.at("variables"), f"`variables` of {name} maps each name to a sample")
        return
    for token, sample in variables.items():
        at = variables.at(token)
        kind: Any = "text"
        if isinstance(sample, Map):
            _known(book, sample, ("type", "sample", "otherwise"), f"the variable {token}")
            kind, sample = sample.get("type", "text"), sample.get("sample")
        if kind not in KINDS:
            book.faults.error(at, f"the variable {token} has the type `{kind}`: {', '.join(KINDS)} are known")
            kind = "text"
        yield Variable(token, str(kind), _text(book, sample, at, f"the sample of {token}"), at)


def _wording(book: Book, name: str, language: str, body: Map, variables: dict[str, Variable]) -> Wording:
    header, media = _header(book, name, body)
    return Wording(
        language,
        body.place,
        _text(book, body.get("body"), body.at("body"), f"the body of {name}").rstrip("\n"),
        header,
        media,
        _text(book, body.get("footer"), body.at("footer"), f"the footer of {name}"),
        tuple(_buttons(book, name, body)),
        {token: variable.sample for token, variable in variables.items()},
        dict(_otherwise(book, body)),
        {part: body.at(part) for part in _KEYS},
    )


def _header(book: Book, name: str, body: Map) -> tuple[str, str]:
    """A text, or a file by its address: `{image: https://…}`."""
    header = body.get("header")
    if not isinstance(header, Map):
        return _text(book, header, body.at("header"), f"the header of {name}"), ""
    kinds = [kind for kind in MEDIA if kind in header]
    if len(kinds) != 1 or len(header) != 1:
        book.faults.error(header.place, f"the header of {name} is a text or one of {', '.join(MEDIA)}")
        return "", ""
    return _text(book, header[kinds[0]], header.place, f"the header of {name}"), kinds[0]


def _buttons(book: Book, name: str, body: Map) -> Iterator[TemplateButton]:
    buttons = body.get("buttons")
    if buttons is None:
        return
    if not isinstance(buttons, Items):
        book.faults.error(body.at("buttons"), f"`buttons` of {name} is a list such as `- quick_reply: Yes`")
        return
    for number, button in enumerate(buttons):
        at = buttons.at(number)
        if not isinstance(button, Map):
            book.faults.error(at, f"a button of {name} is a mapping such as `quick_reply: Yes`")
            continue
        _known(book, button, (*BUTTONS, "title"), f"a button of {name}")
        kinds = [kind for kind in BUTTONS if kind in button]
        if len(kinds) != 1:
            book.faults.error(at, f"a button of {name} is exactly one of {', '.join(BUTTONS)}")
            continue
        yield _button(book, name, kinds[0], button)


def _button(book: Book, name: str, kind: str, button: Map) -> TemplateButton:
    target = _text(book, button[kind], button.at(kind), f"`{kind}` of a button of {name}")
    title = _text(book, button.get("title"), button.at("title"), f"the title of a button of {name}")
    if kind == "quick_reply":
        if title:
            book.faults.error(button.at("title"), f"a quick reply of {name} is its title: `quick_reply: {title}`")
        title, target = target, ""
    return TemplateButton(kind, title, target, button.place)


def _translated(
    book: Book, entry: Entry, language: str, base: Wording, variables: dict[str, Variable]
) -> Wording | None:
    body = entry.value
    if not isinstance(body, Map):
        book.faults.error(entry.place, f"the {language} wording of {entry.name} is a mapping with `body`")
        return None
    _known(book, body, _OVERLAY_KEYS, f"the {language} wording of {entry.name}")
    header = body.get("header")
    if isinstance(header, Map):
        book.faults.error(body.at("header"), f"the file in the header of {entry.name} is the same in every language")
        header = None
    said = header if header is not None else base.header if base.media else ""
    return Wording(
        language,
        body.place,
        _text(book, body.get("body"), body.at("body"), f"the body of {entry.name}").rstrip("\n"),
        _text(book, said, body.at("header"), f"the header of {entry.name}"),
        base.media,
        _text(book, body.get("footer"), body.at("footer"), f"the footer of {entry.name}"),
        tuple(_retitled(book, entry, language, base)),
        {token: variable.sample for token, variable in variables.items()} | dict(_samples(book, body, variables)),
        dict(_otherwise(book, body)),
        {part: body.at(part) for part in _OVERLAY_KEYS},
    )


def _retitled(book: Book, entry: Entry, language: str, base: Wording) -> Iterator[TemplateButton]:
    """The base's buttons under this language's titles, in their order; a code to copy has WhatsApp's own title."""
    titled = [button for button in base.buttons if button.kind != "copy_code"]
    titles = entry.value.get("buttons")
    at = entry.value.at("buttons")
    if titles is None and not titled:
        yield from base.buttons
        return
    if not isinstance(titles, Items) or len(titles) != len(titled):
        book.faults.error(at, f"{entry.name} in {language} needs a list of {len(titled)} titles under `buttons`")
        return
    places = [titles.at(number) for number in range(len(titles))]
    words = iter([(_text(book, title, place, "a title"), place) for title, place in zip(titles, places, strict=True)])
    for button in base.buttons:
        if button.kind == "copy_code":
            yield button
        else:
            title, place = next(words)
            yield TemplateButton(button.kind, title, button.target, place)


def _samples(book: Book, body: Map, variables: dict[str, Variable]) -> Iterator[tuple[str, str]]:
    samples = body.get("variables")
    if samples is None:
        return
    if not isinstance(samples, Map):
        book.faults.error(body.at("variables"), "`variables` of a translation maps names to samples")
        return
    for token, sample in samples.items():
        if token not in variables:
            book.faults.error(samples.at(token), f"there is no variable {token}")
        if isinstance(sample, Map):
            _known(book, sample, ("sample", "otherwise"), f"the variable {token}")
            sample = sample.get("sample")
        if sample is not None:
            yield token, _text(book, sample, samples.at(token), f"the sample of {token}")


def _otherwise(book: Book, body: Map) -> Iterator[tuple[str, str]]:
    """What is said where nobody knows a value."""
    variables = body.get("variables")
    for token, told in variables.items() if isinstance(variables, Map) else ():
        if isinstance(told, Map) and "otherwise" in told:
            yield token, _text(book, told["otherwise"], told.at("otherwise"), f"`otherwise` of {token}")


def _text(book: Book, value: Any, place: Place, what: str) -> str:
    if value is None:
        return ""
    if isinstance(value, Map | Items | bool):
        book.faults.error(place, f"{what} is a text (plural forms and lists cannot be approved)")
        return ""
    return str(value)


def _known(book: Book, body: Map, keys: tuple[str, ...], what: str) -> None:
    for key in body:
        if key not in keys:
            near = get_close_matches(key, keys, 1, 0.75)
            hint = f": did you mean `{near[0]}`?" if near else ""
            book.faults.error(body.at(key), f"`{key}` means nothing in {what}{hint}")
