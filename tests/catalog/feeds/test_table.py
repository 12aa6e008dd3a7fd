"""Any table with `[catalog.columns]`, and how tables go wrong."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from catalog.feeds.groups import Groups
from catalog.feeds.kinds import Kind
from catalog.feeds.rows import Entry, Rows, unpack_entry
from catalog.feeds.terms import Columns
from catalog.items import Money, Refused, SourceFailed, Status
from tests.catalog.feeds.make import items, notes, refused, table, terms, told

FIELDS = {
    "id": "Artikel",
    "title": "Name",
    "price": "Preis",
    "stock": "Bestand",
    "category": "Gruppe",
    "sku": "Artikel",
}


def test_their_columns_become_our_fields() -> None:
    row = {
        "Artikel": "7",
        "Name": "Becher",
        "Preis": "1.299,00",
        "Bestand": "3",
        "Gruppe": "Haus/Küche",
        "Farbe": "rot|blau",
    }
    under = terms(fields=FIELDS, attributes={"Colour": "Farbe"}, path_separator="/")
    found = told(table(row, {**row, "Artikel": "8", "Preis": "12,5", "Mond": "voll"}, sign=";"), Kind.TABLE, under)
    first, second = items(found)
    assert first.variants[0].price == Money(129900, "EUR")
    assert second.variants[0].price == Money(1250, "EUR")
    assert first.paths == ("Haus > Küche",)
    assert first.attributes == {"Colour": ("rot", "blau")}
    assert any("decimal comma" in note for note in notes(found))
    assert any("Mond" in note for note in notes(found))


def test_a_price_that_can_be_read_two_ways_is_refused_until_the_mapping_says_how() -> None:
    file = table({"Artikel": "7", "Name": "Becher", "Preis": "1.299"})
    assert "decimal" in refused(told(file, Kind.TABLE, terms(fields=FIELDS)))["row 2"]
    for decimal, minor in ((",", 129900), (".", None)):
        found = told(file, Kind.TABLE, terms(fields=FIELDS, decimal=decimal))
        assert [each.variants[0].price for each in items(found)] == ([Money(minor, "EUR")] if minor else [])
    won = told(file, Kind.TABLE, terms(currency="KRW", fields=FIELDS))
    assert items(won)[0].variants[0].price == Money(1299, "KRW")


def test_rows_that_go_on_are_variants_and_languages_have_columns() -> None:
    """As Vendure writes them: blank-padded, options in packed cells."""
    file = (
        "name:en   , name:ko , slug , facets              , groups , values , sku , price , stock , tracked\n"
        'Paper Lamp, 종이 등  , lamp , brand:Mallo|glow:warm, "size" , "S|"   , PL1 , 45.30 , 10    , false\n'
        "          ,         ,      ,                     ,        , M      , PL2 , 32.5  , 4     , true\n"
        "          ,         ,      ,                     ,        , L      , PL2 , 59.5  ,       , \n"
    )
    fields = {
        "id": "slug", "title:en": "name:en", "title:ko": "name:ko", "pairs": "facets", "option_names": "groups",
        "option_values": "values", "sku": "sku", "price": "price", "stock": "stock", "tracked": "tracked",
    }  # fmt: skip
    (lamp,) = items(told(file, Kind.TABLE, terms(fields=fields, continues=True)))
    assert {tag: text.title for tag, text in lamp.texts.items()} == {"en": "Paper Lamp", "ko": "종이 등"}
    assert (lamp.external_id, lamp.brand, lamp.attributes) == ("lamp", "Mallo", {"glow": ("warm",)})
    assert [each.external_id for each in lamp.variants] == ["PL1", "PL2", "lamp/L"]
    assert [each.options for each in lamp.variants] == [(("size", size),) for size in "SML"]
    assert [each.stock for each in lamp.variants] == [None, Decimal(4), None]


def test_a_row_that_goes_on_does_not_join_the_product_before_a_broken_one() -> None:
    file = "id,title,size,price\nA,Lamp,S,1\nB,Vase,S,1,too,many\n,,M,2\n"
    under = terms(fields={"id": "id", "title": "title", "price": "price"}, options={"Size": "size"}, continues=True)
    found = told(file, Kind.TABLE, under)
    assert [len(each.variants) for each in items(found)] == [1]
    assert set(refused(found)) == {"row 3", "row 4"}


def test_a_parent_that_packs_its_children_as_magento_does() -> None:
    child = {
        "sku": "TEE-S",
        "name": "Tee S",
        "price": "20",
        "qty": "3",
        "categories": "Default/Tops",
        "variations": "",
    }
    packed = "sku=TEE-S,size=S,color=Sage|sku=TEE-M,size=M,color=Sage|sku=TEE-X,size=X"
    parent = {"sku": "TEE", "name": "Tee", "price": "", "variations": packed}
    fields = {
        "id": "sku",
        "sku": "sku",
        "title": "name",
        "price": "price",
        "stock": "qty",
        "variations": "variations",
    }
    rows = [child, {**child, "sku": "TEE-M", "price": "21"}, parent, {**child, "sku": "CAP", "name": "Cap"}]
    tee, cap = items(told(table(*rows), Kind.TABLE, terms(fields=fields, ignore=["categories"])))
    assert tee.external_id == "TEE"
    assert [(each.sku, each.options) for each in tee.variants] == [
        ("TEE-S", (("size", "S"), ("color", "Sage"))),
        ("TEE-M", (("size", "M"), ("color", "Sage"))),
    ]
    assert cap.external_id == "CAP"


def test_sales_status_and_lists() -> None:
    row = {
        "id": "A", "title": "Serum", "price": "20", "list_price": "25", "tags": "glow, calm", "status": "draft",
        "images": "/a.jpg|/b.jpg", "rating": "4.5", "rating_count": "12", "currency": "usd", "measure": "30 ml",
        "sells_on": "yes", "updated_at": "2026-11-24T00:00Z", "availability": "backorder",
    }  # fmt: skip
    (serum,) = items(told(table(row), Kind.TABLE))
    (variant,) = serum.variants
    assert (variant.price, variant.sale_price) == (Money(2500, "USD"), Money(2000, "USD"))
    assert (serum.status, serum.tags, serum.rating, serum.rating_count) == (
        Status.DRAFT,
        ("glow", "calm"),
        Decimal("4.5"),
        12,
    )
    assert [each.url for each in serum.pictures] == ["https://shop.example/a.jpg", "https://shop.example/b.jpg"]
    assert variant.sells_on


def test_a_mapping_without_a_title_says_what_the_file_has() -> None:
    with pytest.raises(SourceFailed, match="Artikel, Preis"):
        told(table({"Artikel": "7", "Preis": "3"}), Kind.TABLE)


def test_a_mapping_of_a_field_that_is_none_is_an_error() -> None:
    with pytest.raises(ValidationError, match="none of our fields"):
        Columns(fields={"prise": "Preis"})


def rows_of(text: str, size: int = 10**6) -> list[Entry | Refused]:
    pieces = [text[at : at + size] for at in range(0, len(text), size)]
    return [each for each in Rows().read(pieces) if isinstance(each, Entry | Refused)]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_signs_ends_and_multi_line_cells(end: str, sign: str) -> None:
    text = end.join([sign.join(["a", "b"]), sign.join(["1", f'"x{end}""y"""']), "", sign.join(["2", ""])]) + end
    for size in (1, 7, 10**6):
        first, second = rows_of(text, size)
        assert (first.values, first.where) == ({"a": "1", "b": 'x\n"y"'}, "row 2")
        assert second.values == {"a": "2"}


