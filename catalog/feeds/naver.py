"""Naver's product table (EP 3.0, Korea): tab-separated, prices in won without saying so."""

from collections.abc import Iterable, Iterator

from catalog.feeds.html import clean_line
from catalog.feeds.rows import Entry
from catalog.feeds.terms import Terms
from catalog.feeds.values import RowWrong, Values
from catalog.items import Availability, Item, ItemText, ItemVariant, Note, Refused, Told

READ = frozenset(
    (
        "id", "title", "price_pc", "normal_price", "link", "image_link", "add_image_link", "category_name1",
        "category_name2", "category_name3", "category_name4", "brand", "maker", "origin", "review_count", "class",
        "update_time", "gender", "age_group", "barcode", "search_tag",
    )
)  # fmt: skip
_ATTRIBUTES = (("maker", "Maker"), ("origin", "Origin"), ("gender", "Gender"), ("age_group", "Age group"))


def field_name(written: str) -> str:
    """Empty for what is of no use here: shipping, coupons, points and the like."""
    name = written.strip().lower()
    return name if name in READ else ""


def read_naver(entries: Iterable[Entry | Refused | Note], terms: Terms) -> Iterator[Told]:
    """Each row is one product; `class` D is sold out."""
    values = Values(terms)
    for entry in entries:
        if not isinstance(entry, Entry):
            yield entry
            continue
        told: Told
        try:
            told = _product(entry, values)
        except RowWrong as error:
            told = Refused(entry.where, str(error))
        yield from values.told()
        yield told


def _product(entry: Entry, values: Values) -> Item:
    where, external_id = entry.where, values.identity(entry.get("id"))
    if not (title := clean_line(entry.get("title"))):
        raise RowWrong("has no title")
    path = " > ".join(part for place in range(1, 5) if (part := clean_line(entry.get(f"category_name{place}"), 60)))
    pictures = [entry.get("image_link"), *entry.get("add_image_link").split("|")]
    return Item(
        external_id=external_id,
        texts={"ko": ItemText(title)},
        variants=(_variant(external_id, entry, values),),
        brand=clean_line(entry.get("brand"), 100),
        url=values.url(where, entry.get("link")),
        paths=(path,) if path else (),
        tags=tuple(
            dict.fromkeys(tag for part in entry.get("search_tag").split("|") if (tag := clean_line(part, 60)))
        ),
        attributes={label: (text,) for name, label in _ATTRIBUTES if (text := clean_line(entry.get(name), 100))},
        pictures=values.pictures(where, pictures, title),
        rating_count=values.count(where, entry.get("review_count")),
        updated_at=values.moment(where, entry.get("update_time")),
    )


def _variant(external_id: str, entry: Entry, values: Values) -> ItemVariant:
    price = values.price("price_pc", f"{won} KRW" if (won := entry.get("price_pc")) else "")
    normal = values.price("normal_price", f"{won} KRW" if (won := entry.get("normal_price")) else "")
    reduced = price is not None and normal is not None and normal.minor > price.minor
    return ItemVariant(
        external_id=external_id,
        sku=external_id,
        gtin=values.gtin(entry.where, entry.get("barcode")),
        price=normal if reduced else price,
        sale_price=price if reduced else None,
        availability=Availability.OUT_OF_STOCK if entry.get("class").upper() == "D" else None,
    )
