"""Google Merchant feeds, as XML and as tables."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from catalog.feeds.kinds import Kind
from catalog.items import Availability, Money, SourceFailed, Status
from tests.catalog.feeds.make import items, notes, refused, rss, table, terms, told

MUG = {
    "id": "M1", "title": "Speckle Mug", "description": "<p>Holds <b>tea</b>.</p>", "link": "https://shop.example/m1",
    "image_link": "https://shop.example/m1.jpg", "availability": "in_stock", "price": "12.50 EUR", "brand": "Mallo",
}  # fmt: skip


def shirt(colour: str, size: str, **more: str) -> dict[str, str]:
    own = {"id": f"S-{colour}-{size}", "item_group_id": "S", "title": f"Linen Shirt {colour} {size}", "color": colour}
    return {**MUG, **own, "size": size, **more}


def test_a_table_becomes_products() -> None:
    (mug,) = items(told(table(MUG, sign="\t")))
    assert mug.external_id == "M1"
    assert mug.texts["en"].title == "Speckle Mug"
    assert mug.texts["en"].description == "Holds tea."
    assert mug.brand == "Mallo"
    (variant,) = mug.variants
    assert (variant.price, variant.availability) == (Money(1250, "EUR"), Availability.IN_STOCK)
    assert variant.stock is None


def test_variants_are_put_together_though_they_are_apart() -> None:
    rows = [shirt("Navy", "S"), MUG, shirt("Navy", "M"), shirt("Rust", "S", material="linen")]
    first, mug = items(told(table(*rows)))
    assert first.external_id == "S"
    assert [each.external_id for each in first.variants] == ["S-Navy-S", "S-Navy-M", "S-Rust-S"]
    assert first.variants[1].options == (("Colour", "Navy"), ("Size", "M"))
    assert ("Material", "linen") in first.variants[2].options
    assert first.texts["en"].title == "Linen Shirt"
    assert mug.external_id == "M1"


def test_a_variant_that_is_told_twice_is_refused_once() -> None:
    found = told(table(shirt("Navy", "S"), shirt("Navy", "S"), shirt("Navy", "M")))
    assert [len(each.variants) for each in items(found)] == [2]
    assert "was told before, at row 2" in refused(found)["row 3"]


def test_a_sale_has_its_time() -> None:
    row = {**MUG, "sale_price": "10 EUR", "sale_price_effective_date": "2026-11-24T13:00-0800/2026-11-29T15:30-0800"}
    (variant,) = items(told(table(row)))[0].variants
    assert variant.sale_price == Money(1000, "EUR")
    assert variant.sale_from == datetime(2026, 11, 24, 21, tzinfo=UTC)
    assert variant.sale_until == datetime(2026, 11, 29, 23, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("sale", "span"), [("13 EUR", ""), ("10 USD", ""), ("cheap", ""), ("10 EUR", "next week"), ("10,00 EUR", "")]
)
def test_a_sale_that_makes_no_sense_is_left_out_and_told(sale: str, span: str) -> None:
    found = told(table({**MUG, "sale_price": sale, "sale_price_effective_date": span}))
    assert items(found)[0].variants[0].sale_price is None
    assert items(found)[0].variants[0].price == Money(1250, "EUR")
    assert any("sale" in note for note in notes(found))


def test_no_price_is_no_price() -> None:
    found = told(table({**MUG, "price": ""}))
    assert items(found)[0].variants[0].price is None
    assert "row 2: has no price: it is told on request" in notes(found)


def test_a_price_that_cannot_be_read_is_refused_with_its_row() -> None:
    found = told(table({**MUG, "price": "1.299,00 EUR"}, {**MUG, "id": "M2"}))
    assert [each.external_id for each in items(found)] == ["M2"]
    assert "decimal point" in refused(found)["row 2"]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("in stock", Availability.IN_STOCK),
        ("Available for order", Availability.IN_STOCK),
        ("out of stock", Availability.OUT_OF_STOCK),
        ("https://schema.org/OutOfStock", Availability.OUT_OF_STOCK),
        ("pre-order", Availability.PREORDER),
        ("backorder", Availability.BACKORDER),
        ("perhaps", None),
    ],
)
def test_old_spellings_of_availability(written: str, meant: Availability | None) -> None:
    assert items(told(table({**MUG, "availability": written})))[0].variants[0].availability is meant


def test_further_pictures_paths_measure_and_barcode() -> None:
    row = {
        **MUG, "additional_image_link": "https://shop.example/a.jpg,https://shop.example/b.jpg?w=1,2",
        "gtin": "4006381333931",
        "product_type": "Home > Kitchen > Mugs", "google_product_category": "674", "unit_pricing_measure": "330 ml",
    }  # fmt: skip
    (mug,) = items(told(table(row)))
    assert [each.url.rpartition("/")[2] for each in mug.pictures] == ["m1.jpg", "a.jpg", "b.jpg?w=1,2"]
    assert mug.paths == ("Home > Kitchen > Mugs",)
    assert mug.variants[0].measure == {"quantity": 330, "unit": "ml"}
    assert mug.variants[0].gtin == "4006381333931"


def test_a_wrong_barcode_is_left_out_and_one_that_is_said_not_to_exist_too() -> None:
    found = told(table({**MUG, "gtin": "4006381333932"}, {**MUG, "id": "M2", "gtin": "1", "identifier_exists": "no"}))
    assert [each.variants[0].gtin for each in items(found)] == ["", ""]
    assert len([note for note in notes(found) if "barcode" in note]) == 1


def test_columns_repeated_blank_padded_and_unknown() -> None:
    file = (
        "g:ID ; Title ;Additional Image Link; additional_image_link ;Image Link;availability;price;"
        "horoscope;shipping(country)\r\n"
        '7;"Two\r\nlines";https://x.example/1.jpg;https://x.example/2.jpg;https://x.example/0.jpg;in_stock;'
        "3 EUR;leo;DE\r\n"
    )
    found = told(file)
    (item,) = items(found)
    assert item.texts["en"].title == "Two lines"
    assert [each.url[-5] for each in item.pictures] == ["0", "1", "2"]
    assert [note for note in notes(found) if "horoscope" in note] == ["row 2: the field horoscope is not known"]
    assert not any("shipping" in note for note in notes(found))


def test_an_id_beyond_two_to_the_53_stays_as_it_is() -> None:
    """stores.md 12.18."""
    assert items(told(table({**MUG, "id": "90071992547409931234"})))[0].external_id == "90071992547409931234"


def test_rss_with_its_own_prefix_and_nested_fields() -> None:
    file = rss(
        "<g:id>A</g:id><title>Plain title</title><g:title>Vase &amp; bowl</g:title><link>https://shop.example/a</link>"
        "<g:image_link>https://shop.example/a.jpg</g:image_link><g:price>5 EUR</g:price>"
        "<g:additional_image_link>https://shop.example/b.jpg</g:additional_image_link>"
        "<g:additional_image_link>https://shop.example/c.jpg</g:additional_image_link>"
        "<g:shipping><g:country>DE</g:country><g:price>9 EUR</g:price></g:shipping>"
        "<g:product_detail><g:attribute_name>Glaze</g:attribute_name><g:attribute_value>matt</g:attribute_value>"
        "</g:product_detail><description><![CDATA[<p>Hand&nbsp;made</p>]]></description><g:color>Sage</g:color>"
    )
    (item,) = items(told(file.replace("g:", "ns2:").replace(":g=", ":ns2=")))
    assert item.texts["en"].title == "Vase & bowl"
    assert item.texts["en"].description == "Hand made"
    assert item.variants[0].price == Money(500, "EUR")
    assert len(item.pictures) == 3
    assert item.attributes == {"Glaze": ("matt",)}


def test_atom_links_are_attributes() -> None:
    file = (
        '<feed xmlns="http://www.w3.org/2005/Atom" xmlns:g="http://base.google.com/ns/1.0"><entry><g:id>A</g:id>'
        '<title>Caf&eacute; cup</title><link href="https://shop.example/a"/><summary>Small.</summary>'
        "<g:price>5.00 EUR</g:price></entry></feed>"
    )
    (item,) = items(told(file))
    assert (item.url, item.texts["en"].title) == ("https://shop.example/a", "Café cup")
    assert item.texts["en"].description == "Small."


def test_meta_xml_and_csv_bring_stock_and_visibility() -> None:
    row = {
        **MUG,
        "quantity_to_sell_on_facebook": "7",
        "visibility": "hidden",
        "fb_product_category": "home > kitchen",
    }
    (mug,) = items(told("# Required | The unique ID for the item\n" + table(row)))
    assert mug.variants[0].stock == Decimal(7)
    assert mug.status is Status.HIDDEN
    assert mug.paths == ("home > kitchen",)
    (vase,) = items(told(rss("<g:id>A</g:id><g:title>Vase</g:title><g:inventory>3</g:inventory>"), Kind.META_XML))
    assert vase.variants[0].stock == Decimal(3)


def test_metas_indexed_columns() -> None:
    row = {
        "id": "A",
        "title": "Vase",
        "availability": "in stock",
        "price": "5 EUR",
        "image[0].url": "https://x.example/0.jpg",
    }
    (item,) = items(told(table({**row, "image[1].url": "https://x.example/1.jpg", "product_tags[0]": "new"})))
    assert [each.url[-5] for each in item.pictures] == ["0", "1"]
    assert item.tags == ("new",)


@pytest.mark.parametrize(
    ("file", "why"),
    [
        (rss("<g:id>A</g:id>", head='<!DOCTYPE l [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'), "document type"),
        (rss("<g:id>A</g:id>", head='<!DOCTYPE l SYSTEM "file:///etc/passwd">'), "document type"),
        ("<rss>" + "<a>" * 100_000, "deeper"),
        (rss("<g:id>A</g:id>")[:-20], "broken"),
        ("<rss><channel><title>x</title></channel></rss>", "no items"),
        (rss("<g:title>R&D</g:title>"), "broken"),
        ("<html><body>Log in</body></html>", "web page"),
    ],
)
def test_broken_and_dangerous_xml_is_a_clear_failure(file: str, why: str) -> None:
    """stores.md 12.13."""
    with pytest.raises(SourceFailed, match=why):
        told(file)


def test_items_before_a_broken_place_are_told_first() -> None:
    """stores.md 12.12: a feed cut in half never ends by itself, so nothing counts as gone."""
    from catalog.feeds.xmlentries import read_xml

    file = rss("<g:id>A</g:id><g:title>Vase</g:title>", "<g:id>B</g:id><g:title>Bo")
    stream = read_xml([file[: file.index("Bo")]])
    assert next(stream).where == "item 1"
    with pytest.raises(SourceFailed) as failed:
        list(stream)
    assert failed.value.may_pass


def test_an_item_of_endless_size_is_refused_alone() -> None:
    big = "<g:id>A</g:id><g:title>A</g:title>" + "<g:custom_label_0>" + "x" * 1_100_000 + "</g:custom_label_0>"
    found = told(rss(big, "<g:id>B</g:id><g:title>B</g:title>"))
    assert [each.external_id for each in items(found)] == ["B"]
    assert "larger" in refused(found)["item 1"]


def test_relative_addresses_are_completed_and_others_left_out() -> None:
    found = told(table({**MUG, "link": "/m1", "image_link": "javascript:alert(1)"}))
    assert items(found)[0].url == "https://shop.example/m1"
    assert items(found)[0].pictures == ()
    assert any("no web address" in note for note in notes(found))


def test_texts_are_in_the_language_of_the_terms() -> None:
    assert list(items(told(table(MUG), under=terms(language="pt-BR")))[0].texts) == ["pt-BR"]
