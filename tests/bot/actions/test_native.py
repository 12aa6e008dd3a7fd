"""`[whatsapp]` of the shop's file, and how many products one message carries."""

from pathlib import Path

import pytest

from bot.actions.shopfile.native import WhatsApp
from bot.actions.shopfile.shop import read_shop
from bot.actions.showing.native import MOST_ITEMS, MOST_LETTERS, MOST_SECTIONS, that_fit
from bot.errors import SettingsWrong

CATALOG = "1017234312776586"


def test_content_ids_are_made_and_read_back() -> None:
    """Our key by default; whatever a store's app writes otherwise."""
    assert WhatsApp().make_id({"sku": "HOM-101"}) == "HOM-101"
    shopify = WhatsApp(content_id="shopify_US_{product_id}_{variant_id}")
    parts = {"product_id": "99", "variant_id": "4711"}
    assert shopify.make_id(parts) == "shopify_US_99_4711"
    assert shopify.read_id("shopify_US_99_4711") == parts
    assert shopify.read_id("HOM-101") == {}
    assert WhatsApp(content_id="a.c{sku}").read_id("abcX") == {}


def test_an_id_without_its_parts_or_too_long_is_none() -> None:
    """Nothing is guessed."""
    assert WhatsApp(content_id="{shop_sku}").make_id({"sku": "X", "shop_sku": ""}) == ""
    assert WhatsApp().make_id({"sku": "x" * 101}) == ""
    assert WhatsApp(leave_out=frozenset({"X"})).make_id({"sku": "X"}) == ""


def test_categories_are_whole_parts_of_a_path() -> None:
    """`home` is not `homeware`."""
    some = WhatsApp(categories=("home",))
    assert some.holds("home")
    assert some.holds("home/candle")
    assert not some.holds("homeware")
    assert WhatsApp().holds("anything")


@pytest.mark.parametrize(
    "line",
    [
        'catalog_id = "my catalog"',
        'content_id = "sku"',
        'content_id = "{colour}"',
        'content_id = "{sku}{"',
        'content_id = "{sku}-{sku}"',
        'catalogue = "1017234312776586"',
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, line: str) -> None:
    """A slip of the pen is an error at the start."""
    path = tmp_path / "shop.toml"
    path.write_text(f"[whatsapp]\n{line}\n")
    with pytest.raises(SettingsWrong, match="whatsapp"):
        read_shop(path)


def test_one_message_keeps_all_limits() -> None:
    """30 items, 10 sections, 1,600 characters, nothing twice; sections hold together."""
    assert len(that_fit([[f"P-{n}", "A"] for n in range(60)])) == MOST_ITEMS
    assert len({section for _, section in that_fit([[f"P-{n}", f"S{n}"] for n in range(20)])}) == MOST_SECTIONS
    long = that_fit([[f"P-{n}".ljust(100, "x"), "A" * 24] for n in range(30)])
    assert sum(len(item) + len(section) for item, section in long) < MOST_LETTERS
    assert that_fit([["P", "A"], ["P", "A"]]) == [["P", "A"]]
    assert that_fit([["1", "A"], ["2", "B"], ["3", "A"]]) == [["1", "A"], ["3", "A"], ["2", "B"]]
