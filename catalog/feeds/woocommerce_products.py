"""A product of WooCommerce's REST API (version 3), as its webhooks bring it too."""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from catalog.feeds.html import clean_line, clean_text
from catalog.feeds.loose import Record, is_true, record, records, text
from catalog.feeds.sizetables import parse_size_table
from catalog.feeds.values import RowWrong, Values
from catalog.items import Availability, Gone, Item, ItemText, ItemVariant, Money, Status

MOST_COMBINATIONS = 100
_TABLES = ("size_chart", "size_table", "size_guide")
_ELSEWHERE = {"instock": None, "outofstock": Availability.OUT_OF_STOCK, "onbackorder": Availability.BACKORDER}
_DRAFTS = ("draft", "pending", "future", "auto-draft")


@dataclass(frozen=True, slots=True)
class Whole:
    """A product with its variations, and the paths of categories by their ids."""

    body: Record
    variations: Sequence[Record] = ()
    paths: Mapping[str, str] = field(default_factory=dict)


def has_variations(body: Record) -> bool:
    """Whether its variations have to be asked for."""
    return text(body.get("type")).startswith("variable")


def is_variation(body: Record) -> bool:
    """Whether this is one variation, told by itself."""
    return text(body.get("type")) == "variation" or text(body.get("parent_id")) not in ("", "0")


def is_sold(body: Record) -> bool:
    """A grouped product is only a list: its members are sold each by itself."""
    return text(body.get("type")) != "grouped"


def read_gone(body: Record, values: Values, at: datetime) -> Gone:
    """A deleted product: WooCommerce tells its id and nothing else. Raises RowWrong."""
    return Gone(values.identity(text(body.get("id"))), at)


def read_item(whole: Whole, values: Values) -> Item:
    """Raises RowWrong."""
    body = whole.body
    external_id = values.identity(text(body.get("id")))
    where = f"product {external_id}"
    title = clean_line(text(body.get("name")))
    if not title:
        raise RowWrong("has no name")
    variants = _variants(whole, values, where)
    status = _status(body)
    if not variants and status is Status.ACTIVE:
        values.note(where, "has no variation that can be bought: it is hidden")
        status = Status.HIDDEN
    rated = values.count(where, text(body.get("rating_count")))
    link = body.get("external_url") if text(body.get("type")) == "external" else ""
    return Item(
        external_id=external_id,
        texts={values.terms.language: _texts(title, body)},
        variants=variants,
        status=status,
        brand=next(iter(_names(body.get("brands"))), ""),
        url=values.url(where, text(link) or text(body.get("permalink"))),
        paths=_paths(whole),
        tags=_names(body.get("tags")),
        attributes=_attributes(body),
        pictures=values.pictures(where, _sources(body.get("images")), title),
        size_table=_size_table(body),
        rating=values.rating(where, text(body.get("average_rating"))) if rated else None,
        rating_count=rated,
        added_at=values.moment(where, text(body.get("date_created_gmt"))),
        updated_at=values.moment(where, text(body.get("date_modified_gmt"))),
    )


def _texts(title: str, body: Record) -> ItemText:
    short, long = clean_text(text(body.get("short_description")), 1000), clean_text(text(body.get("description")))
    if not long:
        return ItemText(title, description=short)
    tagline = short if len(short) <= 160 and "\n" not in short else ""
    return ItemText(title, tagline, long if tagline or not short or short in long else f"{short}\n\n{long}")


def _variants(whole: Whole, values: Values, where: str) -> tuple[ItemVariant, ...]:
    body = whole.body
    if not has_variations(body):
        return (_variant(body, body, (), values),)
    found: dict[str, ItemVariant] = {}
    for child in whole.variations:
        if text(child.get("status")) not in ("", "publish"):
            continue
        try:
            for options in _combinations(body, child):
                variant = _variant(child, body, options, values)
                found[variant.external_id] = variant
        except RowWrong as error:
            values.refuse(f"{where}, variation {text(child.get('id'))}", str(error))
    return tuple(found.values())


def _combinations(body: Record, child: Record) -> Iterator[tuple[tuple[str, str], ...]]:
    """An attribute that a variation does not name stands for every value of its parent's."""
    own = {name.lower(): (name, value) for name, value in _chosen(child)}
    axes: list[list[tuple[str, str]]] = []
    for each in records(body.get("attributes")):
        name = clean_line(text(each.get("name")), 60)
        if name and is_true(each.get("variation")):
            chosen = own.pop(name.lower(), None)
            axes.append([(name, chosen[1])] if chosen else [(name, value) for value in _offered(each)])
    axes += [[chosen] for chosen in own.values()]
    yield from itertools.islice(itertools.product(*(axis for axis in axes if axis)), MOST_COMBINATIONS)


