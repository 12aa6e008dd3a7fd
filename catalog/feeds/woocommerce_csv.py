"""WooCommerce's product export: variations are rows of their own that name their parent by SKU or `id:`."""

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from catalog.feeds.grouped import strange_columns
from catalog.feeds.groups import Groups
from catalog.feeds.html import clean_line, clean_text
from catalog.feeds.prices import SEEN, Prices
from catalog.feeds.rows import Entry, unpack_entry
from catalog.feeds.terms import Terms
from catalog.feeds.values import RowWrong, Values
from catalog.items import Availability, Item, ItemText, ItemVariant, Mark, Money, Note, Refused, Status, Told

_NAMES = {
    "id": "id", "type": "type", "sku": "sku", "gtin, upc, ean, or isbn": "gtin", "name": "name",
    "published": "published", "visibility in catalog": "visibility", "short description": "short",
    "description": "description", "date sale price starts": "sale_from", "date sale price ends": "sale_until",
    "in stock?": "in_stock", "stock": "stock", "backorders allowed?": "backorders", "sale price": "sale",
    "regular price": "regular", "categories": "categories", "tags": "tags", "images": "images", "parent": "parent",
    "external url": "external_url", "brands": "brands", "meta: _wc_average_rating": "rating",
    "meta: _wc_review_count": "rating_count", "meta: _global_unique_id": "gtin", "low stock amount": "low",
}  # fmt: skip
_ATTRIBUTE = re.compile(r"attribute (\d{1,2}) (name|value\(s\)|default)")
_IGNORED = re.compile(
    r"is featured\?|tax |sold individually|(weight|length|width|height) \(|allow customer reviews|purchase note"
    r"|shipping class|download|grouped products|upsells|cross-sells|button text|position"
    r"|attribute \d+ (visible|global)|meta: _|swatches"
)
_COMMA = re.compile(r"(?<!\\),")
MOST_ATTRIBUTES = 30
MOST_COMBINATIONS = 100


def field_name(written: str) -> str:
    """What a column is called here; `@…` are the shop's own `Meta:` columns, empty what is of no use."""
    lowered = written.lower()
    if found := _NAMES.get(lowered):
        return found
    if part := _ATTRIBUTE.fullmatch(lowered):
        return f"attribute{part[1]}_{part[2].removesuffix('(s)')}" if int(part[1]) <= MOST_ATTRIBUTES else ""
    if _IGNORED.match(lowered):
        return ""
    return f"@{written[5:].strip()}" if lowered.startswith("meta:") else f"?{written}"


def read_woocommerce(entries: Iterable[Entry | Refused | Note], terms: Terms) -> Iterator[Told]:
    """Products in the order of the file, each with the variations that name it."""
    with Groups() as products, Groups() as variations:
        seen: list[str] = []
        yield from _stage(entries, products, variations, seen)
        yield Mark("", 0, len(products))
        prices = Prices(terms, seen)
        yield from prices.notes
        reader = _Products(Values(terms), prices)
        for key, rows, more in products.groups():
            first = unpack_entry(rows[0])
            for row in rows[1:]:
                reader.values.refuse(unpack_entry(row).where, f"{key} was told before, at {first.where}")
            if more:
                reader.values.refuse(key, f"was told {more} more times")
            yield from reader.product(first, list(_children(first, variations)))
        for parent, rows, _ in variations.groups():
            yield from (Refused(unpack_entry(row).where, f"its parent {parent} is not in the file") for row in rows)


def _stage(
    entries: Iterable[Entry | Refused | Note], products: Groups, variations: Groups, seen: list[str]
) -> Iterator[Told]:
    unknown: set[str] = set()
    for entry in entries:
        if not isinstance(entry, Entry):
            yield entry
            continue
        yield from strange_columns(entry, unknown)
        if len(seen) < SEEN:
            seen += [cell for name in ("regular", "sale") if (cell := entry.get(name))]
        own = f"id:{entry.get('id')}" if entry.get("id") else entry.get("sku")
        is_variation = "variation" in _types(entry)
        key = entry.get("parent").replace("id: ", "id:") if is_variation else own
        if not key or len(key) > 200:
            yield Refused(entry.where, "has no parent" if is_variation else "has neither ID nor SKU")
            continue
        (variations if is_variation else products).add(key, entry.packed())


