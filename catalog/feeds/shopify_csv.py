"""Shopify's product export: rows of one product share their handle; a row may hold only a picture."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from catalog.feeds.grouped import strange_columns, whole_products
from catalog.feeds.groups import Groups
from catalog.feeds.html import clean_line, clean_text
from catalog.feeds.rows import Entry
from catalog.feeds.terms import Terms
from catalog.feeds.units import parse_measure
from catalog.feeds.values import RowWrong, Values
from catalog.items import Item, ItemText, ItemVariant, Mark, Note, Picture, Refused, Status, Told

_NAMES = {
    "handle": "handle", "url handle": "handle", "title": "title", "body (html)": "body", "body html": "body",
    "description": "body", "vendor": "vendor", "type": "type", "product category": "category",
    "google shopping / google product category": "google_category", "tags": "tags", "published": "published",
    "published on online store": "published", "status": "status", "variant sku": "sku", "sku": "sku",
    "variant barcode": "barcode", "barcode": "barcode", "variant price": "price", "price": "price",
    "variant compare at price": "compare", "compare-at price": "compare", "variant inventory tracker": "tracker",
    "inventory tracker": "tracker", "variant inventory qty": "quantity", "inventory quantity": "quantity",
    "variant inventory policy": "policy", "continue selling when out of stock": "policy", "image src": "image",
    "product image url": "image", "image position": "image_position", "image alt text": "image_alt",
    "variant image": "variant_image", "variant image url": "variant_image", "google shopping / gender": "gender",
    "google shopping / age group": "age_group", "unit price total measure": "measure",
    "unit price total measure unit": "measure_unit", "variant inventory item id": "inventory_id",
}  # fmt: skip
_NAMES |= {f"option{place} {part}": f"option{place}_{part}" for place in (1, 2, 3) for part in ("name", "value")}
_IGNORED = re.compile(
    r"variant (grams|fulfillment service|requires shipping|taxable|weight unit|tax code|metafield)|gift card|seo "
    r"|google shopping /|cost per item|charge tax|tax code|weight |requires shipping|fulfillment service|unit price "
    r"|option\d linked to|included /|price /|compare-at price /|compare at price /|template suffix|collection"
)
_METAFIELD = re.compile(
    r"(?P<label>[^(]*)\(product\.metafields\.(?P<key>[\w.-]+)\)|metafield: ?(?P<old>[\w.-]+)(?: ?\[.*\])?", re.I
)
_RATING = ("reviews.rating", "reviews.rating_count")


def field_name(written: str) -> str:
    """Old and new names of columns; a metafield becomes `@label`; what is of no use becomes empty."""
    lowered = written.lower()
    if found := _NAMES.get(lowered):
        return found
    if (found_field := _METAFIELD.fullmatch(written)) and (key := found_field["key"] or found_field["old"]):
        if key in _RATING:
            return key
        label = (found_field["label"] or "").strip() or key.rpartition(".")[2].replace("_", " ").replace("-", " ")
        return f"@{label}"
    return "" if _IGNORED.match(lowered) else f"?{written}"


def read_shopify(entries: Iterable[Entry | Refused | Note], terms: Terms) -> Iterator[Told]:
    """Products in the order of their first rows."""
    with Groups() as groups:
        unknown: set[str] = set()
        for entry in entries:
            if not isinstance(entry, Entry):
                yield entry
                continue
            yield from strange_columns(entry, unknown)
            handle = entry.get("handle")
            if not handle or len(handle) > 200:
                yield Refused(
                    entry.where, "has no handle" if not handle else "its handle is longer than 200 characters"
                )
                continue
            groups.add(handle, entry.packed())
        yield Mark("", 0, len(groups))
        yield from whole_products(groups, "handle", _product, Values(terms))


def _product(handle: str, entries: Sequence[Entry], values: Values) -> Item | None:
    first = next((entry for entry in entries if entry.get("title")), None)
    if first is None:
        values.refuse(entries[0].where, "none of its rows has a title")
        return None
    names = [clean_line(first.get(f"option{place}_name"), 60) for place in (1, 2, 3)]
    variants: dict[str, ItemVariant] = {}
    for entry in entries:
        if not _has_variant(entry):
            continue
        try:
            variant = _variant(handle, entry, names, values)
            if variant.external_id in variants:
                raise RowWrong("has the same options as a row before it")
            variants[variant.external_id] = variant
        except RowWrong as error:
            values.refuse(entry.where, str(error))
    if not variants:
        values.refuse(first.where, "none of its variants can be taken")
        return None
    return Item(
        external_id=handle,
        texts={
            values.terms.language: ItemText(clean_line(first.get("title")), description=clean_text(first.get("body")))
        },
        variants=tuple(variants.values()),
        status=_status(first, values),
        brand=clean_line(first.get("vendor"), 100),
        url=values.url(first.where, f"/products/{handle}") if values.terms.base_url else "",
        paths=_paths(first),
        tags=tuple(dict.fromkeys(tag for part in first.get("tags").split(",") if (tag := clean_line(part, 60)))),
        attributes=_attributes(first),
        pictures=_pictures(entries, values),
        rating=values.rating(first.where, _plain_rating(first.get("reviews.rating"))),
        rating_count=values.count(first.where, first.get("reviews.rating_count")),
    )


def _has_variant(entry: Entry) -> bool:
    """A row that only brings a further picture has neither price nor option."""
    return bool(entry.get("price") or entry.get("option1_value") or entry.get("sku"))


def _variant(handle: str, entry: Entry, names: Sequence[str], values: Values) -> ItemVariant:
    """Shopify's files hold no ids of variants: handle and options are what stays the same."""
    price = values.price("price", entry.get("price"))
    before = values.price("compare-at price", entry.get("compare"))
    reduced = price is not None and before is not None and before.minor > price.minor
    if price is None:
        values.note(entry.where, "has no price: it is told on request")
    options = _options(entry, names)
    is_tracked = bool(entry.get("tracker"))
    measure = f"{entry.get('measure')} {entry.get('measure_unit')}"
    return ItemVariant(
        external_id="/".join([handle, *(value for _, value in options)])[:400],
        sku=entry.get("sku").lstrip("'"),
        gtin=values.gtin(entry.where, entry.get("barcode")),
        options=options,
        price=before if reduced else price,
        sale_price=price if reduced else None,
        stock=values.stock(entry.get("quantity")) if is_tracked else None,
        sells_on=entry.get("policy").lower() in ("continue", "true", "yes"),
        inventory_id=entry.get("inventory_id"),
        pictures=values.pictures(entry.where, [entry.get("variant_image")]),
        measure=parse_measure(measure),
    )