def _chosen(child: Record) -> Iterator[tuple[str, str]]:
    for each in records(child.get("attributes")):
        name, value = clean_line(text(each.get("name")), 60), clean_line(text(each.get("option")), 100)
        if name and value:
            yield name, value


def _variant(each: Record, body: Record, options: tuple[tuple[str, str], ...], values: Values) -> ItemVariant:
    identity = values.identity(text(each.get("id")))
    where = f"variation {identity}" if each is not body else f"product {identity}"
    told = {value for _, value in _chosen(each)}
    any_of = [value for _, value in options if value not in told] if each is not body else []
    price, sale = _prices(each, values, where)
    elsewhere = text(body.get("type")) == "external"
    if elsewhere:
        values.note(where, "is sold elsewhere: its price is not told, so that it cannot enter a cart")
    own_picture = [text(record(each.get("image")).get("src"))] if each is not body else []
    return ItemVariant(
        external_id="/".join([identity, *any_of]),
        sku=text(each.get("sku"))[:200] if not any_of else "",
        gtin=values.gtin(where, text(each.get("global_unique_id"))),
        options=options,
        price=None if elsewhere else price,
        sale_price=None if elsewhere else sale,
        sale_from=values.moment(where, text(each.get("date_on_sale_from_gmt"))) if sale else None,
        sale_until=values.moment(where, text(each.get("date_on_sale_to_gmt")), ends=True) if sale else None,
        stock=values.stock(_stock(each, body)),
        availability=_ELSEWHERE.get(text(each.get("stock_status"))),
        sells_on=is_true(each.get("backorders_allowed")) or text(each.get("backorders")) in ("yes", "notify"),
        pictures=values.pictures(where, [url for url in own_picture if url]),
    )


def _prices(each: Record, values: Values, where: str) -> tuple[Money | None, Money | None]:
    """Without and with a sale. A plug-in's discount shows only in the price that is paid now."""
    now = values.price("price", text(each.get("price")))
    regular = values.price("regular price", text(each.get("regular_price"))) or now
    told = text(each.get("sale_price"))
    if told:
        return regular, values.sale(where, told, regular)
    if is_true(each.get("on_sale")) and now and regular and now.minor < regular.minor:
        return regular, now
    return regular, None


def _stock(each: Record, body: Record) -> str:
    """`"parent"` counts the pieces of the product as a whole; false counts nothing."""
    told = each.get("manage_stock")
    if told == "parent":
        return text(each.get("stock_quantity")) or text(body.get("stock_quantity"))
    return text(each.get("stock_quantity")) if is_true(told) else ""


def _status(body: Record) -> Status:
    told = text(body.get("status"))
    if told == "publish":
        return Status.HIDDEN if text(body.get("catalog_visibility")) == "hidden" else Status.ACTIVE
    if told == "trash":
        return Status.DELETED
    return Status.DRAFT if told in _DRAFTS else Status.HIDDEN


def _paths(whole: Whole) -> tuple[str, ...]:
    told = [(text(each.get("id")), text(each.get("name"))) for each in records(whole.body.get("categories"))]
    lines = (clean_line(whole.paths.get(key) or name, 200) for key, name in told)
    return tuple(dict.fromkeys(line for line in lines if line and line != "Uncategorized"))


def _size_table(body: Record) -> dict[str, object]:
    """Of the product's own fields the one that plug-ins keep size tables in."""
    told = {text(each.get("key")).strip("_"): each.get("value") for each in records(body.get("meta_data"))}
    return next((table for key in _TABLES if (table := parse_size_table(told.get(key)))), {})


def _names(told: object) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for each in records(told) if (name := clean_line(text(each.get("name")), 60))))


def _sources(told: object) -> list[str]:
    return [url for each in records(told) if (url := text(each.get("src")))]


def _offered(attribute: Record) -> list[str]:
    told = attribute.get("options")
    lines = (clean_line(text(each), 100) for each in told[:200]) if isinstance(told, list) else ()
    return [line for line in lines if line]


def _attributes(body: Record) -> Mapping[str, tuple[str, ...]]:
    """Of a variable product all that its variations offer, too: it is found by each of them."""
    told = [(clean_line(text(each.get("name")), 60), _offered(each)) for each in records(body.get("attributes"))]
    return {name: tuple(dict.fromkeys(values)) for name, values in told if name and values}
