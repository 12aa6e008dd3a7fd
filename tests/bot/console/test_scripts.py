"""The scripts of the inbox are short and never read HTML; every word that they ask for is there, in both tongues."""

import re
from pathlib import Path

import pytest
import yaml

from bot.console.assets import HERE

SCRIPTS = sorted((HERE / "static" / "inbox").glob("*.js"))
SHEETS = sorted((HERE / "static" / "inbox").glob("*.css"))
WORDS = {
    code: yaml.safe_load((HERE / "words" / f"{code}.inbox.yml").read_text(encoding="utf-8")) for code in ("en", "ko")
}
FORMS = re.compile(r"\.(zero|one|two|few|many|other)$")


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_scripts_are_short_and_never_read_html(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) < 250
    assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", text)
    assert "://" not in re.sub(r"https://www\.openstreetmap\.org|https\?:\\/\\/|https://\$\{", "", text).replace(
        '"://"', ""
    )


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_sheets_name_no_sides(path: Path) -> None:
    """Right to left is only another direction: no rule knows left from right, and every rule is in its layer."""
    text = path.read_text(encoding="utf-8")
    sides = r"(?<![\w-])(margin|padding|border|inset)-(left|right)\b|float:|text-align: (left|right)"
    assert not re.search(sides, text)
    assert text.split("\n", 1)[1].startswith("@layer page {")


def test_every_word_that_the_scripts_ask_for_exists() -> None:
    asked = set()
    for path in SCRIPTS:
        text = path.read_text(encoding="utf-8")
        asked |= set(re.findall(r'\bt\("([a-z0-9_.-]+)"', text))
        asked |= set(re.findall(r'\bwords: "([a-z0-9_.-]+)"', text))
        asked |= {each for pair in re.findall(r'\bt\([^"`()]*\? "([\w.-]+)" : "([\w.-]+)"', text) for each in pair}
    assert len(asked) > 150
    assert {f"inbox.{key}" for key in asked} - WORDS["en"].keys() == set()


def test_both_languages_say_everything() -> None:
    english, korean = WORDS["en"], WORDS["ko"]
    assert {key for key in english if not FORMS.search(key)} == {key for key in korean if not FORMS.search(key)}
    for key, text in korean.items():
        original = english.get(key) or english[FORMS.sub("", key)]
        assert text.strip(), key
        assert set(re.findall(r"\{\w+\}", text)) <= set(re.findall(r"\{\w+\}", original)), key
