"""Google Merchant feeds: RSS, Atom, TSV and CSV with the same fields. Also what Meta's feeds are read by."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from catalog.feeds.grouped import whole_products
from catalog.feeds.groups import Groups
from catalog.feeds.html import clean_line, clean_text
from catalog.feeds.rows import Entry
from catalog.feeds.terms import Terms
from catalog.feeds.units import parse_measure
from catalog.feeds.values import RowWrong, Values
from catalog.items import Item, ItemText, ItemVariant, Mark, Money, Note, Picture, Refused, Status, Told

READ = frozenset(
    (
        "id", "item_group_id", "item_group_title", "title", "structured_title", "description",
        "structured_description", "summary", "content", "link", "image_link", "additional_image_link", "availability",
        "price", "sale_price", "sale_price_effective_date", "product_type", "google_product_category", "brand",
        "gtin", "identifier_exists", "color", "size", "material", "pattern", "gender", "age_group",
        "unit_pricing_measure", "product_detail", "product_highlight", "energy_efficiency_class", "condition",
        "status", "visibility", "quantity", "average_review_rating", "rating_count", "product_tags",
    )
)  # fmt: skip
IGNORED = frozenset(
    (
        "mpn", "adult", "multipack", "is_bundle", "availability_date", "expiration_date", "cost_of_goods_sold",
        "unit_pricing_base_measure", "canonical_link", "mobile_link", "ads_redirect", "display_ads_link",
        "excluded_destination", "included_destination", "shopping_ads_excluded_country", "pause", "promotion_id",
        "size_type", "size_system", "min_handling_time", "max_handling_time", "transit_time_label",
        "sell_on_google_quantity", "installment", "subscription_cost", "loyalty_points", "loyalty_program", "tax",
        "tax_category", "lifestyle_image_link", "video_link", "virtual_model_link", "updated", "published", "pubdate",
        "guid", "author", "certification", "external_seller_id", "cost", "auto_pricing_min_price",
        "return_policy_label", "store_code", "language",
    )
)  # fmt: skip
_IGNORED_STARTS = (
    "shipping",
    "custom_label",
    "custom_number",
    "tax",
    "min_energy",
    "max_energy",
    "ads_",
    "display_ads",
)
_OPTIONS = (("color", "Colour"), ("size", "Size"), ("material", "Material"), ("pattern", "Pattern"))
_OPTIONS_WHEN_VARIED = frozenset(("material", "pattern"))
_STATUS = frozenset(("status", "visibility"))
_ATTRIBUTES = (("gender", "Gender"), ("age_group", "Age group"), ("energy_efficiency_class", "Energy class"))
MOST_COMPARED = 200  # titles of one group
_SIDES = " -–—,;:|/()[]"


def is_known(name: str) -> bool:
    """Whether this field is read, or left out on purpose."""
    return name in READ or name in IGNORED or name.startswith(_IGNORED_STARTS)


def field_name(written: str) -> str:
    """`g:Image Link` → `image_link`; a language or type in brackets is dropped."""
    return written.lower().removeprefix("g:").partition("(")[0].strip().replace(" ", "_").replace("-", "_")


def read_google(entries: Iterable[Entry | Refused | Note], terms: Terms) -> Iterator[Told]:
    """Products with their variants, which the file may bring in any order."""
    with Groups() as groups:
        unknown: set[str] = set()
        for entry in entries:
            if not isinstance(entry, Entry):
                yield entry
                continue
            if not READ.issuperset(entry.values) and (strange := entry.values.keys() - READ - unknown):
                unknown |= strange
                yield from (
                    Note(entry.where, f"the field {name} is not known")
                    for name in sorted(strange)
                    if not is_known(name)
                )
            if (why := _stage(entry, groups)) is not None:
                yield why
        yield Mark("", 0, len(groups))
        yield from whole_products(groups, "item group", _product, Values(terms))


def _stage(entry: Entry, groups: Groups) -> Refused | None:
    key = entry.get("item_group_id") or entry.get("id")
    if not key or len(key) > 200:
        return Refused(entry.where, "has no id" if not key else "its id is longer than 200 characters")
    if not READ.issuperset(entry.values):
        entry.values = {name: text for name, text in entry.values.items() if name in READ}
    groups.add(key, entry.packed())
    return None


def _product(key: str, entries: Sequence[Entry], values: Values) -> Item | None:
    """None when nothing of it can be taken; every reason is remarked."""
    told = set().union(*[entry.values for entry in entries])
    varied = {name for name in _OPTIONS_WHEN_VARIED & told if len({entry.values.get(name) for entry in entries}) > 1}
    options = [(n, label) for n, label in _OPTIONS if n in told and (n not in _OPTIONS_WHEN_VARIED or n in varied)]
    taken: dict[str, tuple[Entry, ItemVariant]] = {}
    for entry in entries:
        try:
            variant = _variant(entry, options, values)
            if variant.external_id in taken:
                raise RowWrong(
                    f"the id {variant.external_id} was told before, at {taken[variant.external_id][0].where}"
                )
            taken[variant.external_id] = entry, variant
        except RowWrong as error:
            values.refuse(entry.where, str(error))
    if not taken:
        return None
    kept = [entry for entry, _ in taken.values()]
    first = kept[0]
    variants = tuple(variant for _, variant in taken.values())
    return Item(
        external_id=key,
        texts={values.terms.language: ItemText(_title(kept), description=_description(first))},
        variants=variants,
        status=Status.ACTIVE if told.isdisjoint(_STATUS) else _status(kept, values),
        brand=clean_line(first.get("brand"), 100),
        url=values.url(first.where, first.get("link")),
        paths=_paths(first),
        tags=tuple(dict.fromkeys(clean_line(tag, 60) for tag in first.all("product_tags") if tag)),
        attributes=_attributes(kept, varied),
        pictures=_pictures(variants),
        rating=values.rating(first.where, first.get("average_review_rating")),
        rating_count=values.count(first.where, first.get("rating_count")),
    )


def _variant(entry: Entry, options: Sequence[tuple[str, str]], values: Values) -> ItemVariant:
    """`options` are the fields and labels by which buyers choose: colour and size, also when only one is left; the
    others when they differ. Raises RowWrong."""
    where, get = entry.where, entry.values.get
    external_id = values.identity(get("id", ""))
    if not (get("title") or get("structured_title")):
        raise RowWrong("has no title")
    price = values.price("price", get("price", ""))
    if price is None:
        values.note(where, "has no price: it is told on request")
    sale, begins, ends = _sale(entry, price, values)
    return ItemVariant(
        external_id=external_id,
        sku=external_id,
        gtin="" if get("identifier_exists", "").lower() in ("no", "false") else values.gtin(where, get("gtin", "")),
        options=tuple([(label, value) for name, label in options if (value := clean_line(get(name, ""), 100))]),
        price=price,
        sale_price=sale,
        sale_from=begins,
        sale_until=ends,
        stock=values.stock(get("quantity", "")),
        availability=values.availability(where, get("availability", "")),
        pictures=values.pictures(where, _picture_urls(entry)),
        measure=parse_measure(get("unit_pricing_measure", "")),
    )


def _sale(entry: Entry, price: Money | None, values: Values) -> tuple[Money | None, Any, Any]:
    if "sale_price" not in entry.values:
        return None, None, None
    sale = values.sale(entry.where, entry.get("sale_price"), price)
    span = values.span(entry.where, entry.get("sale_price_effective_date")) if sale else None
    return (sale, *span) if span else (None, None, None)


def _attributes(entries: Sequence[Entry], varied: set[str]) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    first = entries[0]
    for name, label in _ATTRIBUTES:
        for text in {entry.values[name]: None for entry in entries if name in entry.values}:
            if value := clean_line(text, 100):
                found.setdefault(label, {})[value] = None
    for name, label in _OPTIONS:
        if name in _OPTIONS_WHEN_VARIED and name not in varied and first.get(name):
            found[label] = dict.fromkeys(clean_line(part, 100) for part in first.get(name).split("/"))
    if first.get("condition").lower() not in ("", "new"):
        found["Condition"] = {clean_line(first.get("condition"), 100): None}
    for label, value in _details(first):
        found.setdefault(label, {})[value] = None
    return {label: tuple(value for value in texts if value) for label, texts in found.items()}


def _details(entry: Entry) -> Iterator[tuple[str, str]]:
    """`section:name:value`, the section being optional."""
    for detail in entry.all("product_detail")[:50]:
        parts = [clean_line(part, 100) for part in detail.split(":")]
        if len(parts) >= 2 and parts[-1] and parts[-2]:
            yield parts[-2], parts[-1]


def _own_title(entry: Entry) -> str:
    return entry.values.get("title") or entry.get("structured_title").rpartition(":")[2]


def _title(entries: Sequence[Entry]) -> str:
    """The group's own; else the words that the titles of all variants share, when they are most of it."""
    if told := clean_line(entries[0].get("item_group_title")):
        return told
    titles = dict.fromkeys([_own_title(entry) for entry in entries])
    first, *others = titles
    words = first.split()
    if not others or len(titles) > MOST_COMPARED:
        return clean_line(first)
    shared = set(words).intersection(*[title.split() for title in others])
    common = [word for word in words if word in shared]
    whole = clean_line(" ".join(common)).strip(_SIDES)
    return whole if len(common) * 2 >= len(words) and len(whole) > 2 else clean_line(first)


