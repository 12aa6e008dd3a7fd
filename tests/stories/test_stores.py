"""The store finder: a location, a city or a question leads to the nearest store, its hours and the way there."""

from tests.stories.shop import Shop, on_both_databases

SEONGSU = {"kind": "location", "latitude": 37.5665, "longitude": 126.978}


@on_both_databases
async def test_a_location_out_of_the_blue_finds_the_nearest_store(shop: Shop) -> None:
    """It needs no question before it: distance, hours, phone and a map come back."""
    amina = shop.phone()
    await shop.hears(amina, "hi")
    said = (await shop.gets(amina, **SEONGSU))[0]
    assert "Mallo Seongsu" in said
    assert "mi\n" in said  # an American number: miles
    assert "https://www.google.com/maps/search/?api=1&query=37.5446%2C127.0559" in said
    assert shop.offered(amina) == ["📍 Busan", "📍 Lisbon"]
    assert "Mallo Jeonpo" in (await shop.taps(amina, "📍 Busan"))[0]


async def test_koreans_read_kilometres(shop: Shop) -> None:
    minji = shop.phone("+821055550123")
    await shop.hears(minji, "안녕하세요")
    await shop.hears(minji, "가까운 매장 알려 주세요")
    said = (await shop.gets(minji, **SEONGSU))[0]
    assert "말로 성수점" in said
    assert "km\n" in said


async def test_the_quiz_goes_on_after_a_location(shop: Shop) -> None:
    amina = shop.phone()
    await shop.walks(amina, "find a product", "skin care", "serum")
    said = await shop.gets(amina, **SEONGSU)
    assert "Mallo Seongsu" in said[0]
    assert "change most" in (await shop.hears(amina, "oily"))[-1]


async def test_open_now_is_the_stores_time(shop: Shop) -> None:
    """At noon in Seoul it is three in the morning in Lisbon."""
    amina = shop.phone()
    await shop.hears(amina, "hi")
    shop.clock.set(shop.clock.now().replace(hour=3, minute=0))
    said = (await shop.hears(amina, "what are your opening hours"))[0]
    assert "🟢 Mallo Seongsu" in said
    assert "🔴 Mallo Príncipe Real" in said


async def test_every_store_can_be_tapped_or_typed(shop: Shop) -> None:
    """From the list of stores and from the opening hours; nothing stays open afterwards."""
    amina = shop.phone()
    await shop.walks(amina, "hi", "what are your opening hours")
    assert "Jeonpo-daero" in (await shop.taps(amina, "📍 Busan"))[0]
    await shop.hears(amina, "where is your store")
    assert shop.offered(amina) == ["📍 Seoul", "📍 Busan", "📍 Lisbon"]
    assert "Rua da Escola" in (await shop.taps(amina, "📍 Lisbon"))[0]
    assert "Seongsui-ro" in (await shop.hears(amina, "Seoul"))[0]
