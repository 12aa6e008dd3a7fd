"""Finding on the shelf: only what is in stock, narrowed by wishes, always in the same order."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.storage.database import Database
from catalog.errors import NotOnShelf
from catalog.queries import bump_version, read_version
from catalog.shelf import Shelf, read_shelf
from catalog.tables import Offer, Product, ProductText, Variant
from catalog.wishes import CATEGORY, PRICE, Offered, Shown, Wish, Words
from tests.catalog import make


def test_cheapest_variant_that_fits_is_offered() -> None:
    shelf = make.shelf(make.product("tee", variants=[("S", 900, 5), ("M", 800, 5), ("L", 700, 0)]))
    assert [hit.offer.sku for hit in shelf.find([]).hits] == ["tee-M"]
    assert [hit.offer.sku for hit in shelf.find([Wish("size", ("S",))]).hits] == ["tee-S"]


def test_sold_out_variant_is_never_found() -> None:
    """B2: only in-stock products are shown."""
    shelf = make.shelf(make.product("tee", variants=[("S", 900, 0)]))
    assert shelf.find([]).hits == ()


def test_category_holds_what_lies_below_it() -> None:
    shelf = make.shelf(make.product("a", category="skincare/serum"), make.product("b", category="skincareful"))
    assert [hit.product.id for hit in shelf.find([Wish(CATEGORY, ("skincare",))]).hits] == ["a"]


def test_least_important_wish_goes_first() -> None:
    shelf = make.shelf(make.product("a", attributes={"skin": ("dry",), "texture": ("rich",)}))
    found = shelf.find([Wish("skin", ("dry",)), Wish("texture", ("light",))])
    assert ([hit.product.id for hit in found.hits], found.relaxed) == (["a"], ("texture",))


def test_firm_wish_is_never_given_up() -> None:
    shelf = make.shelf(make.product("a", attributes={"skin": ("dry",)}))
    found = shelf.find([Wish("skin", ("oily",), firm=True), Wish(PRICE, at_most=1)])
    assert found.hits == ()


def test_all_suits_every_wish() -> None:
    shelf = make.shelf(make.product("a", attributes={"skin": ("all",)}))
    assert shelf.find([Wish("skin", ("oily",), firm=True)]).hits


def test_sale_price_counts_for_the_budget() -> None:
    product = make.product("a", variants=[("S", 3000, 5)])
    on_sale = replace(product, variants=(replace(product.variants[0], sale_price=1900),))
    assert make.shelf(on_sale).find([Wish(PRICE, at_most=2000, firm=True)]).hits


def test_more_choice_comes_after_what_fulfils_everything() -> None:
    fits = make.product("z", attributes={"skin": ("dry",), "texture": ("rich",)})
    near = make.product("a", attributes={"skin": ("dry",), "texture": ("light",)}, popularity=99)
    found = make.shelf(near, fits).find([Wish("skin", ("dry",)), Wish("texture", ("rich",), soft=True)], enough=2)
    assert [hit.product.id for hit in found.hits] == ["z", "a"]
    assert found.relaxed == ()


def test_nearest_is_of_the_same_kind_and_never_itself() -> None:
    gone = make.product("a", category="skincare/serum", attributes={"skin": ("dry",)})
    alike = make.product("b", category="skincare/serum", attributes={"skin": ("dry",)})
    other = make.product("c", category="skincare/serum", attributes={"skin": ("oily",)})
    elsewhere = make.product("d", category="skincare/mask", attributes={"skin": ("dry",)})
    hit = make.shelf(gone, other, alike, elsewhere).nearest(gone, price=1000)
    assert hit
    assert hit.product.id == "b"
    hit = make.shelf(gone, elsewhere).nearest(gone, price=1000)
    assert hit
    assert hit.product.id == "d"
    assert make.shelf(gone).nearest(gone, price=1000) is None


PRODUCTS = st.lists(
    st.builds(
        make.product,
        st.sampled_from("abcdefgh"),
        category=st.sampled_from(["skincare/serum", "skincare/mask", "home/mug"]),
        attributes=st.dictionaries(
            st.sampled_from(["skin", "texture"]), st.lists(st.sampled_from(["x", "y", "all"]), max_size=2).map(tuple)
        ),
        variants=st.lists(
            st.tuples(st.sampled_from("SML"), st.integers(0, 5000), st.integers(0, 2)),
            min_size=1,
            unique_by=lambda v: v[0],
        ),
        popularity=st.integers(0, 3),
    ),
    unique_by=lambda product: product.id,
)  # fmt: skip
NAMES = st.sampled_from(["skin", "texture", "size"])
WISHES = st.lists(
    st.one_of(
        st.builds(Wish, NAMES, st.just(("x",)), firm=st.booleans()),
        st.builds(Wish, NAMES, st.just(("x",)), firm=st.booleans(), soft=st.just(True)),
        st.builds(Wish, st.just(PRICE), at_most=st.integers(0, 5000), firm=st.booleans()),
        st.builds(Wish, st.just(CATEGORY), st.just(("skincare",)), firm=st.booleans()),
    ),
    max_size=4,
)  # fmt: skip


@given(PRODUCTS, WISHES, st.integers(0, 4), st.randoms())
@settings(max_examples=150)
def test_finding_keeps_its_promises(products: list[Shown], wishes: list[Wish], enough: int, chance) -> None:
    """In stock, firm wishes kept, something whenever there is anything, the same order whatever the shelf's."""
    found = make.shelf(*products).find(wishes, enough=enough)
    firm = [wish for wish in wishes if wish.firm]
    strict = make.shelf(*products).find(firm).hits
    assert all(hit.offer.stock > 0 for hit in found.hits)
    assert {hit.product.id for hit in found.hits} <= {hit.product.id for hit in strict}
    assert bool(found.hits) == bool(strict)
    shuffled = list(products)
    chance.shuffle(shuffled)
    assert make.shelf(*shuffled).find(wishes, enough=enough).hits == found.hits