def _children(entry: Entry, variations: Groups) -> Iterator[Entry]:
    if "variable" not in _types(entry) and "variable-subscription" not in _types(entry):
        return
    for key in (f"id:{entry.get('id')}", entry.get("sku")):
        if key not in ("", "id:"):
            yield from (unpack_entry(row) for row in variations.take(key))


def _types(entry: Entry) -> list[str]:
    return [part.strip() for part in entry.get("type").lower().split(",")]


class _Products:
    def __init__(self, values: Values, prices: Prices) -> None:
        self.values = values
        self._prices = prices

    def product(self, entry: Entry, children: Sequence[Entry]) -> Iterator[Told]:
        types = _types(entry)
        item = None
        if "grouped" in types:
            self.values.note(entry.where, "a grouped product is only a list: its members are sold each by itself")
        else:
            try:
                item = self._item(entry, children, types)
            except RowWrong as error:
                self.values.refuse(entry.where, str(error))
        yield from self.values.told()
        if item is not None:
            yield item

    def _item(self, entry: Entry, children: Sequence[Entry], types: Sequence[str]) -> Item:
        if not (title := clean_line(entry.get("name"))):
            raise RowWrong("has no name")
        variants = self._variants(entry, children, types)
        status = self._status(entry)
        if not variants:
            self.values.note(entry.where, "has no variation that can be bought: it is hidden")
            status = Status.HIDDEN if status is Status.ACTIVE else status
        short = clean_text(entry.get("short"), 1000)
        return Item(
            external_id=self.values.identity(entry.get("id") or entry.get("sku")),
            texts={self.values.terms.language: _texts(title, short, clean_text(entry.get("description")))},
            variants=variants,
            status=status,
            brand=clean_line(_split(entry.get("brands"))[0], 100) if entry.get("brands") else "",
            url=self.values.url(entry.where, entry.get("external_url")),
            paths=tuple(
                dict.fromkeys(line for each in _split(entry.get("categories")) if (line := clean_line(each, 200)))
            ),
            tags=tuple(dict.fromkeys(line for each in _split(entry.get("tags")) if (line := clean_line(each, 60)))),
            attributes=_attributes(entry),
            pictures=self.values.pictures(entry.where, _split(entry.get("images")), title),
            rating=self.values.rating(entry.where, entry.get("rating")),
            rating_count=self.values.count(entry.where, entry.get("rating_count")),
        )

    def _variants(self, entry: Entry, children: Sequence[Entry], types: Sequence[str]) -> tuple[ItemVariant, ...]:
        if "external" in types:
            self.values.note(entry.where, "is sold elsewhere: its price is not told, so that it cannot enter a cart")
            return (self._variant(entry, entry, (), is_elsewhere=True),)
        if "variable" not in types and "variable-subscription" not in types:
            return (self._variant(entry, entry, ()),)
        found: dict[str, ItemVariant] = {}
        for child in children:
            try:
                for options in self._combinations(entry, child):
                    variant = self._variant(child, entry, options)
                    if variant.external_id in found:
                        raise RowWrong(f"{variant.external_id} was told before")
                    found[variant.external_id] = variant
            except RowWrong as error:
                self.values.refuse(child.where, str(error))
        return tuple(found.values())

    def _combinations(self, parent: Entry, child: Entry) -> Iterator[tuple[tuple[str, str], ...]]:
        """An attribute that a variation leaves empty stands for every value of its parent's."""
        axes: list[list[tuple[str, str]]] = []
        own = {name.lower(): texts for name, texts in _named(child)}
        for name, texts in _named(parent):
            told = [text for text in own.get(name.lower(), []) if text]
            if name.lower() in own or _has_default(parent, name):
                axes.append([(name, value) for value in told or texts])
        known = {axis[0][0].lower() for axis in axes if axis}
        axes += [[(name, texts[0])] for name, texts in _named(child) if name.lower() not in known and texts]
        yield from itertools.islice(itertools.product(*(axis for axis in axes if axis)), MOST_COMBINATIONS)

    def _variant(
        self, entry: Entry, parent: Entry, options: tuple[tuple[str, str], ...], *, is_elsewhere: bool = False
    ) -> ItemVariant:
        price = self._prices.read(entry.get("regular"))
        sale, begins, ends = self._sale(entry, price)
        if price is None and not is_elsewhere:
            self.values.note(entry.where, "has no price: it is told on request")
        stock = entry.get("stock") or (parent.get("stock") if entry.get("stock") == "parent" else "")
        backorders = entry.get("backorders").lower()
        identity = entry.get("id") or entry.get("sku")
        told = {value for _, texts in _named(entry) for value in texts}
        any_of = [value for _, value in options if value not in told]
        return ItemVariant(
            external_id=self.values.identity("/".join([identity, *any_of]) if identity else ""),
            sku=entry.get("sku") if not any_of else "",
            gtin=self.values.gtin(entry.where, entry.get("gtin")),
            options=options,
            price=None if is_elsewhere else price,
            sale_price=None if is_elsewhere else sale,
            sale_from=begins,
            sale_until=ends,
            stock=self.values.stock("" if stock == "parent" else stock),
            availability=self._availability(entry),
            sells_on=backorders in ("1", "yes", "notify"),
            pictures=self.values.pictures(entry.where, _split(entry.get("images"))) if entry is not parent else (),
        )

    def _sale(self, entry: Entry, price: Money | None) -> tuple[Money | None, datetime | None, datetime | None]:
        sale = self.values.below(entry.where, self._prices.read(entry.get("sale")), price)
        if sale is None:
            return None, None, None
        begins = self.values.moment(entry.where, entry.get("sale_from"))
        return sale, begins, self.values.moment(entry.where, entry.get("sale_until"), ends=True)

    def _availability(self, entry: Entry) -> Availability | None:
        """With a number in stock, that number decides."""
        told = entry.get("in_stock").lower()
        if told == "backorder":
            return Availability.BACKORDER
        return Availability.OUT_OF_STOCK if told in ("0", "no", "false") else None

    def _status(self, entry: Entry) -> Status:
        told = entry.get("published")
        if told in ("1", "true", "yes", ""):
            return Status.HIDDEN if entry.get("visibility").lower() == "hidden" else Status.ACTIVE
        return Status.DRAFT if told == "-1" else Status.HIDDEN


