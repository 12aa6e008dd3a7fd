"""What every shopper reads is there in all six languages, says the same, and fits WhatsApp."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

LANGUAGES = ("ko", "es", "pt", "hi", "ar")
FLOWS = Path(__file__).parents[2] / "flows"
#: Responses that may be said in English, by language: none.
UNTRANSLATED: dict[str, set[str]] = {code: set() for code in LANGUAGES}
BUTTON, ROW, DESCRIPTION, BODY = 20, 24, 72, 1024
_VARIABLE = re.compile(r"\{(\w+)(?:\|[^}]*)?\}")  # `{coupon|josa:은}` is coupon


def read_responses(paths: Iterator[Path]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for path in paths:
        found |= YAML(typ="safe").load(path.read_text("utf-8")).get("responses") or {}
    return found


def as_one(told: Any) -> dict[str, Any]:
    """A translation written as its text alone, or as a list of variations, in one."""
    if isinstance(told, str):
        return {"text": told}
    if not isinstance(told, list):
        return dict(told)
    buttons = {key: title for each in told for key, title in (each.get("buttons") or {}).items()}
    return {"text": [each.get("text", "") for each in told], "buttons": buttons}


ENGLISH = read_responses(iter(sorted((FLOWS / "library").glob("*.yml"))))
TRANSLATED = {code: read_responses(iter(sorted((FLOWS / "languages").glob(f"{code}.*yml")))) for code in LANGUAGES}


def told_in(text: Any) -> list[str]:
    """Every text of a response: one, several variations, or by plural or id."""
    if isinstance(text, dict):
        return [each for value in text.values() for each in told_in(value)]
    return [each for value in text for each in told_in(value)] if isinstance(text, list) else [str(text)]


def variables_of(texts: list[str]) -> set[str]:
    return {name for text in texts for name in _VARIABLE.findall(text)}


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_response_of_the_library_is_translated(code: str) -> None:
    """H: nobody who writes Spanish, Portuguese, Hindi, Arabic or Korean is answered in English."""
    missing = set(ENGLISH) - set(TRANSLATED[code])
    assert (len(missing), sorted(missing)) == (len(UNTRANSLATED[code]), sorted(UNTRANSLATED[code]))


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_translation_holds_the_same_variables(code: str) -> None:
    """A price or a name that English tells is told in every language."""
    wrong = []
    for name, variations in ENGLISH.items():
        english = variables_of([text for each in variations for text in told_in(each.get("text", ""))])
        other = variables_of(told_in(as_one(TRANSLATED[code].get(name, {})).get("text", "")))
        wrong += [(name, english ^ other)] if english - {"contact_name"} != other - {"contact_name"} else []
    assert wrong == []


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_translation_names_every_button_and_fits(code: str) -> None:
    """Three buttons of 20 characters, or list rows of 24 and 72."""
    wrong = []
    for name, variations in ENGLISH.items():
        told = as_one(TRANSLATED[code].get(name, {}))
        titles = told.get("buttons") or {}
        payloads = [button["payload"] for each in variations for button in each.get("buttons") or ()]
        most = ROW if any(len(each.get("buttons") or ()) > 3 for each in variations) else BUTTON
        wrong += [(name, payload) for payload in payloads if payload not in titles]
        for title in titles.values():
            text, below = (title["title"], title.get("description", "")) if isinstance(title, dict) else (title, "")
            if len(_VARIABLE.sub("000000", str(text))) > most or len(below) > DESCRIPTION:
                wrong.append((name, text))
        wrong += [(name, "too long") for text in told_in(told.get("text", "")) if len(text) > BODY]
    assert wrong == []
