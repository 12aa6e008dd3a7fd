"""A shop that is synced from a store: clothes, boards and make-up under names of its own, with size charts and
stars, and with names of attributes as plug-ins write them."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from sqlmodel import col, select

from bot.storage.database import Database
from catalog.items import Item, ItemText, ItemVariant, Money
from catalog.queries import bump_version
from catalog.shelf import Shelf, read_shelf
from catalog.tables import Product
from tests.catalog.sync.make import add_source, at, hear

CHEST = {
    "columns": ["Size", "chest_cm_min", "chest_cm_max"],
    "rows": [["Small", 86, 93], ["Medium", 94, 101], ["Large", 102, 109]],
}
BOARDS = {"columns": ["Length", "weight_kg_min", "weight_kg_max"], "rows": [["152 cm", 50, 66], ["158 cm", 67, 90]]}
SHADES = {
    "columns": ["Shade", "depth", "undertone"],
    "rows": [["Oat", "light", "warm"], ["Shell", "light", "cool"], ["Honey", "tan", "warm"]],
}
SIZES = ("Small", "Medium", "Large")
#: Title, Korean title, path, price in dollars, fit, sizes that are sold out.
_WORN = (
    ("Linen Shirt", "린넨 셔츠", "Apparel > Tops", 59, "slim_fit", ()),
    ("Oxford Shirt", "옥스퍼드 셔츠", "Apparel > Tops", 69, "relaxed_fit", ()),
    ("Flannel Shirt", "플란넬 셔츠", "Apparel > Tops", 49, "relaxed_fit", ("Large",)),
    ("Poplin Shirt", "포플린 셔츠", "Apparel > Tops", 55, "slim_fit", ("Small",)),
    ("Denim Shirt", "데님 셔츠", "Apparel > Tops", 75, "slim_fit", ()),
    ("Rain Jacket", "레인 재킷", "Apparel > Outer layers", 129, "relaxed_fit", ("Medium",)),
)


def list_goods() -> Iterator[Item]:
    """All goods of the shop."""
    for number, (title, korean, path, price, fit, gone) in enumerate(_WORN):
        variants = [_variant(f"w{number}{size[0]}", price, 0 if size in gone else 4, Size=size) for size in SIZES]
        yield _item(f"w{number}", title, korean, path, variants, CHEST, pa_fit=fit)
    boards = [_variant(f"b{length[:3]}", 389, 2, Length=length) for length in ("152 cm", "158 cm")]
    yield _item("b", "Fjell Snowboard", "피엘 스노보드", "Winter > Ride", boards, BOARDS)
    shades = [_variant(f"t{name}", 32, 0 if name == "Shell" else 5, Shade=name) for name in ("Oat", "Shell", "Honey")]
    yield _item("t", "Silk Foundation", "실크 파운데이션", "Beauty > Face", shades, SHADES)
    yield _item("m", "Enamel Mug", "법랑 머그", "Home", [_variant("m", 19, 9)], {})


async def stock_wardrobe(database: Database) -> None:
    """Sell these goods and nothing else."""
    await add_source(database)
    await hear(database, *list_goods(), now=0)
    async with database.session() as session:
        for product in await session.exec(select(Product).where(~col(Product.id).startswith("shop-"))):
            session.add(product.sqlmodel_update({"active": False}))
        await bump_version(session)


async def shelf_of_wardrobe(database: Database) -> Shelf:
    """A shelf with these goods alone."""
    await stock_wardrobe(database)
    async with database.read() as tx:
        return await read_shelf(tx)


def _variant(external_id: str, dollars: int, stock: int, **options: str) -> ItemVariant:
    money, left = Money(dollars * 100, "USD"), Decimal(stock)
    return ItemVariant(external_id, external_id.upper(), options=tuple(options.items()), price=money, stock=left)


def _item(
    external_id: str,
    title: str,
    korean: str,
    path: str,
    variants: list[ItemVariant],
    table: Mapping[str, Any],
    **attributes: str,
) -> Item:
    told = {name: (value,) for name, value in attributes.items()}
    texts = {"en": ItemText(title), "ko": ItemText(korean)}
    stars = (Decimal("4.6"), 23) if "Linen" in title else (None, 0)
    return Item(
        external_id,
        texts,
        tuple(variants),
        paths=(path,),
        attributes=told,
        size_table=table,
        rating=stars[0],
        rating_count=stars[1],
        updated_at=at(0),
    )
