"""Templates against WhatsApp's rules, before anybody reviews them and long before one is sent."""

import re
from collections.abc import Iterator, Mapping

from flows.engine.checks.template_buttons import check_template_buttons
from flows.engine.checks.template_words import check_body, check_header_and_footer, check_otherwise, check_samples
from flows.engine.faults import Place
from flows.engine.reading.book import Book
from flows.engine.reading.gather import BASE_LANGUAGE
from flows.engine.responses import Response, Variation
from flows.engine.templates import SPOKEN, TemplateContract, Wording, provider_language

MAX_NAME = 100  # our part of WhatsApp's 512; a mark of the wording follows
MAX_VARIABLES = 100
MAX_TOKEN = 32
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_PROMOTES = re.compile(r"\b(coupon|discount|\d+ ?% off|on sale|special offer|promo(tion)?|voucher)\b", re.IGNORECASE)


def check_templates(book: Book, contracts: Mapping[str, TemplateContract], responses: Mapping[str, Response]) -> None:
    """Add a fault for everything that WhatsApp would refuse, a warning for what it would take amiss."""
    for contract in contracts.values():
        _check_name(book, contract)
        _check_variables(book, contract)
        for wording in contract.wordings.values():
            _check_wording(book, contract, wording)
        if lacking := ", ".join(contract.lacks(list(_enabled(book)))):
            book.faults.warn(contract.place, f"the template {contract.name} has no {lacking} wording")
    for language, overlays in book.template_overlays.items():
        for name in sorted(overlays.keys() - book.templates.keys()):
            book.faults.error(overlays[name].place, f"the template {name} exists in {language} only")
    for response in responses.values():
        for variation in response.variations:
            _check_response(book, contracts, response, variation)


def _check_name(book: Book, contract: TemplateContract) -> None:
    if not _NAME.fullmatch(contract.name):
        book.faults.error(contract.place, f"`{contract.name}`: a template's name has only a–z, 0–9 and _")
    elif len(contract.name) > MAX_NAME:
        book.faults.error(contract.place, f"a template's name has at most {MAX_NAME} characters")


def _check_variables(book: Book, contract: TemplateContract) -> None:
    if len(contract.variables) > MAX_VARIABLES:
        book.faults.error(contract.place, f"{contract.name} has more than {MAX_VARIABLES} variables")
    used = {token for wording in contract.wordings.values() for token in wording.tokens()}
    for variable in contract.variables.values():
        if not _NAME.fullmatch(variable.name) or len(variable.name) > MAX_TOKEN:
            book.faults.error(variable.place, f"`{variable.name}`: a variable's name has at most 32 of a–z, 0–9, _")
        elif variable.name not in used:
            book.faults.error(variable.place, f"{contract.name} never says its variable {variable.name}")


def _check_wording(book: Book, contract: TemplateContract, wording: Wording) -> None:
    if provider_language(wording.language) not in SPOKEN:
        book.faults.error(wording.place, f"WhatsApp has no templates in the language {wording.language}")
    _compare(book, contract, wording)
    check_body(book, contract, wording)
    check_header_and_footer(book, contract, wording)
    check_samples(book, contract, wording)
    check_otherwise(book, contract, wording)
    check_template_buttons(book, contract, wording)
    if contract.category == "utility" and (found := _PROMOTES.search(f"{wording.header} {wording.body}")):
        book.faults.warn(
            wording.at("body"), f"{contract.name} promotes (“{found[0]}”): WhatsApp will count it as marketing"
        )


def _compare(book: Book, contract: TemplateContract, wording: Wording) -> None:
    """Every language says the same variables and has the same parts."""
    for token in wording.tokens():
        if token not in contract.variables:
            book.faults.error(
                _place_of(wording, token), f"{contract.name} says {{{token}}}, which is not among its `variables`"
            )
    base = contract.wordings[BASE_LANGUAGE]
    for token in base.tokens():
        if token not in wording.tokens():
            book.faults.error(wording.place, f"{contract.name} in {wording.language} leaves out {{{token}}}")
    for part in ("header", "footer"):
        if bool(getattr(base, part)) != bool(getattr(wording, part)):
            book.faults.error(wording.at(part), f"{contract.name} has a {part} in one language only")


def _place_of(wording: Wording, token: str) -> Place:
    """Where a variable is said."""
    for part in ("header", "body", "footer"):
        if f"{{{token}}}" in getattr(wording, part):
            return wording.at(part)
    return next((b.place for b in wording.buttons if f"{{{token}}}" in b.title + b.target), wording.place)


def _enabled(book: Book) -> Iterator[str]:
    """Languages that say more than the most important things."""
    for language in sorted(book.overlays):
        if language not in book.partial and language.split("-")[0] != BASE_LANGUAGE:
            yield language


def _check_response(
    book: Book, contracts: Mapping[str, TemplateContract], response: Response, variation: Variation
) -> None:
    """A response that names a template is its twin inside the window: the same buttons."""
    whatsapp = variation.metadata.get("whatsapp")
    if whatsapp is None:
        return
    if not isinstance(whatsapp, dict) or not isinstance(whatsapp.get("template"), str) or len(whatsapp) > 1:
        book.faults.error(variation.place, f"`whatsapp` of {response.name} is `{{template: name}}`")
        return
    contract = contracts.get(whatsapp["template"])
    if contract is None:
        book.faults.error(
            variation.place, f"{response.name} names the template {whatsapp['template']}: there is none"
        )
        return
    answers = contract.wordings[BASE_LANGUAGE].quick_replies
    if answers and len(variation.buttons) != answers:
        book.faults.error(
            variation.place,
            f"{response.name} has {len(variation.buttons)} buttons, its template {contract.name} {answers}: "
            "a tap on either says the same",
        )