def test_rows_with_too_many_or_too_few_cells() -> None:
    found = rows_of("a,b,c\n1,2\n1,2,3,,\n1,2,3,4\n,,\n")
    assert [type(each) for each in found] == [Refused, Entry, Refused]
    assert found[0] == Refused("row 2", "has 2 cells, the first row names 3")


def test_inches_do_not_swallow_the_file() -> None:
    """A quote at the start of a cell that is never closed."""
    text = 'a\tb\n1\t"27 inch screen\n2\tx\n3\ty\n'
    assert [each.values["b"] for each in rows_of(text)] == ['"27 inch screen', "x", "y"]
    long = 'a,b\n1,"27 inch\n' + "2,x\n" * 50_000
    found = rows_of(long)
    assert len([each for each in found if isinstance(each, Refused)]) == 1
    assert len(found) == 50_001


def test_a_file_that_ends_within_quotes_was_cut() -> None:
    with pytest.raises(SourceFailed, match="middle of row 3") as failed:
        rows_of('a,b\n1,2\n3,"text that goes')
    assert failed.value.may_pass


@pytest.mark.parametrize(
    "text", ["", "\n\n", "a" * 500, ",".join(map(str, range(10**6))), '"' * 300_000, "# only a remark\n"]
)
def test_what_has_no_header_is_a_clear_failure(text: str) -> None:
    """10^6 columns among them."""
    with pytest.raises(SourceFailed):
        rows_of(text, 65536)


@given(
    st.dictionaries(st.text(), st.text()),
    st.dictionaries(st.text("ab"), st.lists(st.text(), min_size=1), max_size=2),
)
def test_a_row_is_the_same_after_it_was_packed(values: dict[str, str], more: dict[str, list[str]]) -> None:
    def plain(text: str) -> str:
        return text.replace("\x1e", " ").replace("\x1f", " ")

    back = unpack_entry(Entry("row 2", values, more).packed())
    assert back.values == {plain(name): plain(text) for name, text in values.items()}
    assert back.more == {name: [*map(plain, texts)] for name, texts in more.items()}


def test_groups_come_out_the_same_from_memory_and_from_disk() -> None:
    added = [(f"k{number * 7919 % 50}", str(number)) for number in range(500)]
    seen = []
    for few in (10**9, 50, 4000):
        with Groups(few) as groups:
            for key, row in added:
                groups.add(key, row)
            taken = groups.take("k3")
            seen.append((len(groups), taken, list(groups.groups())))
    assert seen[0] == seen[1] == seen[2]
    assert len(seen[0][2]) == 49
    assert seen[0][2][0] == ("k0", [str(number) for number in range(0, 500, 50)], 0)