def _texts(title: str, short: str, long: str) -> ItemText:
    if not long:
        return ItemText(title, description=short)
    tagline = short if len(short) <= 160 and "\n" not in short else ""
    return ItemText(title, tagline, long if tagline or not short or short in long else f"{short}\n\n{long}")


def _split(text: str) -> list[str]:
    """A list with commas, one within a value being `\\,`."""
    return [part.replace("\\,", ",").strip() for part in _COMMA.split(text)]


def _named(entry: Entry) -> Iterator[tuple[str, list[str]]]:
    """Attributes with their values; an empty list is "any"."""
    for place in range(1, MOST_ATTRIBUTES + 1):
        if name := clean_line(entry.get(f"attribute{place}_name"), 60):
            texts = _split(entry.get(f"attribute{place}_value"))
            yield name, [value for each in texts[:200] if (value := clean_line(each, 100))]


def _has_default(parent: Entry, name: str) -> bool:
    return any(
        parent.get(f"attribute{place}_name") == name and parent.get(f"attribute{place}_default")
        for place in range(1, MOST_ATTRIBUTES + 1)
    )


def _attributes(entry: Entry) -> Mapping[str, tuple[str, ...]]:
    """Of a variable product all that its variations offer, too: it is found by each of them."""
    found = {name: tuple(dict.fromkeys(texts)) for name, texts in _named(entry) if texts}
    for name, text in entry.values.items():
        if name.startswith("@") and len(text) <= 200 and (value := clean_line(text, 200)):
            found.setdefault(clean_line(name[1:], 60), (value,))
    return found
