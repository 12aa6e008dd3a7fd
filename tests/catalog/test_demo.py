"""The demo shop is complete and loads once."""

from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import col, select

from bot.storage.database import Database
from catalog.demo.data import labels, measure, read, read_reviews, size_table
from catalog.demo.load import DEPARTMENTS, IMAGES, LANGUAGES, load_demo, read_products
from catalog.demo.pictures import list_pictures, variant_paths
from catalog.queries import list_reviews
from catalog.shelf import Shelf, read_shelf
from catalog.tables import Offer, Product, ProductText, Review, Variant

SIZED = ("size", "length", "frame", "shade", "bed", "rug")
VOLUMES = ("skincare/", "makeup/base", "home/candle", "home/scent")  # whose sizes are amounts


async def test_loading_twice_adds_nothing(database: Database) -> None:
    async with database.session() as session:
        first = await load_demo(session)
    async with database.session() as session:
        again = await load_demo(session)
    assert (first, again) == (len(read_products()), 0)
    assert first == 200


async def test_shelf_shows_every_product_with_texts_price_and_picture(database: Database) -> None:
    async with database.session() as session:
        await load_demo(session)
    async with database.read() as tx:
        shelf = await read_shelf(tx)
    assert shelf.version == 1
    for product in shelf.products.values():
        assert set(product.texts) == set(LANGUAGES)
        assert product.variants, product.id
        assert all(v.price > 0 and v.currency == "USD" for v in product.variants)
        pictures = [*product.media, *(path for v in product.variants for path in v.media)]
        assert all((IMAGES / path.rsplit("/", 1)[1]).is_file() for path in pictures), product.id
        assert all(words.material and words.usage for words in product.texts.values()), product.id


def test_every_code_of_the_data_has_a_label_in_every_language() -> None:
    words = labels()
    for product in read_products():
        codes = [(name, code) for name, values in product["attributes"].items() for code in values]
        codes += [(name, code) for _, options, *_ in product["variants"] for name, code in options.items()]
        codes += [("category", product["category"]), ("category", product["category"].split("/")[0])]
        codes += [("depth", depth) for _, depth, _ in product.get("shades", {}).values() if depth]
        codes += [("undertone", tone) for *_, tone in product.get("shades", {}).values()]
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


async def _load(database: Database) -> Shelf:
    async with database.session() as session:
        await load_demo(session)
    async with database.read() as tx:
        return await read_shelf(tx)


def test_departments_are_well_stocked() -> None:
    by_department = [product["category"].split("/")[0] for product in read_products()]
    assert all(by_department.count(name) >= 25 for name in DEPARTMENTS)


def test_stock_is_varied() -> None:
    """Some variants are out of stock, some low, some products on sale: what shops are like."""
    variants = [variant for product in read_products() for variant in product["variants"]]
    assert len([stock for *_, stock in variants if stock == 0]) >= 20
    assert len([stock for *_, stock in variants if 0 < stock <= 3]) >= 40
    assert len([sale for *_, sale, _ in variants if sale is not None]) >= 40
    assert all(sale is None or sale < price for _, _, price, sale, _ in variants)


def test_whatever_is_sized_has_a_table_that_knows_its_sizes() -> None:
    """The first column holds the codes of the variants' option; every range goes upwards."""
    for product in read_products():
        sized = [name for name in SIZED if any(name in options for _, options, *_ in product["variants"])]
        if not sized or (sized == ["size"] and product["category"].startswith(VOLUMES)):
            continue
        table = size_table(product)
        option = table["columns"][0]
        assert option in sized, product["id"]
        assert {row[0] for row in table["rows"]} == {o[option] for _, o, *_ in product["variants"]}, product["id"]
        for row in table["rows"]:
            facts = dict(zip(table["columns"], row, strict=True))
            lows = {name: value for name, value in facts.items() if name.endswith("_min")}
            assert all(low < facts[name.replace("_min", "_max")] for name, low in lows.items()), product["id"]


async def test_shades_have_a_swatch_and_its_picture(database: Database) -> None:
    for product in (await _load(database)).products.values():
        for variant in product.variants:
            if product.category.startswith("makeup/") and "shade" in variant.options:
                assert len(variant.swatch) == 7, variant.sku
                assert variant.swatch[0] == "#", variant.sku
                assert (IMAGES / variant.media[0].rsplit("/", 1)[1]).is_file(), variant.sku