def _description(entry: Entry) -> str:
    text = (
        entry.get("description")
        or entry.get("structured_description")
        or entry.get("content")
        or entry.get("summary")
    )
    highlights = [f"• {line}" for each in entry.all("product_highlight")[:20] if (line := clean_line(each, 200))]
    return clean_text("\n".join([text, *highlights]) if highlights else text)


def _paths(entry: Entry) -> tuple[str, ...]:
    """The shop's own paths; Google's when there is none and it is not a number."""
    own = [path for each in entry.all("product_type") for path in each.split(" , ")]
    paths = own or [path for path in entry.all("google_product_category") if not path.isdigit()]
    return tuple(dict.fromkeys(clean for path in paths[:20] if (clean := clean_line(path, 200))))


def _picture_urls(entry: Entry) -> list[str]:
    found = [entry.values.get("image_link", "")]
    return found + [url for each in entry.all("additional_image_link") for url in _parted_urls(each)]


@lru_cache(maxsize=1024)
def _parted_urls(text: str) -> list[str]:
    """Variants of one product share this cell. A comma may also lie within an address."""
    if ",http" not in text and ", http" not in text:
        return [text]
    return [part.strip(" ,") for part in text.replace(",http", "\nhttp").replace(", http", "\nhttp").split("\n")]


def _pictures(variants: Sequence[ItemVariant]) -> tuple[Picture, ...]:
    """All of the first variant's, and the others' first ones."""
    firsts = [picture for variant in variants[1:] for picture in variant.pictures[:1]]
    return tuple({picture.url: picture for picture in [*variants[0].pictures, *firsts]}.values())[:30]


def _status(entries: Sequence[Entry], values: Values) -> Status:
    """Active as soon as one of its rows is, or says nothing of it."""
    found = set()
    for entry in entries:
        told = {values.status(entry.where, entry.get(name)) for name in ("status", "visibility") if entry.get(name)}
        found.add(next(iter(told - {Status.ACTIVE}), Status.ACTIVE))
    return Status.ACTIVE if Status.ACTIVE in found else next(iter(found))
