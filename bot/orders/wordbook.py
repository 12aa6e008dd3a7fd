"""The words of orders that are not said in the chat alone: on the checkout page, in invoices, for stages and methods.

One JSON file per language in `words/`; what a language lacks is said in English.
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

FALLBACK = "en"
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})


@cache
def words_of(language: str) -> Mapping[str, str]:
    """Every word in this language, by its key."""
    folder = files("bot.orders") / "words"
    found: dict[str, str] = {}
    for code in (FALLBACK, language.split("-")[0], language):
        file = folder / f"{code}.json"
        if code.isascii() and code.replace("-", "").isalnum() and file.is_file():
            found |= json.loads(file.read_text("utf-8"))
    return found


@cache
def languages() -> tuple[str, ...]:
    """The languages that there are words for."""
    return tuple(sorted(f.name[:-5] for f in (files("bot.orders") / "words").iterdir() if f.name.endswith(".json")))


def direction_of(language: str) -> str:
    """`ltr` or `rtl`."""
    return "rtl" if language.split("-")[0] in RIGHT_TO_LEFT else "ltr"
