"""Header, body, footer and samples of a template: lengths, and where a variable may stand."""

import re
from itertools import pairwise
from urllib.parse import urlsplit

from flows.engine.faults import Place
from flows.engine.limits import length_of
from flows.engine.reading.book import Book
from flows.engine.templates import TOKEN, TemplateContract, Wording, tokens_in

MAX_BODY = 1024
MAX_HEADER = 60
MAX_FOOTER = 60
MAX_SAMPLE = 250
MAX_EMOJIS = 10

_EMOJI = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\u2b50\u2b55]")
_UNFIT = re.compile(r"[\n\r\t]| {5}")
_STYLED = re.compile(r"[*_~`]")
_BRACE = re.compile(r"[{}]")
_WORD = re.compile(r"\w+")
_EDGE = re.compile(r"^[\W_]*\{[A-Za-z_]|\}[\W_]*$")  # punctuation around it does not help
_MONEY = re.compile(r"\d")
_DATE = re.compile(r"\d|\w{3,}")
_NO_SPACES = ("ja", "zh", "th", "lo", "km", "my")  # scripts that do not part their words
_ENDINGS = {
    "image": (".jpg", ".jpeg", ".png"),
    "video": (".mp4", ".3gp"),
    "document": (".pdf",),
}


def check_body(book: Book, contract: TemplateContract, wording: Wording) -> None:
    """The body's length and its variables."""
    at, name, body = wording.at("body"), _told(contract, wording), wording.body
    if not body.strip():
        if contract.category != "authentication":
            book.faults.error(at, f"{name} has no `body`")
        return
    _check_length(book, at, f"the body of {name}", wording.filled(body), MAX_BODY)
    _check_braces(book, at, f"the body of {name}", body)
    if tokens_in(body) and _EDGE.search(body.strip()):
        book.faults.error(at, f"the body of {name} begins or ends with a variable: WhatsApp refuses that")
    for before, after in pairwise(TOKEN.finditer(body)):
        if not body[before.end() : after.start()].strip():
            book.faults.error(at, f"two variables of {name} stand side by side: {before[0]}{after[0]}")
    _check_ratio(book, at, name, wording)
    _check_content(book, at, name, body)
    if "\t" in body or " " * 5 in body:
        book.faults.error(at, f"the body of {name} has a tab or more than 4 spaces in a row")


def check_header_and_footer(book: Book, contract: TemplateContract, wording: Wording) -> None:
    """A header has one variable at most and no markup, a footer has neither."""
    name = _told(contract, wording)
    header, footer = wording.header, wording.footer
    if wording.media:
        _check_file(book, wording.at("header"), name, wording)
    elif header:
        at = wording.at("header")
        _check_length(book, at, f"the header of {name}", wording.filled(header), MAX_HEADER)
        _check_braces(book, at, f"the header of {name}", header)
        if len(tokens_in(header)) > 1:
            book.faults.error(at, f"the header of {name} has more than one variable")
        if "\n" in header.strip() or _STYLED.search(TOKEN.sub("", header)) or _EMOJI.search(header):
            book.faults.error(at, f"the header of {name} has a line break, an emoji or one of * _ ~ `")
    if footer:
        at = wording.at("footer")
        _check_length(book, at, f"the footer of {name}", footer, MAX_FOOTER)
        if _BRACE.search(footer):
            book.faults.error(at, f"the footer of {name} cannot have variables")
        if "\n" in footer.strip() or _EMOJI.search(footer):
            book.faults.error(at, f"the footer of {name} has a line break or an emoji")


def check_samples(book: Book, contract: TemplateContract, wording: Wording) -> None:
    """A reviewer sees the samples, and a missing value would be sent as its sample: each must be there and fit."""
    for variable in contract.variables.values():
        sample = wording.samples.get(variable.name, "")
        what = f"the sample of {variable.name} ({_told(contract, wording)})"
        at = variable.place if sample == variable.sample else wording.at("variables")
        if not sample.strip():
            book.faults.error(at, f"{what} is missing")
        elif _UNFIT.search(sample):
            book.faults.error(at, f"{what} has a line break, a tab or more than 4 spaces")
        elif length_of(sample) > MAX_SAMPLE:
            book.faults.error(at, f"{what} has more than {MAX_SAMPLE} characters")
        elif _BRACE.search(sample):
            book.faults.error(at, f"{what} has braces")
        else:
            _check_kind(book, at, variable.kind, (sample, what))


