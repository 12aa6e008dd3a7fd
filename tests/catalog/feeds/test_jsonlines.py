"""JSON Lines: what we write ourselves, and what others write so."""

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.feeds.jsonlines import write_line
from catalog.feeds.kinds import Kind
from catalog.items import Availability, Gone, Item, ItemText, ItemVariant, Money, Picture, SourceFailed, Status
from tests.catalog.feeds.make import items, notes, refused, told

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
WHOLE = Item(
    external_id="90071992547409931234",
    texts={"en": ItemText("Serum", "Glow", "Two\nlines", "aloe", "at night"), "ko": ItemText("세럼")},
    variants=(
        ItemVariant(
            "v1", "SE-30", "4006381333931", (("Size", "30 ml"), ("Shade", "Honey")), Money(45000, "KRW"),
            Money(39000, "KRW"), NOON, NOON.replace(day=25), Decimal("2.5"), Availability.PREORDER, True, "i1",
            (Picture("https://shop.example/v.jpg", "Front"),), "#c98f6b", {"quantity": 30, "unit": "ml"},
        ),
        ItemVariant("v2", price=None),
    ),
    status=Status.HIDDEN, brand="Mallo", url="https://shop.example/serum", paths=("Skin > Serums",), tags=("new",),
    attributes={"Skin": ("dry", "oily")}, pictures=(Picture("https://shop.example/s.jpg"),),
    size_table={"columns": ["size"], "rows": [["S"]]}, rating=Decimal("4.6"), rating_count=12,
    added_at=NOON, updated_at=NOON,
)  # fmt: skip


def test_what_was_written_is_read_back() -> None:
    assert items(told(write_line(WHOLE) + "\n")) == [WHOLE]


@given(st.integers(0, 10**9), st.sampled_from(["EUR", "JPY", "KWD"]))
def test_every_price_is_read_back(minor: int, currency: str) -> None:
    item = Item("a", {"en": ItemText("Mug")}, (ItemVariant("a", price=Money(minor, currency)),))
    assert items(told(write_line(item))) == [item]


def test_the_short_form() -> None:
    lines = ['{"id": 7, "title": "Mug", "price": 23.99, "stock": 3}', "", '{"id": "8", "gone": true}']
    found = told("\n".join(lines))
    (mug,) = items(found)
    assert (mug.external_id, mug.variants[0].price, mug.variants[0].stock) == ("7", Money(2399, "EUR"), Decimal(3))
    assert Gone("8") in found


@pytest.mark.parametrize(
    "line",
    [
        '{"id": "1"}', '{"title": "no id"}', "[]", "3", '{"id": "1", "title": ["x"]}',
        '{"id": "1", "title": "x", "price": NaN}',
        '{"id": "1", "title": "x", "price": "1.299,00"}', '{"id": "1", "title": "x", "stock": "many"}', "[" * 100_000,
        '{"id": "1", "title": "x", "variants": [{"id": "a"}, {"id": "a"}]}',
        '{"id":' + "9" * 6000 + ', "title": "x"}', "{]}",
    ],
)  # fmt: skip
def test_a_broken_line_is_refused_alone(line: str) -> None:
    found = told(f'{line}\n{{"id": "2", "title": "Mug"}}\n', Kind.JSON_LINES)
    assert [each.external_id for each in items(found)] == ["2"]
    assert list(refused(found)) == ["line 1"]


def test_a_cut_file_fails() -> None:
    with pytest.raises(SourceFailed, match="middle of line 2"):
        told('{"id": "1", "title": "Mug"}\n{"id": "2", "ti')


def test_unknown_fields_are_told() -> None:
    assert any("lunar" in note for note in notes(told(json.dumps({"id": "1", "title": "Mug", "lunar": 1}))))