def test_shades_of_foundations_and_concealers_know_depth_and_undertone() -> None:
    for product in read_products():
        if product["category"] in {"makeup/foundation", "makeup/concealer"}:
            table = size_table(product)
            assert table["columns"] == ["shade", "depth", "undertone"]
            assert {row[2] for row in table["rows"]} <= set(product["attributes"]["undertone"])


def test_boards_and_bikes_know_for_whom_they_are() -> None:
    for product in read_products():
        if product["category"] in {"sport/snowboard", "sport/bicycle"}:
            assert set(product["attributes"]) & {"level", "ride"}, product["id"]
            assert len(size_table(product)["columns"]) == 5


def test_consumables_say_how_long_they_last() -> None:
    products = {product["id"]: product for product in read_products()}
    assert measure(products["glow-collagen-caps"], {"pack": "120cap"}) == {
        "quantity": 120, "unit": "capsule", "per_day": 2,
    }  # fmt: skip
    assert measure(products["calm-serum"], {"size": "30ml"}) == {"quantity": 30, "unit": "ml", "per_day": 0.5}
    assert measure(products["everyday-tee"], {"size": "M"}) == {}


def test_many_products_have_more_than_one_picture_and_no_picture_is_left_over() -> None:
    drawn = {path.name for path in IMAGES.iterdir()}
    wanted = [f"{picture.name}.jpg" for product in read_products() for picture in list_pictures(product)]
    assert set(wanted) == drawn
    assert len([p for p in read_products() if len(list_pictures(p)) > 1]) >= 150
    assert sum(path.stat().st_size for path in IMAGES.iterdir()) < 6_300_000
    assert variant_paths(read_products()[0], {"size": "150ml"}) == []


def test_reviews_are_believable() -> None:
    products = {product["id"] for product in read_products()}
    reviews = read_reviews()
    assert {row[0] for row in reviews} <= products
    assert len({row[-1] for row in reviews}) == len(reviews) > 250
    assert {row[1] for row in reviews} == {2, 3, 4, 5}
    assert {row[5] for row in reviews} == set(LANGUAGES)
    assert all(row[2].endswith(".") and datetime.fromisoformat(row[4]) < datetime(2026, 11, 22) for row in reviews)  # noqa: DTZ001


async def test_ratings_follow_from_the_reviews(database: Database) -> None:
    shelf = await _load(database)
    async with database.read() as tx:
        said = await list_reviews(tx, "calm-serum", 9)
    product = shelf.products["calm-serum"]
    assert product.rating_count == len(said) == 6
    assert product.rating == round(100 * sum(review.rating for review in said) / len(said))
    assert shelf.products["tame-brow-gel"].rating is None


async def test_an_earlier_release_gets_new_facts_and_keeps_its_prices(database: Database) -> None:
    """Materials, size tables, reviews and new products arrive; prices, stock and titles stay as they are."""
    await _load(database)
    async with database.session() as session:
        await session.exec(delete(Review))
        await session.exec(update(Product).values(size_table={}, rating=None, rating_count=0))
        await session.exec(update(ProductText).values(material="", usage=""))
        await session.exec(update(ProductText).where(col(ProductText.language) == "en").values(title="Mine"))
        await session.exec(update(Offer).where(col(Offer.sku) == "CLO-101-M").values(price=1234, stock=1))
        gone = select(Variant.sku).where(Variant.product_id == "canal-city-bike")
        await session.exec(delete(Offer).where(col(Offer.sku).in_(gone)))
        await session.exec(delete(Variant).where(col(Variant.product_id) == "canal-city-bike"))
        await session.exec(delete(ProductText).where(col(ProductText.product_id) == "canal-city-bike"))
        await session.exec(delete(Product).where(col(Product.id) == "canal-city-bike"))
    async with database.session() as session:
        assert await load_demo(session) == 1
    async with database.session() as session:
        assert await load_demo(session) == 0
    async with database.read() as tx:
        shelf = await read_shelf(tx)
    tee, offer = shelf.get("CLO-101-M")
    assert (offer.price, offer.stock, tee.words("en").title) == (1234, 1, "Mine")
    assert (tee.size_table["columns"][0], tee.words("ko").material, tee.rating_count) == (
        "size", "오가닉 코튼 100%, 220g/m²", 4,
    )  # fmt: skip
    assert shelf.products["canal-city-bike"].words("en").title == "Canal City Bike"
    assert shelf.version == 2


def test_usages_and_size_tables_are_all_used() -> None:
    products = read_products()
    assert {p["usage"] for p in products} == set(read("usages"))
    assert {p["sizes"] for p in products if "sizes" in p} == set(read("sizes"))
