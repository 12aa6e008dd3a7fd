"""A merchant with a shop file of their own sees no word of the demo's shop: nothing of it is written into a text."""

import json
import re
from pathlib import Path

import pytest

import bot
import flows
from bot.actions.promises import render_promises
from bot.actions.shopfile.shop import Shop, read_shop
from tests.transcripts.shops import compiled_library

ROOT = Path(__file__).parents[2]
DEMO = read_shop(ROOT / "shop.toml")
OTHER = Shop(name="Linden", currency="EUR", languages=("en", "ko"), timezone="Europe/Lisbon")
LANGUAGES = ("en", "ko", "es", "pt", "hi", "ar")

#: Names, addresses, people's numbers and prefixes that belong to the demo's shop alone.
WORDS = sorted(
    {
        DEMO.name.casefold(),
        "말로 성수",
        "말로 전포",
        DEMO.email,
        "mallo.example",
        "seongsu",
        "성수",
        "jeonpo",
        "전포",
        "príncipe real",
    }
    | {word for store in DEMO.stores for word in (store.name.casefold(), store.phone, store.address.casefold())}
    | {coupons.prefix.casefold() for coupons in DEMO.coupons}
)
#: Money, numbers of days and currencies that only the shop's file may name.
FIXED = re.compile(r"[$€£₩]\s?\d|\d\s?(원|dollars|euros)\b|\b(USD|KRW|EUR)\b")


def demo_words_in(text: str) -> list[str]:
    folded = text.casefold()
    return [word for word in WORDS if word and word in folded] + [found[0] for found in FIXED.finditer(text)]


def rendered(language: str) -> dict[str, str]:
    """Every variation of every response with another shop's promises in it."""
    known = {"shop_name": OTHER.name, "currency": OTHER.currency, "contact_name": "Amina", "language": language}
    values = known | {name: f"<{name}>" for name in render_promises(OTHER, language)}
    told: dict[str, str] = {}
    for name, response in compiled_library().responses.items():
        for number in range(len(response.variations)):
            reply = response.render(number, lambda place: values.get(place, ""), language)
            buttons = [f"{button.title} {button.description}" for button in reply.buttons]
            told[f"{name}#{number}"] = "\n".join([reply.text, *buttons])
    return told


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_response_holds_a_word_of_the_demo(language: str) -> None:
    """G1: name, mailbox, streets, numbers and prices come from the shop's file."""
    answers = rendered(language)
    assert len(answers) > 300
    assert {name: found for name, text in answers.items() if (found := demo_words_in(text))} == {}


def test_no_page_invoice_or_script_holds_one() -> None:
    """The same for the words of pages and documents, for templates and for what is embedded in websites.

    What only a demo has speaks of its shop: the phone, the emulator, the made-up chats.
    """
    folders = (Path(str(bot.__file__)).parent, Path(str(flows.__file__)).parent)
    kinds = {".json", ".html", ".js", ".css", ".yml"}
    files = [file for folder in folders for file in folder.rglob("*") if file.suffix in kinds]
    shown = [file for file in files if not {"emulator", "phone", "demo"} & set(file.parts)]
    assert len(shown) > 40
    texts = {file.name: file.read_text("utf-8") for file in shown}
    found = {name: [word for word in WORDS if word and word in text.casefold()] for name, text in texts.items()}
    assert {name: words for name, words in found.items() if words} == {}


def test_the_test_would_see_one() -> None:
    assert demo_words_in(f"Write to {DEMO.email}, or come to {DEMO.stores[0].name}; shipping is $4")
    assert json.dumps(demo_words_in("Linden ships everything.")) == "[]"
