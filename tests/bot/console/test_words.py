"""The console's words: complete in each language, and there for whatever asks for them."""

import re
from pathlib import Path
from typing import Any

from bot.console.assets import Shelf
from bot.console.faults import Fault
from bot.console.pages import RAIL, SETTINGS
from bot.console.routes import list_routes
from bot.staff.refusals import StaffRefusal

CONSOLE = Path(__file__).parents[3] / "bot" / "console"


def test_every_language_has_every_text_with_the_same_places() -> None:
    languages = Shelf().languages
    assert set(languages) >= {"en", "ko"}
    english = languages["en"].words
    for code, language in languages.items():
        plural = {key for key in english if key.endswith(".one")}  # not every language counts so
        assert set(english) - plural <= set(language.words), code
        assert set(language.words) <= set(english), code
        for key, text in language.words.items():
            assert text.strip(), key
            assert set(re.findall(r"\{(\w+)\}", text)) <= set(re.findall(r"\{(\w+)\}", english[key])) | {"count"}, key


def test_what_pages_ask_for_is_there() -> None:
    words = Shelf().languages["en"].words
    asked = {f"shell.rail.{name}" for name, _ in RAIL} | {f"shell.settings.{name}" for name in SETTINGS}
    for path in (CONSOLE / "templates").glob("*.html"):
        asked |= set(re.findall(r"""\bt\[["']([\w.]+)["']\]""", path.read_text("utf-8")))
    list_routes()  # every module is loaded, with the faults that it has
    codes = {each.code for kind in (Fault, StaffRefusal) for each in _below(kind)}
    asked |= {f"fault.{code}" for code in codes}
    assert asked - set(words) == set()


def _below(kind: Any) -> set[Any]:
    """All classes that are derived from this one."""
    own = set(kind.__subclasses__())
    return own.union(*map(_below, own))
