"""Naver's product table."""

from datetime import UTC, datetime

from catalog.items import Availability, Money
from tests.catalog.feeds.make import items, refused, table, told

ROW = {
    "id": "K1", "title": "리넨 셔츠", "price_pc": "45000", "normal_price": "50000", "link": "https://shop.example/k1",
    "image_link": "https://shop.example/k1.jpg", "add_image_link": "https://shop.example/2.jpg|https://shop.example/3.jpg",
    "category_name1": "의류", "category_name2": "셔츠", "category_name3": "", "brand": "말로", "origin": "국산",
    "shipping": "-1", "class": "U", "update_time": "2026-11-24 21:00:00", "review_count": "12",
}  # fmt: skip


def test_prices_are_won_and_times_are_koreas() -> None:
    (shirt,) = items(told(table(ROW, sign="\t")))
    assert (shirt.variants[0].price, shirt.variants[0].sale_price) == (Money(50000, "KRW"), Money(45000, "KRW"))
    assert (shirt.paths, shirt.brand, shirt.rating_count) == (("의류 > 셔츠",), "말로", 12)
    assert len(shirt.pictures) == 3
    assert shirt.updated_at == datetime(2026, 11, 24, 12, tzinfo=UTC)
    assert list(shirt.texts) == ["ko"]


def test_class_d_is_sold_out_and_cp949_is_read() -> None:
    raw = table({**ROW, "class": "D"}, {**ROW, "id": "K2", "price_pc": "4만"}, sign="\t").encode("cp949")
    found = told(raw)
    assert [each.variants[0].availability for each in items(found)] == [Availability.OUT_OF_STOCK]
    assert items(found)[0].texts["ko"].title == "리넨 셔츠"
    assert "more than a price" in refused(found)["row 3"]
