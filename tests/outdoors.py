"""A shop of tents, tools and lamps: goods that no quiz was ever written for, synced like any source."""

from collections.abc import Iterator
from decimal import Decimal

from sqlmodel import col, select

from bot.actions.shopfile.finder import Finder
from bot.storage.database import Database
from catalog.items import Item, ItemText, ItemVariant, Money
from catalog.queries import bump_version
from catalog.shelf import Shelf, read_shelf
from catalog.sync.report import Report
from catalog.tables import Label, Product
from tests.catalog.sync.make import add_source, at, hear

FINDER = Finder(
    questions={
        "sleeps": {"en": "How many people sleep in it?", "ko": "몇 명이 주무시나요?"},
        "season": {"en": "When do you camp?", "ko": "언제 캠핑하세요?"},
        "power": {"en": "What should it run on?", "ko": "전원은 어떤 게 좋으세요?"},
    }
)
#: Tents by capacity, season, colours and what they cost in dollars.
_TENTS = (
    ("Alder", "2 persons", "3 seasons", ("Green", "Orange"), 89),
    ("Birch", "2 persons", "3 seasons", ("Blue", "Green"), 119),
    ("Cedar", "2 persons", "4 seasons", ("Orange",), 249),
    ("Dune", "3 persons", "3 seasons", ("Blue",), 139),
    ("Elm", "3 persons", "4 seasons", ("Green", "Blue"), 299),
    ("Fjord", "4 persons", "3 seasons", ("Green", "Blue"), 179),
    ("Glade", "4 persons", "3 seasons", ("Orange",), 209),
    ("Heath", "4 persons", "4 seasons", ("Green",), 399),
    ("Isle", "6 persons", "3 seasons", ("Blue", "Green"), 329),
    ("Jura", "6 persons", "3 seasons", ("Orange", "Blue"), 449),
)
_DRILLS = (
    ("Kestrel", "Battery", "12 V", 79),
    ("Lynx", "Battery", "18 V", 129),
    ("Marten", "Battery", "18 V", 189),
    ("Newt", "Mains", "500 W", 49),
    ("Otter", "Mains", "750 W", 69),
    ("Puma", "Mains", "1000 W", 99),
)
_LAMPS = (("Quartz", "Gas", 35), ("Ray", "Battery", 25), ("Spark", "Solar", 19), ("Torch", "Battery", 15))
_LABELS = {
    ("category", "camping/tents"): "텐트",
    ("category", "camping/lamps"): "램프",
    ("category", "tools/drills"): "드릴",
    ("colour", "green"): "초록",
    ("colour", "blue"): "파랑",
    ("colour", "orange"): "주황",
    ("season", "3_seasons"): "3계절용",
    ("season", "4_seasons"): "4계절용",
    ("power", "battery"): "배터리식",
    ("power", "mains"): "콘센트식",
    ("power", "gas"): "가스식",
    ("power", "solar"): "태양광",
    **{("sleeps", f"{number}_persons"): f"{number}인용" for number in (2, 3, 4, 6)},
}
_KOREAN = {
    "Tents": "텐트",
    "Drills": "드릴",
    "Lamps": "램프",
}
_KIND = {"Tents": "tent", "Drills": "drill", "Lamps": "lamp"}


def list_goods() -> Iterator[Item]:
    """All goods; every seventh variant is sold out, one drill has no price."""
    for number, (name, persons, season, colours, price) in enumerate(_TENTS):
        variants = [
            _variant(f"t{number}{n}", price, 0 if (number + n) % 7 == 6 else 4, Colour=c)
            for n, c in enumerate(colours)
        ]
        yield _item(f"t{number}", name, "Camping > Tents", variants, Sleeps=persons, Season=season)
    for number, (name, power, strength, price) in enumerate(_DRILLS):
        told = None if name == "Newt" else price
        yield _item(
            f"d{number}", name, "Tools > Drills", [_variant(f"d{number}", told, 3)], Power=power, Strength=strength
        )
    for number, (name, power, price) in enumerate(_LAMPS):
        yield _item(f"l{number}", name, "Camping > Lamps", [_variant(f"l{number}", price, 9)], Power=power)


async def stock_outdoors(database: Database) -> Report:
    """Sell these goods and nothing else; the words for them are known in Korean, too."""
    await add_source(database)
    report = await hear(database, *list_goods(), now=0)
    async with database.session() as session:
        for product in await session.exec(select(Product).where(~col(Product.id).startswith("shop-"))):
            session.add(product.sqlmodel_update({"active": False}))
        for (attribute, value), word in _LABELS.items():
            await session.merge(Label(attribute=attribute, value=value, language="ko", text=word))
        await bump_version(session)
    return report


async def shelf_of_outdoors(database: Database) -> Shelf:
    """A shelf with these goods alone."""
    await stock_outdoors(database)
    async with database.read() as tx:
        return await read_shelf(tx)


def _variant(external_id: str, dollars: int | None, stock: int, **options: str) -> ItemVariant:
    price = None if dollars is None else Money(dollars * 100, "USD")
    return ItemVariant(
        external_id, sku=external_id.upper(), options=tuple(options.items()), price=price, stock=Decimal(stock)
    )


def _item(external_id: str, name: str, path: str, variants: list[ItemVariant], **attributes: str) -> Item:
    part = path.rpartition(" > ")[2]
    texts = {"en": ItemText(f"{name} {_KIND[part]}"), "ko": ItemText(f"{name} {_KOREAN[part]}")}
    told = {key: (value,) for key, value in attributes.items()}
    return Item(external_id, texts, tuple(variants), paths=(path,), attributes=told, updated_at=at(0))
