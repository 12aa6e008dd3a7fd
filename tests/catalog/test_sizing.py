"""Size tables and measures: what is typed is read, and one size is chosen (B3)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.demo.data import read_products, size_table
from catalog.measures import read_measures
from catalog.sizing import choose_size, measures_of, nearest_codes, option_of, rows_of, step_size

BOARD = {
    "columns": ["length", "weight_kg_min", "weight_kg_max", "height_cm_min", "height_cm_max"],
    "rows": [
        ["148", 48, 64, 155, 168],
        ["152", 56, 74, 162, 175],
        ["156", 65, 85, 168, 182],
        ["160", 75, 97, 175, 188],
    ],
}
TABLES = [table for data in read_products() if measures_of(table := size_table(data))]


@pytest.mark.parametrize(
    ("text", "asked", "told"),
    [
        ("180", "height_cm", {"height_cm": 180}),
        ("5'11\"", "height_cm", {"height_cm": 180.3}),
        ("5’11”", "height_cm", {"height_cm": 180.3}),
        ("5ft 11in", "height_cm", {"height_cm": 180.3}),
        ("I'm 6 feet", "height_cm", {"height_cm": 182.9}),
        ("1m80", "height_cm", {"height_cm": 180}),
        ("1.80", "height_cm", {"height_cm": 180}),
        ("1,80 m", "height_cm", {"height_cm": 180}),
        ("75", "weight_kg", {"weight_kg": 75}),
        ("165 lbs", "weight_kg", {"weight_kg": 74.8}),
        ("11 stone 4", "weight_kg", {"weight_kg": 71.7}),
        ("180 cm 75 kg", "", {"height_cm": 180, "weight_kg": 75}),
        ("180/75", "height_cm", {"height_cm": 180, "weight_kg": 75}),
        ("75kg, 180cm", "height_cm", {"height_cm": 180, "weight_kg": 75}),
        ("키 172에 몸무게 68이에요", "", {"height_cm": 172, "weight_kg": 68}),
        ("172센티 68킬로", "", {"height_cm": 172, "weight_kg": 68}),
        ("chest 38 inches, waist 32 in", "", {"chest_cm": 96.5, "waist_cm": 81.3}),
        ("가슴둘레 94 허리 80", "", {"chest_cm": 94, "waist_cm": 80}),
        ('38"', "chest_cm", {"chest_cm": 96.5}),
        ("inseam 78", "inseam_cm", {"inseam_cm": 78}),
        ("260mm", "foot_cm", {"foot_cm": 26}),
        ("260", "foot_cm", {"foot_cm": 26}),
        ("42", "shoe_eu", {"shoe_eu": 42}),
        ("no idea", "height_cm", {}),
        ("1000 kg", "weight_kg", {}),
        ("7 km", "height_cm", {}),
    ],
)
def test_measures_are_read_as_they_are_typed(text: str, asked: str, told: dict[str, float]) -> None:
    assert read_measures(text, asked) == pytest.approx(told, abs=0.1)


@given(st.text(max_size=80), st.sampled_from(["", "height_cm", "weight_kg", "foot_cm"]))
def test_any_text_is_survived(text: str, asked: str) -> None:
    assert all(value > 0 for value in read_measures(text, asked).values())


def test_one_size_is_chosen_and_its_neighbour_named() -> None:
    fit = choose_size(BOARD, {"weight_kg": 70, "height_cm": 171})
    assert fit is not None
    assert (fit.fits, {fit.code, fit.beside}) == (True, {"152", "156"})
    assert [choose_size(BOARD, {"weight_kg": 70, "height_cm": 171}, lean=lean).code for lean in (-1, 1)] == [
        "152",
        "156",
    ]


def test_values_outside_all_ranges_are_told() -> None:
    big = choose_size(BOARD, {"weight_kg": 130, "height_cm": 205})
    small = choose_size(BOARD, {"weight_kg": 30, "height_cm": 140})
    assert big is not None
    assert small is not None
    assert (big.code, big.above, big.below, big.fits) == ("160", ("weight_kg", "height_cm"), (), False)
    assert (small.code, small.below) == ("148", ("weight_kg", "height_cm"))


def test_measures_that_disagree_are_told() -> None:
    fit = choose_size(BOARD, {"weight_kg": 50, "height_cm": 186})
    assert fit is not None
    assert (fit.torn, fit.outside) == (True, ())


def test_a_table_that_says_nothing_of_it_chooses_nothing() -> None:
    assert choose_size(BOARD, {"chest_cm": 90}) is None
    assert choose_size({}, {"chest_cm": 90}) is None


def test_steps_and_neighbours_stay_within_the_table() -> None:
    assert [step_size(BOARD, code, by) for code, by in (("148", -1), ("152", 1), ("160", 1), ("x", 1))] == [
        "148",
        "156",
        "160",
        "x",
    ]
    assert nearest_codes(BOARD, "152") == ["156", "148", "160"]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: f"{option_of(table)}-{len(table['rows'])}")
def test_the_middle_of_every_row_of_the_demo_is_that_size(table: dict) -> None:
    """Every size table of the shop leads to each of its sizes."""
    for row in rows_of(table):
        fit = choose_size(table, {name: (low + high) / 2 for name, (low, high) in row.ranges.items()})
        assert fit is not None
        assert (fit.code, fit.fits) == (row.code, True)
