"""A product of Shopify in the words of its webhooks (those of its API are put into these by `shopify_words`)."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from catalog.feeds.html import clean_line, clean_text
from catalog.feeds.loose import NotJson, Record, parse_record, record, records, text
from catalog.feeds.sizetables import parse_size_table
from catalog.feeds.units import parse_measure
from catalog.feeds.values import RowWrong, Values
from catalog.items import Gone, Item, ItemText, ItemVariant, Picture, Status, StockLevel

MOST_VARIANTS = 2048
_SHELVES = frozenset(
    {"all", "all products", "home page", "homepage", "frontpage", "featured", "sale", "new", "new arrivals"}
)
NO_OPTION = "Default Title"  # what Shopify calls the only variant of a product without options


def read_item(body: Record, values: Values) -> Item:
    """A product with all its variants. Raises RowWrong."""
    external_id = values.identity(text(body.get("id")))
    where = f"product {external_id}"
    title = clean_line(text(body.get("title")))
    if not title:
        raise RowWrong("has no title")
    pictures = _pictures(body, values, where)
    handle = text(body.get("handle"))
    return Item(
        external_id=external_id,
        texts=_texts(title, body, values),
        variants=_variants(body, values, where, pictures),
        status=_status(body, values, where),
        brand=clean_line(text(body.get("vendor")), 100),
        url=values.url(where, f"/products/{handle}") if handle and values.terms.base_url else "",
        paths=_paths(body),
        tags=tuple(dict.fromkeys(tag for each in _tags(body.get("tags")) if (tag := clean_line(each, 60)))),
        pictures=tuple(dict.fromkeys(pictures.values()))[:30],
        size_table=parse_size_table(record(body.get("more")).get("sizeChart")),
        rating=_rating(body, values, where),
        rating_count=values.count(where, text(record(body.get("more")).get("ratingCount"))),
        added_at=values.moment(where, text(body.get("created_at"))),
        updated_at=values.moment(where, text(body.get("updated_at"))),
        silent=_silent(body),
    )


def is_cut(body: Record) -> bool:
    """Whether the body names more variants than it holds: large products are sent with their first ones only."""
    return len(records(body.get("variant_gids"))) > len(records(body.get("variants")))


def read_level(body: Record, values: Values) -> StockLevel:
    """Stock of one inventory item at one place. Raises RowWrong."""
    stock = values.stock(text(body.get("available")))
    return StockLevel(
        inventory_id=values.identity(text(body.get("inventory_item_id")), "inventory item"),
        place=values.identity(text(body.get("location_id")), "place"),
        available=None if stock is None else int(stock),
        at=values.moment("inventory level", text(body.get("updated_at"))),
    )


def read_gone(body: Record, values: Values) -> Gone:
    """A deleted product: Shopify tells its id and nothing else. Raises RowWrong."""
    return Gone(values.identity(text(body.get("id"))))


def _variants(body: Record, values: Values, where: str, pictures: Mapping[str, Picture]) -> tuple[ItemVariant, ...]:
    names = [clean_line(text(each.get("name")), 60) for each in records(body.get("options"))]
    found: dict[str, ItemVariant] = {}
    for each in records(body.get("variants"))[:MOST_VARIANTS]:
        try:
            variant = _variant(each, names, values, pictures)
            found[variant.external_id] = variant
        except RowWrong as error:
            values.refuse(f"{where}, variant {text(each.get('id'))}", str(error))
    if not found:
        raise RowWrong("has no variant that can be taken")
    return tuple(found.values())


def _variant(each: Record, names: Sequence[str], values: Values, pictures: Mapping[str, Picture]) -> ItemVariant:
    external_id = values.identity(text(each.get("id")))
    where = f"variant {external_id}"
    price = values.price("price", text(each.get("price")))
    before = values.price("compare-at price", text(each.get("compare_at_price")))
    reduced = price is not None and before is not None and before.minor > price.minor
    shown = pictures.get(text(each.get("image_id"))) or pictures.get(f"variant {external_id}")
    is_counted = bool(text(each.get("inventory_management")))
    return ItemVariant(
        external_id=external_id,
        sku=text(each.get("sku"))[:200],
        gtin=values.gtin(where, text(each.get("barcode"))),
        options=_options(each, names),
        price=before if reduced else price,
        sale_price=price if reduced else None,
        stock=values.stock(text(each.get("inventory_quantity"))) if is_counted else None,
        sells_on=text(each.get("inventory_policy")).lower() == "continue",
        inventory_id=text(each.get("inventory_item_id")) if is_counted else "",
        pictures=(shown,) if shown else (),
        measure=_measure(record(each.get("unit_price_measurement"))),
    )


def _options(each: Record, names: Sequence[str]) -> tuple[tuple[str, str], ...]:
    told = [clean_line(text(each.get(f"option{place}")), 100) for place in (1, 2, 3)]
    named = [(names[at] if at < len(names) else "", value) for at, value in enumerate(told)]
    return tuple(
        (name or f"Option {place}", value)
        for place, (name, value) in enumerate(named, 1)
        if value and value != NO_OPTION
    )


def _measure(told: Record) -> Mapping[str, object]:
    return parse_measure(f"{text(told.get('quantity_value'))} {text(told.get('quantity_unit'))}") if told else {}


def _status(body: Record, values: Values, where: str) -> Status:
    """Without a day of publication it is in no shop window; where the body does not speak of one, it may be."""
    status = values.status(where, text(body.get("status")))
    if status is Status.ACTIVE and "published_at" in body and not text(body["published_at"]):
        return Status.HIDDEN
    return status


def _paths(body: Record) -> tuple[str, ...]:
    """Type and category; where the shop uses neither, its collections say what it is."""
    told = [text(body.get("product_type")), text(record(body.get("category")).get("full_name"))]
    if found := _lines(told):
        return found
    named = record(body.get("more")).get("collections")
    return tuple(each for each in _lines(named if isinstance(named, list) else ()) if each.casefold() not in _SHELVES)


def _lines(told: Iterable[object]) -> tuple[str, ...]:
    lines = (clean_line(text(each), 200) for each in told)
    return tuple(dict.fromkeys(line for line in lines if line and line != "Uncategorized"))


def _texts(title: str, body: Record, values: Values) -> dict[str, ItemText]:
    """What the shop tells, and its translations: what is not translated stays as it is."""
    more = record(body.get("more"))
    tagline, usage = clean_line(text(more.get("subtitle")), 160), clean_text(text(more.get("careGuide")), 1000)
    own = ItemText(title, tagline, clean_text(text(body.get("body_html"))), usage=usage)
    texts = {values.terms.language: own}
    for language, rows in record(more.get("translations")).items():
        told = {text(row.get("key")): text(row.get("value")) for row in records(rows)}
        name, description = clean_line(told.get("title", "")), clean_text(told.get("body_html", ""))
        if name or description:
            texts.setdefault(language, ItemText(name or title, "", description or own.description))
    return texts


def _rating(body: Record, values: Values, where: str) -> Decimal | None:
    """`{"value": "4.6", "scale_min": "1.0", "scale_max": "5.0"}`, whatever its scale, in stars of five."""
    told = text(record(body.get("more")).get("rating"))
    if not told:
        return None
    try:
        rated = parse_record(told)
    except NotJson:
        return values.rating(where, told)
    stars, top = values.number(where, text(rated.get("value"))), values.number(where, text(rated.get("scale_max")))
    if stars is None or stars < 0 or (top and stars > top):
        return None
    return values.rating(where, str(stars * 5 / top)) if top and top != 5 else values.rating(where, str(stars))


def _silent(body: Record) -> tuple[str, ...]:
    """What a webhook does not tell; its category counts only where it names one."""
    if "more" in body:
        return ()
    silent = ("rating", "rating_count", "size_table", "tagline", "usage", "languages")
    return silent if _paths(body) else (*silent, "category", "paths")


def _tags(told: object) -> list[str]:
    return [text(each) for each in told] if isinstance(told, list) else text(told).split(",")


def _pictures(body: Record, values: Values, where: str) -> dict[str, Picture]:
    """By their ids and by the variants that they show, in the order in which they are shown."""
    found: dict[str, Picture] = {}
    rows = records(body.get("images"))[:250]
    rows.sort(key=lambda each: int(at) if (at := text(each.get("position"))).isdecimal() and len(at) < 6 else 10**6)
    for each in rows:
        url, alt = values.url(where, text(each.get("src"))), clean_line(text(each.get("alt")), 200)
        if not url:
            continue
        found[text(each.get("id"))] = Picture(url, alt)
        variants = each.get("variant_ids")
        for variant in variants if isinstance(variants, list) else ():
            found.setdefault(f"variant {text(variant)}", Picture(url, alt))
    return found
