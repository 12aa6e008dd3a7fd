"""Odd cases of what Shopify and WooCommerce tell of a product."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from catalog.feeds import shopify_products, woocommerce_products
from catalog.feeds.loose import NotJson, parse_record
from catalog.feeds.terms import Terms
from catalog.feeds.values import RowWrong, Values
from catalog.feeds.woocommerce_products import Whole
from catalog.items import Availability, Item, Money, Status
from tests.stories.stores import shopify_product, woo_product

AT = "2026-11-22T09:00:00Z"


def shopify(currency: str = "USD", **more: Any) -> Item:
    body = shopify_product(1, AT)
    body["variants"][0] |= more.pop("variant", {})
    return shopify_products.read_item(body | more, Values(Terms(currency, base_url="https://shop.example.com")))


def woo(currency: str = "USD", **more: Any) -> Item:
    return woocommerce_products.read_item(
        Whole(woo_product(1, "2026-11-22T09:00:00") | more), Values(Terms(currency))
    )


@pytest.mark.parametrize(
    ("told", "currency", "minor"),
    [
        ("23600", "JPY", 23600),
        ("45000.00", "KRW", 45000),
        ("1.250", "KWD", 1250),
        ("0.00", "USD", 0),
        (None, "USD", None),
    ],
)
def test_amounts_of_every_currency(told: str | None, currency: str, minor: int | None) -> None:
    """No price is no price; nothing is a price."""
    wanted = None if minor is None else Money(minor, currency)
    assert shopify(currency, variant={"price": told}).variants[0].price == wanted
    woo_told = told or ""
    assert woo(currency, price=woo_told, regular_price=woo_told).variants[0].price == wanted


def test_shopifys_reduced_price_is_a_sale() -> None:
    reduced = shopify(variant={"price": "30.00", "compare_at_price": "48.00"}).variants[0]
    assert (reduced.price, reduced.sale_price) == (Money(4800, "USD"), Money(3000, "USD"))
    raised = shopify(variant={"price": "48.00", "compare_at_price": "30.00"}).variants[0]
    assert (raised.price, raised.sale_price) == (Money(4800, "USD"), None)


def test_what_shopify_shows_nobody_is_not_sold() -> None:
    assert shopify(published_at=None).status is Status.HIDDEN
    assert shopify(status="draft").status is Status.DRAFT
    assert shopify(status="archived").status is Status.ARCHIVED
    assert shopify(status="unlisted").status is Status.HIDDEN
    assert shopify().status is Status.ACTIVE


def test_stock_that_shopify_does_not_count_is_not_counted() -> None:
    uncounted = shopify(variant={"inventory_management": None, "inventory_quantity": -4}).variants[0]
    assert (uncounted.stock, uncounted.inventory_id) == (None, "")
    sells_on = shopify(variant={"inventory_policy": "continue", "inventory_quantity": -4}).variants[0]
    assert (sells_on.stock, sells_on.sells_on) == (Decimal(-4), True)
    assert shopify().variants[0].options == ()  # never "Default Title"


def test_texts_of_shops_are_plain() -> None:
    item = shopify(body_html="<script>alert(1)</script><p>Warm &amp; soft 🧶 {{1}}</p>" + "x" * 60_000)
    text = item.texts["en"].description
    assert "alert" not in text
    assert text.startswith("Warm & soft 🧶")
    assert item.url == "https://shop.example.com/products/aurora-kettle"


def test_one_bad_variant_does_not_take_the_others_along() -> None:
    body = shopify_product(1, AT)
    body["variants"] = [body["variants"][0], {**body["variants"][0], "id": 99, "price": "dear"}, "none", None]
    values = Values(Terms())
    assert len(shopify_products.read_item(body, values).variants) == 1
    assert [said.where for said in values.told()] == ["product 1, variant 99"]
    with pytest.raises(RowWrong, match="no variant"):
        shopify_products.read_item({**body, "variants": []}, Values(Terms()))


def test_sales_of_woocommerce() -> None:
    """A sale of the past keeps its end; "on sale" without a price of its own is the price that is paid."""
    past = {
        "sale_price": "8",
        "date_on_sale_from_gmt": "2019-10-15T21:30:00",
        "date_on_sale_to_gmt": "2019-10-27T21:29:59",
    }
    variant = woo(price="12", regular_price="12", **past).variants[0]
    assert (variant.price, variant.sale_price) == (Money(1200, "USD"), Money(800, "USD"))
    assert variant.sale_until == datetime(2019, 10, 27, 21, 29, 59, tzinfo=UTC)
    assert woo(price="12", regular_price="12", on_sale=True).variants[0].sale_price is None
    assert woo(price="9", regular_price="12", on_sale=True).variants[0].sale_price == Money(900, "USD")


def test_stock_of_woocommerce() -> None:
    assert woo(manage_stock=True, stock_quantity=Decimal("16.5")).variants[0].stock == Decimal("16.5")
    assert woo(manage_stock=False, stock_quantity=None, stock_status="outofstock").variants[0].availability is (
        Availability.OUT_OF_STOCK
    )
    assert woo(manage_stock=False, stock_quantity=None).variants[0].stock is None
    assert woo(backorders_allowed=True, stock_quantity=0).variants[0].sells_on


def test_what_woocommerce_sells_elsewhere_has_no_price_here() -> None:
    item = woo(type="external", external_url="https://elsewhere.example.com/kettle")
    assert item.variants[0].price is None
    assert item.url == "https://elsewhere.example.com/kettle"
    assert woo(status="private").status is Status.HIDDEN
    assert woo(catalog_visibility="hidden").status is Status.HIDDEN
    assert woo(status="trash").status is Status.DELETED
    assert woo().rating is None  # "0.00" of no ratings


def test_ids_keep_their_digits_and_amounts_their_decimals() -> None:
    told = parse_record(b'{"id": 9007199254740993, "price": 23.99}')
    assert (told["id"], told["price"]) == (9007199254740993, Decimal("23.99"))
    for wrong in (b"[1]", b"{", b"\xff", b"[" * 100_000, b'{"id":' + b"9" * 5000 + b"}"):
        with pytest.raises(NotJson):
            parse_record(wrong)
