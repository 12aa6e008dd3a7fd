"""Rows as the driver takes them."""

import json
from datetime import UTC, datetime
from typing import Any

from catalog.sync.upserts import _plan
from catalog.tables import Offer, Variant


def values(model: Any, rows: list[dict[str, Any]], dialect: str) -> list[tuple[Any, ...]]:
    return _plan(model.__table__, tuple(rows[0]), dialect, ()).values(rows)


def test_a_column_of_json_is_encoded_value_by_value() -> None:
    """Line ends within a text do not tear it, nothing is nothing and not `null`."""
    told = [{"a": "x\ny"}, {}, None, {"색": "남색"}]
    found = values(Variant, [{"sku": str(n), "options": each} for n, each in enumerate(told)], "sqlite")
    assert [sku for sku, _ in found] == ["0", "1", "2", "3"]
    assert [text and json.loads(text) for _, text in found] == told


def test_half_a_character_is_still_written() -> None:
    """What one encoder refuses is left to the patient one, for the whole column."""
    found = values(Variant, [{"sku": "1", "options": {"a": "\ud800"}}, {"sku": "2", "options": {}}], "postgresql")
    assert [json.loads(text) for _, text in found] == [{"a": "\ud800"}, {}]


def test_moments_are_text_on_sqlite_and_themselves_on_postgresql() -> None:
    """As SQLAlchemy would bind them."""
    at = datetime(2026, 11, 27, 8, tzinfo=UTC)
    rows = [{"sku": "1", "as_of": at, "sale_from": None}]
    assert values(Offer, rows, "sqlite") == [("1", "2026-11-27 08:00:00.000000", None)]
    assert values(Offer, rows, "postgresql") == [("1", at, None)]
