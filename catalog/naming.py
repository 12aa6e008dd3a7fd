"""What attributes and options are called: by the shop's own labels, or by what is known of the usual ones."""

import json
from functools import cache
from importlib.resources import files

from catalog.shelf import Shelf

NAMES = "name"  # labels of names themselves: `("name", "colour", "en") → "Colour"`


def name_of(shelf: Shelf, name: str, language: str) -> str:
    """A name as people read it, never its code: the shop's word in this language, the usual one, then the shop's in
    any other language."""
    if not shelf.is_labelled(NAMES, name, language) and (usual := _usual().get(name, {}).get(language.split("-")[0])):
        return usual
    word = shelf.label(NAMES, name, language)
    return word[:1].upper() + word[1:]


def word_of(shelf: Shelf, attribute: str, code: str, language: str) -> str:
    """The same for values that are ours rather than the shop's: measures of a body, depth and undertone of skin."""
    usual = _usual().get(f"{attribute}/{code}", {})
    if not shelf.is_labelled(attribute, code, language) and language.split("-")[0] in usual:
        return usual[language.split("-")[0]]
    return shelf.label(attribute, code, language)


@cache
def _usual() -> dict[str, dict[str, str]]:
    names: dict[str, dict[str, str]] = json.loads((files("catalog") / "names.json").read_text("utf-8"))
    return names
