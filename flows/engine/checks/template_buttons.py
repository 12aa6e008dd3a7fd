"""Buttons of a template: how many of each kind, their order, their titles and where they lead."""

import re
from itertools import groupby
from urllib.parse import urlsplit

from flows.engine.limits import length_of
from flows.engine.reading.book import Book
from flows.engine.templates import TemplateButton, TemplateContract, Wording, tokens_in

MAX_BUTTONS = 10
MAX_TITLE = 25
MAX_URL = 2000
MAX_CODE = 15
MOST = {"url": 2, "phone": 1, "copy_code": 1}

_PHONE = re.compile(r"\+[1-9][0-9]{6,14}")
_NOT_PLAIN = re.compile("[\U0001f000-\U0001faff\u2600-\u27bf\n\t*_~`]")


def check_template_buttons(book: Book, contract: TemplateContract, wording: Wording) -> None:
    """Add a fault for every button that WhatsApp would refuse."""
    name = f"{contract.name} ({wording.language})"
    at, buttons = wording.at("buttons"), wording.buttons
    if contract.category == "authentication":
        _check_authentication(book, contract, wording)
        return
    if len(buttons) > MAX_BUTTONS:
        book.faults.error(at, f"{name} has {len(buttons)} buttons, {MAX_BUTTONS} at most")
    for kind, most in MOST.items():
        if sum(button.kind == kind for button in buttons) > most:
            book.faults.error(at, f"{name} has more than {most} buttons of the kind {kind}")
    runs = [answers for answers, _ in groupby(button.kind == "quick_reply" for button in buttons)]
    if len(runs) > 2:
        book.faults.error(at, f"quick replies of {name} stand apart: they go together, before or after the others")
    titles: set[str] = set()
    for button in buttons:
        _check_title(book, button, name, titles)
        _check_target(book, button, wording, name)


def _check_title(book: Book, button: TemplateButton, name: str, titles: set[str]) -> None:
    title = button.title.strip()
    if button.kind == "copy_code":
        if title:
            book.faults.error(button.place, f"a code to copy ({name}) has WhatsApp's own title")
        return
    if not title:
        book.faults.error(button.place, f"a button of {name} has no title")
    elif length_of(title) > MAX_TITLE:
        told = f"{title!r} of {name} has {length_of(title)} characters, {MAX_TITLE} at most"
        book.faults.error(button.place, f"the button {told}")
    elif title.casefold() in titles:
        book.faults.error(button.place, f"two buttons of {name} are called {title!r}")
    if "{" in title or "}" in title:
        book.faults.error(button.place, f"the title of a button of {name} cannot have variables")
    elif _NOT_PLAIN.search(title):
        book.faults.error(button.place, f"the button {title!r} of {name} has an emoji, a line break or markup")
    titles.add(title.casefold())


def _check_target(book: Book, button: TemplateButton, wording: Wording, name: str) -> None:
    """Of a quick reply the title says all."""
    if button.kind == "url":
        _check_url(book, button, wording, name)
    elif button.kind == "copy_code":
        _check_code(book, button, wording, name)
    elif button.kind == "phone" and not _PHONE.fullmatch(button.target):
        book.faults.error(button.place, f"the number of a button of {name} is written as +14155550100")


def _check_url(book: Book, button: TemplateButton, wording: Wording, name: str) -> None:
    """The host is fixed, and one variable at most ends the address."""
    url, place = button.target, button.place
    parts = urlsplit(url)
    if parts.scheme not in ("https", "http") or not parts.netloc:
        book.faults.error(place, f"the address of a button of {name} begins with https:// and a host")
    elif "{" in parts.netloc or "}" in parts.netloc:
        book.faults.error(place, f"the host in a button of {name} cannot have variables")
    elif parts.netloc.lower() in ("wa.me", "api.whatsapp.com"):
        book.faults.error(place, f"a button of {name} leads to WhatsApp itself: that is refused")
    elif len(wording.filled(url)) > MAX_URL:
        book.faults.error(place, f"the address of a button of {name} has more than {MAX_URL} characters")
    tokens = tokens_in(url)
    if tokens and (len(tokens) > 1 or not url.endswith(f"{{{tokens[0]}}}")):
        book.faults.error(place, f"the address of a button of {name} has one variable at most, at its very end")
    elif tokens and "/" not in url.removeprefix(f"{parts.scheme}://"):
        book.faults.error(place, f"the address of a button of {name} is fixed up to the slash after its host")


def _check_code(book: Book, button: TemplateButton, wording: Wording, name: str) -> None:
    code = wording.filled(button.target)
    if not code or length_of(code) > MAX_CODE:
        book.faults.error(button.place, f"the code of a button of {name} has 1 to {MAX_CODE} characters")
    tokens = tokens_in(button.target)
    if tokens and button.target != f"{{{tokens[0]}}}":
        book.faults.error(button.place, f"the code of a button of {name} is fixed, or one variable and nothing else")


def _check_authentication(book: Book, contract: TemplateContract, wording: Wording) -> None:
    """WhatsApp has its own words for them: all that is ours is the code."""
    name = f"{contract.name} ({wording.language})"
    if wording.header or wording.footer:
        book.faults.error(wording.place, f"{name} is of the category authentication: no header, no footer")
    codes = [button.target for button in wording.buttons]
    if len(codes) != 1 or wording.buttons[0].kind != "copy_code" or len(tokens_in(codes[0])) != 1:
        book.faults.error(wording.at("buttons"), f'{name} has exactly one button: `copy_code: "{{code}}"`')
    if set(contract.variables) - set(tokens_in("".join(codes))):
        book.faults.error(wording.place, f"{name} is of the category authentication: its code is its only variable")
