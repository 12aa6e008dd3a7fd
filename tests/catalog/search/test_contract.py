"""What every search keeps to, whoever ranks: the embedded one, and a server asked over its documented HTTP."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace

import httpx
import pytest
import pytest_asyncio

from catalog.search.query import Results, nothing_to_ask
from catalog.search.server.answer import answer
from catalog.search.server.api import SearchServer
from catalog.search.server.document import document, label_words, settings
from catalog.search.server.ladder import as_search, ladder
from catalog.shelf import Shelf
from tests.catalog.search.shop import LABELS, PRODUCTS, SEARCH, SHELF
from tests.fakes.meilisearch import KEY, FakeMeilisearch

Find = Callable[[str], Awaitable[Results]]
INDEX = "shop_1"


async def ask(server: SearchServer, text: str, shelf: Shelf = SHELF, limit: int = 30) -> Results:
    query = SEARCH.read(text, "en")
    known = nothing_to_ask(query)
    if known is not None:
        return known
    rungs = ladder(query)
    found = await server.search([as_search(rung, query, INDEX, "en", limit) for rung in rungs])
    return answer(shelf, query, rungs, found, limit)


@pytest_asyncio.fixture
async def server() -> AsyncIterator[SearchServer]:
    """A server that knows the shop."""
    fake = FakeMeilisearch()
    headers = {"Authorization": f"Bearer {KEY}"}
    transport = httpx.ASGITransport(fake.app())
    made = SearchServer(httpx.AsyncClient(transport=transport, base_url="http://search", headers=headers))
    await made.create(INDEX, settings())
    await made.add(INDEX, [document(product, label_words(LABELS)) for product in PRODUCTS])
    fake.work()
    assert {task.status for task in fake.tasks} == {"succeeded"}
    yield made
    await made.close()


@pytest.fixture(params=["embedded", "server"])
def find(request: pytest.FixtureRequest, server: SearchServer) -> Find:
    async def by_embedded(text: str) -> Results:
        return SEARCH.find(SEARCH.read(text, "en"))

    async def by_server(text: str) -> Results:
        return await ask(server, text)

    return by_embedded if request.param == "embedded" else by_server


def ids(found: Results) -> list[str]:
    return [result.product.id for result in found.results]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("vitamin c serum", "vitamin-serum"),
        ("viatmin c serum", "vitamin-serum"),
        ("socks", "wool-socks"),
        ("sokcs", "wool-socks"),
        ("하우스 양말", "wool-socks"),
        ("rose candle", "rose-candle"),
        ("serum for dry skin", "calm-serum"),
        ("red tee XL", "plain-tee"),
        ("red dress under 50", "poppy-dress"),
        ("세일하는 머그컵", "dot-mug"),
    ],
)
async def test_what_is_meant_comes_first(find: Find, text: str, first: str) -> None:
    """C1: slips, Korean, filters."""
    assert ids(await find(text))[0] == first


async def test_filters_hold_for_one_variant(find: Find) -> None:
    """C1: neither too dear, nor red in another size."""
    assert ids(await find("red dress under 50")) == ["poppy-dress"]
    found = await find("white tee XL")
    assert found.relaxed
    assert found.results[0].product.category == "clothes/tee"


async def test_the_offer_is_the_variant_that_fits(find: Find) -> None:
    [best, *_] = (await find("red tee")).results
    assert best.offer.sku == "T1-XL"


async def test_in_stock_comes_first(find: Find) -> None:
    found = await find("mug")
    assert ids(found)[-1] == "gone-mug"
    assert [result.why.in_stock for result in found.results] == [True, True, False]


async def test_cheap_and_reduced(find: Find) -> None:
    assert ids(await find("cheap mug"))[:2] == ["dot-mug", "sun-mug"]
    assert ids(await find("mugs on sale")) == ["dot-mug"]


async def test_what_had_to_be_given_up_is_named(find: Find) -> None:
    found = await find("mug under 5")
    assert found.relaxed == ("price",)
    assert {result.product.category for result in found.results} == {"home/mug"}


async def test_what_nobody_sells_finds_nothing(find: Find) -> None:
    assert await find("red shoes") == Results(missed=("shoe",))
    assert not (await find("hello")).results


async def test_the_same_query_finds_the_same(find: Find) -> None:
    assert await find("mug under 20") == await find("mug under 20")


async def test_no_more_than_the_limit(server: SearchServer) -> None:
    assert len((await ask(server, "mug", limit=1)).results) == 1


async def test_what_the_server_says_is_looked_at_on_the_shelf(server: SearchServer) -> None:
    """P40: it knows of yesterday; what is gone, sold out or dearer now is seen."""
    products = {product.id: product for product in PRODUCTS}
    sun = products["sun-mug"]
    products["sun-mug"] = replace(sun, variants=(replace(sun.variants[0], stock=0),))
    dot = products.pop("dot-mug")
    poppy = products["poppy-dress"]
    products["poppy-dress"] = replace(poppy, variants=tuple(replace(v, price=9900) for v in poppy.variants))
    today = Shelf(2, products, LABELS)
    found = await ask(server, "mug", today)
    assert dot.id not in ids(found)
    assert not any(result.why.in_stock for result in found.results)
    assert (await ask(server, "red dress under 50", today)).relaxed == ("price",)


async def test_other_words_for_the_same_thing(find: Find) -> None:
    """Item 4: the shop calls it a serum, in English or Korean."""
    assert ids(await find("calcetines"))[0] == "wool-socks"
    assert set(ids(await find("taza"))) >= {"dot-mug", "sun-mug"}


async def test_quotes_in_codes_are_no_part_of_the_expression(server: SearchServer) -> None:
    from catalog.search.query import Filter, Query
    from catalog.wishes import Wish

    odd = Filter("odd", (Wish("size", ('5" \\ OR low >= 0', "M")),))
    query = Query("dress", (odd,), ("dress",), thing="dress")
    rungs = ladder(query)
    found = await server.search([as_search(rung, query, INDEX, "en", 9) for rung in rungs])
    assert ids(answer(SHELF, query, rungs, found, 9)) == ["harbour-dress", "poppy-dress"]
