"""Shopify's product export, old names and new."""

from decimal import Decimal

from catalog.items import Money, Status
from tests.catalog.feeds.make import items, notes, refused, table, told

SHIRT = {
    "Handle": "linen-shirt", "Title": "Linen Shirt", "Body (HTML)": "<p>Washed linen.</p>", "Vendor": "Mallo",
    "Type": "Shirts", "Tags": "summer, new", "Published": "true", "Option1 Name": "Size", "Option1 Value": "S",
    "Option2 Name": "Colour", "Option2 Value": "Navy", "Variant SKU": "LS-S", "Variant Inventory Tracker": "shopify",
    "Variant Inventory Qty": "4", "Variant Inventory Policy": "deny", "Variant Price": "40.00",
    "Variant Compare At Price": "50.00", "Image Src": "https://shop.example/2.jpg", "Image Position": "2",
    "Image Alt Text": "Back", "Variant Barcode": "'4006381333931", "Status": "active",
    "Fabric (product.metafields.custom.fabric)": "linen; cotton",
    "Metafield: custom.care_guide [single_line_text_field]": "cold", "Google Shopping / Gender": "female",
    "Cost per item": "3", "Lunar phase": "new",
}  # fmt: skip
MUG = {
    "Handle": "mug",
    "Title": "Mug",
    "Option1 Name": "Title",
    "Option1 Value": "Default Title",
    "Variant Price": "9",
}


def more(**cells: str) -> dict[str, str]:
    return {"Handle": "linen-shirt", **{name.replace("_", " "): cell for name, cell in cells.items()}}


def test_rows_of_a_handle_are_one_product_wherever_they_stand() -> None:
    medium = more(Option1_Value="M", Option2_Value="Navy", Variant_Price="40", Variant_Inventory_Policy="continue")
    picture = {"Handle": "linen-shirt", "Image Src": "https://shop.example/1.jpg", "Image Position": "1"}
    found = told(table(SHIRT, MUG, medium, picture))
    shirt, mug = items(found)
    assert [each.external_id for each in shirt.variants] == ["linen-shirt/S/Navy", "linen-shirt/M/Navy"]
    assert shirt.variants[0].options == (("Size", "S"), ("Colour", "Navy"))
    assert [(each.url[-5], each.alt) for each in shirt.pictures] == [("1", ""), ("2", "Back")]
    assert shirt.variants[1].sells_on
    assert shirt.variants[1].stock is None
    assert mug.variants[0].options == ()
    assert mug.variants[0].external_id == "mug"
    assert refused(found) == {}


def test_the_first_row_says_what_the_product_is() -> None:
    found = told(table(SHIRT))
    (shirt,) = items(found)
    (variant,) = shirt.variants
    assert (variant.price, variant.sale_price) == (Money(5000, "EUR"), Money(4000, "EUR"))
    assert (variant.stock, variant.gtin, variant.sku) == (Decimal(4), "4006381333931", "LS-S")
    assert shirt.url == "https://shop.example/products/linen-shirt"
    assert (shirt.brand, shirt.paths, shirt.tags) == ("Mallo", ("Shirts",), ("summer", "new"))
    assert shirt.attributes == {"Gender": ("female",), "Fabric": ("linen", "cotton"), "care guide": ("cold",)}
    assert notes(found) == ["row 2: the column Lunar phase is not known"]


def test_drafts_and_unpublished_products_are_not_offered() -> None:
    assert items(told(table({**SHIRT, "Published": "false"})))[0].status is Status.HIDDEN
    assert items(told(table({**SHIRT, "Status": "draft"})))[0].status is Status.DRAFT
    assert items(told(table({**SHIRT, "Status": "archived"})))[0].status is Status.ARCHIVED
    assert items(told(table({**SHIRT, "Status": "weird"})))[0].status is Status.HIDDEN


def test_no_price_is_told_on_request_and_zero_is_a_price() -> None:
    assert items(told(table({**MUG, "Variant Price": "", "Variant SKU": "m"})))[0].variants[0].price is None
    assert items(told(table({**MUG, "Variant Price": "0.00"})))[0].variants[0].price == Money(0, "EUR")


def test_oversold_stock_is_below_zero() -> None:
    assert items(told(table({**SHIRT, "Variant Inventory Qty": "-2"})))[0].variants[0].stock == Decimal(-2)


def test_broken_variants_are_refused_by_row_and_the_others_go_in() -> None:
    rows = [SHIRT, more(Option1_Value="M", Variant_Price="4x4"), more(Option1_Value="L", Variant_Price="41")]
    found = told(table(*rows, {"Handle": "", "Title": "Lost"}, {"Handle": "ghost", "Variant Price": "3"}))
    assert [len(each.variants) for each in items(found)] == [2]
    assert set(refused(found)) == {"row 3", "row 5", "row 6"}


def test_the_new_names_of_columns() -> None:
    row = {
        "Title": "Serum", "URL handle": "serum", "Description": "Glow", "Product category": "Beauty > Serums",
        "Published on online store": "TRUE", "Price": "30", "Compare-at price": "", "Inventory tracker": "shopify",
        "Inventory quantity": "2", "Continue selling when out of stock": "CONTINUE", "SKU": "SE1",
        "Unit price total measure": "30", "Unit price total measure unit": "ml",
        "Product image URL": "https://shop.example/s.jpg",
    }  # fmt: skip
    (serum,) = items(told(table(row)))
    assert serum.paths == ("Beauty > Serums",)
    assert serum.variants[0].measure == {"quantity": 30, "unit": "ml"}
    assert serum.variants[0].sells_on
    assert len(serum.pictures) == 1


def test_more_variants_than_shopify_allows_are_counted_and_left_out() -> None:
    rows = [SHIRT, *(more(Option1_Value=str(place), Variant_Price="1") for place in range(2060))]
    found = told(table(*rows))
    assert [len(each.variants) for each in items(found)] == [2048]
    assert "13 more rows" in refused(found)["handle linen-shirt"]
