"""Rows of one product of a mapped table → the product."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from catalog.feeds.html import clean_line, clean_text
from catalog.feeds.lists import split_list, split_pairs
from catalog.feeds.mapped import Mapped
from catalog.feeds.prices import Prices
from catalog.feeds.rows import Entry
from catalog.feeds.units import parse_measure
from catalog.feeds.values import RowWrong, Values
from catalog.items import Item, ItemText, ItemVariant, Money

_NO = ("false", "0", "no", "n", "off")


def read_product(key: str, entries: Sequence[Entry], mapped: Mapped, prices: Prices, values: Values) -> Item | None:
    """None when nothing of it can be taken; every reason is remarked."""
    product = _Product(entries, mapped, prices, values)
    first = entries[0]
    texts = product.texts(first)
    if not texts:
        values.refuse(first.where, "has no title")
        return None
    variants = product.variants(key)
    if not variants:
        return None
    return Item(
        external_id=key,
        texts=texts,
        variants=variants,
        status=values.status(first.where, mapped.text(first, "status")),
        brand=clean_line(mapped.text(first, "brand") or product.pairs.get("brand", [""])[0], 100),
        url=values.url(first.where, mapped.text(first, "url")),
        paths=product.paths(first),
        tags=tuple(dict.fromkeys(clean_line(tag, 60) for tag in mapped.all(first, "tags"))),
        attributes=product.attributes(),
        pictures=values.pictures(first.where, mapped.all(first, "images")),
        rating=values.rating(first.where, mapped.text(first, "rating")),
        rating_count=values.count(first.where, mapped.text(first, "rating_count")),
        added_at=values.moment(first.where, mapped.text(first, "added_at")),
        updated_at=values.moment(first.where, mapped.text(first, "updated_at")),
    )


class _Product:
    def __init__(self, entries: Sequence[Entry], mapped: Mapped, prices: Prices, values: Values) -> None:
        self._entries = entries
        self._mapped = mapped
        self._prices = prices
        self._values = values
        self.pairs: dict[str, list[str]] = {}
        for entry in entries:
            for name, value in split_pairs("|".join(mapped.all(entry, "pairs")), "|"):
                known = self.pairs.setdefault(
                    name.casefold() if name.casefold() in ("category", "brand") else name, []
                )
                if value not in known:
                    known.append(value)

    def texts(self, first: Entry) -> dict[str, ItemText]:
        found: dict[str, ItemText] = {}
        for tag in self._mapped.languages:
            if title := clean_line(self._mapped.localized(first, "title", tag)):
                found.setdefault(tag.replace("_", "-") or self._values.terms.language, self._text(first, tag, title))
        return found

    def _text(self, first: Entry, tag: str, title: str) -> ItemText:
        def text(name: str) -> str:
            return clean_text(self._mapped.localized(first, name, tag))

        return ItemText(
            title, " ".join(text("tagline").split()), text("description"), text("material"), text("usage")
        )

    def variants(self, key: str) -> tuple[ItemVariant, ...]:
        """The parent's own row is none when its children have rows of their own."""
        has_children = bool(self._mapped.variations(self._entries[0])) and len(self._entries) > 1
        found: dict[str, ItemVariant] = {}
        for entry in self._entries[1 if has_children else 0 :]:
            try:
                variant = self._variant(key, entry)
                if variant.external_id in found:  # shops repeat SKUs: the options tell them apart
                    variant = replace(variant, external_id="/".join([key, *(value for _, value in variant.options)]))
                if variant.external_id in found:
                    raise RowWrong(f"{variant.external_id} was told before")
                found[variant.external_id] = variant
            except RowWrong as error:
                self._values.refuse(entry.where, str(error))
        return tuple(found.values())

    def _variant(self, key: str, entry: Entry) -> ItemVariant:
        mapped, values, where = self._mapped, self._values, entry.where
        price, sale = self._money(entry)
        if price is None:
            values.note(where, "has no price: it is told on request")
        options = tuple(self._options(entry))
        sku = mapped.text(entry, "sku")
        begins, ends = self._span(entry) if sale else (None, None)
        is_counted = mapped.text(entry, "tracked").lower() not in _NO
        return ItemVariant(
            external_id=values.identity(self._identity(key, entry, sku, options)),
            sku=sku,
            gtin=values.gtin(where, mapped.text(entry, "gtin")),
            options=options,
            price=price,
            sale_price=sale,
            sale_from=begins,
            sale_until=ends,
            stock=values.stock(mapped.text(entry, "stock")) if is_counted else None,
            availability=values.availability(where, mapped.text(entry, "availability")),
            sells_on=bool(told := mapped.text(entry, "sells_on").lower()) and told not in (*_NO, "deny"),
            pictures=values.pictures(where, mapped.all(entry, "variant_images")),
            swatch=clean_line(mapped.text(entry, "swatch"), 20),
            measure=parse_measure(mapped.text(entry, "measure")),
        )

    def _identity(self, key: str, entry: Entry, sku: str, options: tuple[tuple[str, str], ...]) -> str:
        own = self._mapped.text(entry, "id") if self._mapped.text(entry, "product_id") else ""
        return own or sku or "/".join([key, *(value for _, value in options)])

    def _money(self, entry: Entry) -> tuple[Money | None, Money | None]:
        """Price and sale price; a list price above the price makes the price a sale."""
        code = self._mapped.text(entry, "currency").upper()[:3]
        price = self._prices.read(self._mapped.text(entry, "price"), code)
        listed = self._prices.read(self._mapped.text(entry, "list_price"), code)
        sale = self._prices.read(self._mapped.text(entry, "sale_price"), code)
        if price and listed and listed.minor > price.minor:
            return listed, sale if sale and sale.minor < price.minor else price
        return price, self._values.below(entry.where, sale, price)

    def _span(self, entry: Entry) -> tuple[datetime | None, datetime | None]:
        begins = self._values.moment(entry.where, self._mapped.text(entry, "sale_from"))
        return begins, self._values.moment(entry.where, self._mapped.text(entry, "sale_until"), ends=True)

    def _options(self, entry: Entry) -> Iterator[tuple[str, str]]:
        packed = entry.more.get("@options", [])
        yield from zip(packed[::2], packed[1::2], strict=True)
        for name, column in self._mapped.options.items():
            if value := clean_line(entry.get(column), 100):
                yield name, value
        tag = self._mapped.languages[0]
        names = split_list(self._mapped.localized(self._entries[0], "option_names", tag))
        written = split_list(self._mapped.localized(entry, "option_values", tag))
        for name, value in zip(names, written, strict=False):
            yield clean_line(name, 60), clean_line(value, 100)

    def paths(self, first: Entry) -> tuple[str, ...]:
        sign = self._values.terms.columns.path_separator
        told = [
            clean_line(path, 200) for path in (*self._mapped.all(first, "category"), *self.pairs.get("category", []))
        ]
        whole = (" > ".join(part.strip() for part in path.split(sign) if part.strip()) for path in told)
        return tuple(dict.fromkeys(path for path in whole if path))[:20]

    def attributes(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, dict[str, None]] = {}
        for entry in self._entries:
            for name, column in self._mapped.attributes.items():
                for value in split_list(entry.get(column), self._values.terms.columns.list_separator):
                    found.setdefault(name, {})[clean_line(value, 200)] = None
        for name, texts in self.pairs.items():
            if name not in ("category", "brand"):
                found.setdefault(name, {}).update(dict.fromkeys(texts))
        return {name: tuple(texts) for name, texts in found.items()}
