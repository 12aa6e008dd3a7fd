"""Rows that are put aside without their names."""

import pytest

from catalog.feeds import packing
from catalog.feeds.packing import names_of, number_of
from catalog.feeds.rows import Entry, unpack_entry


def test_the_same_names_in_the_same_order_have_one_number() -> None:
    """Another order is another number: values stand in the order of their names."""
    one, other = number_of(("id", "title of it")), number_of(("title of it", "id"))
    assert number_of(("id", "title of it")) == one != other
    assert names_of(one) == ("id", "title of it")


def test_names_that_hold_our_signs_have_none() -> None:
    """They would part a row at the wrong place."""
    assert number_of(("id", "a\x1fb")) == number_of(("a\x1e",)) == ""


def test_a_row_of_names_that_are_not_remembered_is_the_same_after_it_was_packed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A feed may leave out cells in more ways than are worth remembering."""
    monkeypatch.setattr(packing, "MOST", 0)
    values = {"id": "7", "a name seen nowhere else": "x", "empty": ""}
    assert number_of(tuple(values)) == ""
    assert unpack_entry(Entry("row 2", values).packed()) == Entry("row 2", values)
