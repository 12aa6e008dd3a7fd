"""Scripts, styles and drawings of the console, read once (see `bot/phone/assets.py`), and its words."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import yaml

from bot.phone.assets import Assets, read_assets
from bot.phone.languages import Language

HERE = Path(__file__).parent
SHARED = (
    "dom.js",
    "format.js",
    "ticks.js",
    "tokens.css",
    "wallpaper.svg",
)  # drawn as on the phone, by the same files


@dataclass
class Shelf:
    """What pages are made of, besides their templates."""

    @cached_property
    def assets(self) -> Assets:
        """Every file of `static`, folders included, and what is the phone's."""
        return read_assets(HERE / "static", SHARED)

    @cached_property
    def languages(self) -> dict[str, Language]:
        """`words/en.yml` and `words/en.<topic>.yml` are one catalog of flat keys, all strings."""
        words: dict[str, dict[str, str]] = {}
        for path in sorted((HERE / "words").glob("*.yml")):
            words.setdefault(path.name.partition(".")[0], {}).update(_read(path))
        return {code: Language(code, "ltr", catalog) for code, catalog in words.items()}


def _read(path: Path) -> dict[str, str]:
    read: dict[str, str] = yaml.load(path.read_text("utf-8"), Loader=yaml.CBaseLoader)  # noqa: S506 - only strings
    return read or {}