def _options(entry: Entry, names: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Nothing for a product without options, which Shopify calls "Default Title"."""
    told = [(names[place], clean_line(entry.get(f"option{place + 1}_value"), 100)) for place in range(3)]
    return tuple(
        (name or f"Option {place}", value)
        for place, (name, value) in enumerate(told, 1)
        if value and value != "Default Title"
    )


def _status(first: Entry, values: Values) -> Status:
    status = values.status(first.where, first.get("status"))
    if status is Status.ACTIVE and first.get("published").lower() in ("false", "no", "0"):
        return Status.HIDDEN
    return status


def _paths(first: Entry) -> tuple[str, ...]:
    google = first.get("google_category")
    paths = [first.get("type"), first.get("category"), "" if google.isdigit() else google]
    return tuple(
        dict.fromkeys(clean for path in paths if (clean := clean_line(path, 200)) and clean != "Uncategorized")
    )


def _attributes(first: Entry) -> Mapping[str, tuple[str, ...]]:
    found = {"Gender": first.get("gender"), "Age group": first.get("age_group")}
    found |= {name[1:]: text for name, text in first.values.items() if name.startswith("@")}
    split = {name: re.split(r"[;\n]|\", ?\"", text.strip('[]"')) for name, text in found.items() if text}
    named = {
        name: tuple(dict.fromkeys(value for each in texts if (value := clean_line(each, 200))))
        for name, texts in split.items()
    }
    return {clean_line(name, 60): texts[:50] for name, texts in named.items() if texts}


def _pictures(entries: Sequence[Entry], values: Values) -> tuple[Picture, ...]:
    """By their positions; those without one come last, in their order."""
    rows = [entry for entry in entries if entry.get("image")]
    rows.sort(
        key=lambda entry: (
            int(place) if (place := entry.get("image_position")).isdecimal() and len(place) < 6 else 10**6
        )
    )
    found: dict[str, Picture] = {}
    for entry in rows[:100]:
        for picture in values.pictures(entry.where, [entry.get("image")], clean_line(entry.get("image_alt"), 200)):
            found.setdefault(picture.url, picture)
    return tuple(found.values())[:30]


def _plain_rating(text: str) -> str:
    """`{"scale_min":"1.0","scale_max":"5.0","value":"4.5"}` or just the number."""
    found = re.search(r'"value"\s*:\s*"?([\d.]+)', text)
    return found[1] if found else text
