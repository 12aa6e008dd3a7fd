"""Names and values as people read them (item 3)."""

import pytest

from catalog.naming import name_of, word_of
from catalog.shelf import Shelf
from catalog.sync.codes import name_code, readable, value_code

SHELF = Shelf(
    labels={("name", "colour", "en"): "Color", ("name", "fit", "de"): "Passform", ("fit", "slim", "de"): "Schmal"}
)


@pytest.mark.parametrize(
    ("told", "code", "words"),
    [
        ("pa_colour", "colour", "Colour"),
        ("attribute_pa_size", "size", "Size"),
        ("skin_type", "skin_type", "Skin type"),
        ("sleeve-length", "sleeve_length", "Sleeve length"),
        ("Navy Blue", "navy_blue", "Navy Blue"),
        ("V-neck", "v_neck", "V-neck"),
        ("t-shirt", "t_shirt", "t-shirt"),
        ("네이비", "네이비", "네이비"),
        ("pa_", "pa", "pa_"),
    ],
)
def test_raw_codes_become_words_and_all_else_stays(told: str, code: str, words: str) -> None:
    assert (name_code(told), readable(told)) == (code, words)


@pytest.mark.parametrize(
    ("told", "code"), [("Small", "S"), ("m", "M"), ("X-Large", "XL"), ("2XL", "XXL"), ("38", "38")]
)
def test_sizes_by_letters_are_one_wherever_they_come_from(told: str, code: str) -> None:
    assert value_code("size", told) == code
    assert value_code("colour", "Small") == "small"


def test_a_name_is_the_shops_in_its_language_the_usual_one_else_and_never_a_code() -> None:
    assert [name_of(SHELF, "colour", language) for language in ("en", "ko", "pt-BR", "fr")] == [
        "Color",
        "색상",
        "Cor",
        "Color",
    ]
    assert name_of(SHELF, "fit", "ko") == "Passform"
    assert SHELF.label("fit", "slim", "en") == "Schmal"
    assert name_of(SHELF, "sleeve_length", "en") == "Sleeve length"
    assert word_of(SHELF, "measure", "height_cm", "ko") == "키"