def test_sku_that_is_not_sold_is_an_error_or_none() -> None:
    assert Shelf().find_sku("X") is None
    with pytest.raises(NotOnShelf):
        Shelf().get("X")


def test_language_falls_back_to_its_base_and_to_english() -> None:
    product = Shown("a", "c", {}, (), "", 0, {"en": Words("Cream"), "pt": Words("Creme")})
    assert [product.words(code).title for code in ("pt-BR", "pt", "ko")] == ["Creme", "Creme", "Cream"]
    shelf = Shelf(labels={("skin", "dry", "en"): "dry skin"})
    assert (shelf.label("skin", "dry", "ko"), shelf.label("skin", "very_oily", "ko")) == ("dry skin", "very oily")


async def test_shelf_of_an_earlier_version_does_not_change(database: Database) -> None:
    """All that one turn says of prices comes from the same moment."""
    async with database.session() as session:
        session.add(Product(id="a", category="c"))
        session.add(ProductText(product_id="a", language="en", title="A"))
        session.add(Variant(sku="A-1", product_id="a"))
        await session.flush()
        session.add(Offer(sku="A-1", price=100, currency="USD", stock=1, as_of=make.NOW))
        await bump_version(session)
    async with database.read() as tx:
        before = await read_shelf(tx)
    async with database.session() as session:
        offer = await session.get(Offer, "A-1")
        assert offer
        assert offer.as_of == make.NOW
        offer.price = 200
        await bump_version(session)
    async with database.read() as tx:
        after, version = await read_shelf(tx), await read_version(tx)
    assert (before.get("A-1")[1].price, after.get("A-1")[1].price) == (100, 200)
    assert (before.version, after.version, version) == (1, 2, 2)


def test_offer_costs_what_is_asked_now() -> None:
    offer = Offered("A", {}, 100, 120, "USD", 1)
    assert (offer.to_pay, offer.is_on_sale) == (100, False)
