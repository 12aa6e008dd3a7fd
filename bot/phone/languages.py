"""The languages of the page itself: one small JSON catalog each. (What the shop says comes from the shop.)"""

import json
from dataclasses import dataclass
from pathlib import Path

WORDS = Path(__file__).parent / "words"
RIGHT_TO_LEFT = frozenset({"ar", "fa", "he", "ur"})
FALLBACK = "en"


@dataclass(frozen=True, slots=True)
class Language:
    """One language of the page. `code` and `direction` are the page's `lang` and `dir`."""

    code: str
    direction: str
    words: dict[str, str]


def read_languages(folder: Path = WORDS) -> dict[str, Language]:
    """Every catalog of the folder, by language code."""
    return {path.stem: _read(path) for path in sorted(folder.glob("*.json"))}


def _read(path: Path) -> Language:
    words: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
    return Language(path.stem, "rtl" if path.stem in RIGHT_TO_LEFT else "ltr", words)


def choose_language(languages: dict[str, Language], wishes: list[str], accepted: str) -> Language:
    """The first wish that we speak, else the best of the browser's Accept-Language, else English."""
    for wish in [*wishes, *_by_preference(accepted)]:
        language = languages.get(wish.strip().lower().partition("-")[0])
        if language:
            return language
    return languages[FALLBACK]


def _by_preference(accepted: str) -> list[str]:
    """`ko-KR,ko;q=0.9,en;q=0.8` → languages, dearest first; what cannot be read counts least."""
    ranked = []
    for place, part in enumerate(accepted.split(",")):
        name, _, quality = part.partition(";q=")
        ranked.append((-_number(quality), place, name))
    return [name for _, _, name in sorted(ranked)]


def _number(quality: str) -> float:
    if not quality:
        return 1.0
    try:
        return float(quality)
    except ValueError:
        return 0.0