def check_otherwise(book: Book, contract: TemplateContract, wording: Wording) -> None:
    """What stands in for a value has to fit as the value itself does."""
    for name, text in wording.otherwise.items():
        what = f"`otherwise` of {name} ({_told(contract, wording)})"
        if not text.strip():
            book.faults.error(wording.at("variables"), f"{what} says nothing")
        elif _UNFIT.search(text) or _BRACE.search(text):
            book.faults.error(wording.at("variables"), f"{what} has a line break, a tab, braces or many spaces")
        elif length_of(text) > MAX_SAMPLE:
            book.faults.error(wording.at("variables"), f"{what} has more than {MAX_SAMPLE} characters")


def _check_kind(book: Book, at: Place, kind: str, told: tuple[str, str]) -> None:
    sample, what = told
    if kind == "money" and not _MONEY.search(sample):
        book.faults.error(at, f"{what} is no amount of money")
    elif kind == "date" and not _DATE.search(sample):
        book.faults.error(at, f"{what} is no date")
    elif kind in ("url", "media") and re.search(r"\s", sample):
        book.faults.error(at, f"{what} is no part of an address: it has a space")


def _check_file(book: Book, at: Place, name: str, wording: Wording) -> None:
    address = wording.filled(wording.header)
    parts = urlsplit(address)
    if parts.scheme != "https" or not parts.netloc or "{" in urlsplit(wording.header).netloc:
        book.faults.error(at, f"the file in the header of {name} needs an https address with a fixed host")
    elif not parts.path.lower().endswith(_ENDINGS[wording.media]):
        wanted = ", ".join(_ENDINGS[wording.media])
        book.faults.error(at, f"the {wording.media} in the header of {name} ends in {wanted} (with its sample)")
    if len(tokens_in(wording.header)) > 1:
        book.faults.error(at, f"the header of {name} has more than one variable")


def _check_length(book: Book, at: Place, what: str, text: str, most: int) -> None:
    if length_of(text) > most:
        book.faults.error(at, f"{what} has {length_of(text)} characters with its samples, {most} at most")


def _check_braces(book: Book, at: Place, what: str, text: str) -> None:
    if "{{" in text or "}}" in text:
        book.faults.error(at, f"{what} has double braces: name its variables, as in {{order_number}}")
    elif _BRACE.search(TOKEN.sub("", text)):
        book.faults.error(at, f"{what} has a brace that is no variable such as {{order_number}}")


def _check_ratio(book: Book, at: Place, name: str, wording: Wording) -> None:
    count = len(tokens_in(wording.body))
    fixed = TOKEN.sub(" ", wording.body)
    unparted = wording.language.split("-")[0] in _NO_SPACES
    words = sum(map(len, _WORD.findall(fixed))) // 2 if unparted else len(_WORD.findall(fixed))
    if count and words < 2 * count + 1:
        book.faults.error(at, f"{name} has {words} words for {count} variables: WhatsApp wants {2 * count + 1}")


def _check_content(book: Book, at: Place, name: str, body: str) -> None:
    if len(_EMOJI.findall(body)) > MAX_EMOJIS:
        book.faults.error(at, f"the body of {name} has more than {MAX_EMOJIS} emojis")
    if re.search(r"\bwa\.me/", body):
        book.faults.error(at, f"the body of {name} has a wa.me link: WhatsApp refuses that")
    if "\n\n\n" in body:
        book.faults.error(at, f"the body of {name} has more than one empty line in a row")


def _told(contract: TemplateContract, wording: Wording) -> str:
    return f"{contract.name} ({wording.language})"
