"""WooCommerce's product export."""

from datetime import UTC, datetime
from decimal import Decimal

from catalog.items import Availability, Money, Status
from tests.catalog.feeds.make import items, notes, refused, table, terms, told

MUG = {
    "ID": "10", "Type": "simple", "SKU": "mug", "Name": "Speckle Mug", "Published": "1",
    "Visibility in catalog": "visible", "Short description": "Holds tea.", "Description": "<p>Fired twice.</p>",
    "In stock?": "1", "Stock": "3", "Backorders allowed?": "0", "Sale price": "8", "Regular price": "10",
    "Categories": "Home > Mugs, Gifts\\, small", "Tags": "tea, new",
    "Images": "https://shop.example/1.jpg, https://shop.example/2.jpg", "Weight (kg)": "0.3",
    "Date sale price starts": "2026-11-24", "Date sale price ends": "2026-11-25", "Meta: _secret": "x",
    "Meta: glaze": "matt", "Attribute 1 name": "Colour", "Attribute 1 value(s)": "Sage",
}  # fmt: skip
SHIRT = {
    "ID": "20", "Type": "variable", "SKU": "shirt", "Name": "Shirt", "Published": "1", "Attribute 1 name": "Size",
    "Attribute 1 value(s)": "S, M", "Attribute 2 name": "Colour", "Attribute 2 value(s)": "Navy, Rust",
}  # fmt: skip


def variation(number: str, parent: str, size: str, colour: str, **more: str) -> dict[str, str]:
    own = {"ID": number, "Type": "variation", "Parent": parent, "Regular price": "40", "Attribute 1 name": "Size"}
    names = {"Attribute 1 value(s)": size, "Attribute 2 name": "Colour", "Attribute 2 value(s)": colour}
    return {**own, **names, **more}


def test_a_simple_product() -> None:
    (mug,) = items(told(table(MUG), under=terms(timezone="Asia/Seoul")))
    assert mug.external_id == "10"
    assert (mug.texts["en"].tagline, mug.texts["en"].description) == ("Holds tea.", "Fired twice.")
    assert mug.paths == ("Home > Mugs", "Gifts, small")
    assert mug.attributes == {"Colour": ("Sage",), "glaze": ("matt",)}
    (variant,) = mug.variants
    assert (variant.external_id, variant.sku, variant.stock) == ("10", "mug", Decimal(3))
    assert (variant.price, variant.sale_price) == (Money(1000, "EUR"), Money(800, "EUR"))
    assert variant.sale_from == datetime(2026, 11, 23, 15, tzinfo=UTC)
    assert variant.sale_until == datetime(2026, 11, 25, 15, tzinfo=UTC)


def test_variations_find_their_parent_by_sku_or_id_before_or_after_it() -> None:
    rows = [variation("21", "id:20", "S", "Navy"), SHIRT, MUG, variation("22", "shirt", "M", "Rust", SKU="shirt-m")]
    shirt, _ = items(told(table(*rows)))
    assert [(each.external_id, each.sku) for each in shirt.variants] == [("21", ""), ("22", "shirt-m")]
    assert shirt.variants[1].options == (("Size", "M"), ("Colour", "Rust"))


def test_an_empty_attribute_stands_for_any_value() -> None:
    (shirt,) = items(told(table(SHIRT, variation("21", "id:20", "", "Navy", SKU="n"))))
    assert [each.external_id for each in shirt.variants] == ["21/S", "21/M"]
    assert shirt.variants[0].options == (("Size", "S"), ("Colour", "Navy"))
    assert [each.sku for each in shirt.variants] == ["", ""]


def test_orphans_are_refused_and_parents_without_children_hidden() -> None:
    found = told(table(SHIRT, variation("31", "id:99", "S", "Navy")))
    assert refused(found) == {"row 3": "its parent id:99 is not in the file"}
    assert items(found)[0].status is Status.HIDDEN


def test_what_is_sold_elsewhere_or_only_a_list_cannot_enter_a_cart() -> None:
    external = {**MUG, "ID": "11", "Type": "external", "External URL": "https://else.example/x"}
    found = told(table(external, {**MUG, "ID": "12", "Type": "grouped"}))
    (item,) = items(found)
    assert item.url == "https://else.example/x"
    assert item.variants[0].price is None
    assert any("list" in note for note in notes(found))


def test_visibility_backorders_and_stock_status() -> None:
    assert items(told(table({**MUG, "Published": "0"})))[0].status is Status.HIDDEN
    assert items(told(table({**MUG, "Published": "-1"})))[0].status is Status.DRAFT
    assert items(told(table({**MUG, "Visibility in catalog": "hidden"})))[0].status is Status.HIDDEN
    out = items(told(table({**MUG, "In stock?": "0", "Stock": "", "Backorders allowed?": "notify"})))[0].variants[0]
    assert (out.stock, out.availability, out.sells_on) == (None, Availability.OUT_OF_STOCK, True)
    assert items(told(table({**MUG, "Stock": "2.5"})))[0].variants[0].stock == Decimal("2.5")


def test_types_with_more_than_one_word() -> None:
    assert len(items(told(table({**MUG, "Type": "simple, virtual, downloadable"})))) == 1


def test_a_product_that_stands_there_twice_is_taken_once() -> None:
    found = told(table(MUG, MUG))
    assert len(items(found)) == 1
    assert "told before" in refused(found)["row 3"]


def test_the_stores_decimal_comma_is_found_out_and_told() -> None:
    found = told(table({**MUG, "Regular price": "12,50", "Sale price": "9,90"}))
    assert items(found)[0].variants[0].sale_price == Money(990, "EUR")
    assert any("decimal comma" in note for note in notes(found))
