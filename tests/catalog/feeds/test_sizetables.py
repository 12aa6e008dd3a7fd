"""Size tables as merchants write them (B3)."""

import json
from typing import Any

import pytest

from catalog.feeds import woocommerce_products
from catalog.feeds.sizetables import parse_size_table
from catalog.feeds.terms import Terms
from catalog.feeds.values import Values
from catalog.feeds.woocommerce_products import Whole
from catalog.sync.sizes import coded_table
from tests.stories.stores import woo_product

CM = {"columns": ["Size", "chest_cm_min", "chest_cm_max"], "rows": [["S", 86.0, 93.0], ["M", 94.0, 101.0]]}


@pytest.mark.parametrize(
    "told",
    [
        "Size\tChest (cm)\nS\t86-93\nM\t94 – 101",
        "| Size | Chest |\n|---|---|\n| S | 86 to 93 |\n| M | 94~101 |",
        "<table><tr><th>Size</th><th>Chest&nbsp;cm</th></tr><tr><td>S</td><td>86-93</td></tr>"
        "<tr><td>M</td><td>94-101</td></tr></table>",
        json.dumps([{"Size": "S", "Bust": "86-93"}, {"Size": "M", "Bust": "94-101"}]),
        json.dumps([["Size", "가슴둘레"], ["S", "86-93"], ["M", "94-101"]]),
        {"headers": ["Size", "Pecho"], "rows": [["S", "86,0 a 93,0"], ["M", "94-101"]]},
    ],
)
def test_whatever_the_form_it_is_the_same_table(told: Any) -> None:
    assert parse_size_table(told) == CM


def test_inches_and_pounds_are_converted_and_single_numbers_stay() -> None:
    table = parse_size_table("Length;Weight (lb);Waist;Note\n152;100-150;31 in;wide\n156;140-190;33 in;")
    assert table["columns"] == ["Length", "weight_kg_min", "weight_kg_max", "waist_cm", "note"]
    assert table["rows"][0] == ["152", 45.4, 68.0, 78.7, "wide"]


@pytest.mark.parametrize(
    "told", [None, "", "see our page", "[1, 2", 7, [], ["a"], {"columns": 3}, "a,b", "[" * 9_000]
)
def test_what_is_no_table_is_left_out(told: Any) -> None:
    assert parse_size_table(told) == {}


def test_it_speaks_the_codes_of_the_variants() -> None:
    """`Talla` of the table is the shop's `Size`, `Small` its `S`; another first column finds its option."""
    options = [{"size": "S", "colour": "red"}, {"size": "M", "colour": "red"}]
    told = {"columns": ["Talla", "chest_cm"], "rows": [["Small", 88], ["medium", 94]]}
    assert coded_table(told, options) == {"columns": ["size", "chest_cm"], "rows": [["S", 88], ["M", 94]]}
    assert coded_table({**told, "columns": ["Our fit", "chest_cm"]}, options)["columns"][0] == "size"
    assert coded_table({"rows": []}, options) == {}


def test_woocommerce_keeps_it_in_a_field_of_the_product() -> None:
    meta = [
        {"id": 1, "key": "_size_chart", "value": [{"Size": "S", "Chest": "86-93"}, {"Size": "M", "Chest": "94-101"}]}
    ]
    body = woo_product(1, "2026-11-22T09:00:00") | {"meta_data": meta}
    assert woocommerce_products.read_item(Whole(body), Values(Terms())).size_table == CM
