"""The demo shop is complete and loads once."""

from bot.storage.database import Database
from catalog.demo.data import labels
from catalog.demo.load import DEPARTMENTS, IMAGES, LANGUAGES, load_demo, read_products
from catalog.shelf import read_shelf


async def test_loading_twice_adds_nothing(database: Database) -> None:
    async with database.session() as session:
        first = await load_demo(session)
    async with database.session() as session:
        again = await load_demo(session)
    assert (first, again) == (len(read_products()), 0)
    assert first >= 60


async def test_shelf_shows_every_product_with_texts_price_and_picture(database: Database) -> None:
    async with database.session() as session:
        await load_demo(session)
    async with database.reading() as session:
        shelf = await read_shelf(session)
    assert shelf.version == 1
    for product in shelf.products.values():
        assert set(product.texts) == set(LANGUAGES)
        assert product.variants, product.id
        assert all(v.price > 0 and v.currency == "USD" for v in product.variants)
        assert (IMAGES / product.media[0].rsplit("/", 1)[1]).is_file()


def test_every_code_of_the_data_has_a_label_in_every_language() -> None:
    words = labels()
    for product in read_products():
        codes = [(name, code) for name, values in product["attributes"].items() for code in values]
        codes += [(name, code) for _, options, *_ in product["variants"] for name, code in options.items()]
        assert [c for c in codes if len(words.get(c[0], {}).get(c[1], ())) != len(LANGUAGES)] == []


def test_ids_and_skus_are_unique() -> None:
    products = read_products()
    skus = [sku for product in products for sku, *_ in product["variants"]]
    assert len(set(skus)) == len(skus)
    assert len({p["id"] for p in products}) == len(products)
    assert {p["category"].split("/")[0] for p in products} == set(DEPARTMENTS)


def test_pictures_are_small() -> None:
    """A picture is a message of its own on a phone with little data."""
    assert [p.name for p in IMAGES.iterdir() if p.stat().st_size > 40_000] == []
