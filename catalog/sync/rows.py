"""One item of a source → the rows that it becomes, but for the keys of its variants (see `keys.py`)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from functools import lru_cache
from hashlib import blake2b
from operator import attrgetter
from typing import Any

from catalog.items import Item, ItemText, ItemVariant, Picture, Status
from catalog.sync.clean import Unfit, clean, is_web, moment, named, plain
from catalog.sync.codes import is_no_choice, name_code, parts_of, path_codes, readable, slug, value_code
from catalog.sync.offers import offer_row
from catalog.sync.sizes import coded_table

FORM = "2"  # grows when the same item becomes other rows, so that all are written again
TITLE, LINE, LONG = 300, 1000, 20_000  # characters
MOST_VARIANTS = 5000
MOST_PICTURES = 20
NAMES = "name"  # labels of names themselves: `("name", "colour", "en") → "Colour"`

_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}")

_SAID = attrgetter(*(each.name for each in fields(Item) if each.name != "updated_at"))

Row = dict[str, Any]
LabelKey = tuple[str, str, str]
Labels = tuple[tuple[LabelKey, str], ...]


@dataclass(frozen=True, slots=True)
class Origin:
    """The source as far as its items' meaning depends on it. `language` is a tag, `currency` ISO 4217."""

    name: str
    language: str
    currency: str
    low_stock: int = 5
    surplus: int = 0  # 0 = never too many


@dataclass(slots=True)
class Draft:
    """What one item becomes. `variants` and `offers` go together, one by one, and have no keys yet."""

    item: Item
    product: Row
    texts: list[Row] = field(default_factory=list)
    variants: list[Row] = field(default_factory=list)
    offers: list[Row] = field(default_factory=list)
    labels: dict[LabelKey, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


def fingerprint(item: Item, origin: Origin) -> str:
    """What the source says, as a hash; when it says so does not count."""
    from msgspec.json import encode  # loaded when something is read: a shop that reads nothing does without

    told = _SAID(item)
    try:
        said = encode(told)
    except (TypeError, ValueError):  # half a character, or a value that JSON does not know
        said = repr(told).encode(errors="surrogatepass")
    known = f"{FORM}|{origin.language}|{origin.currency}|".encode()
    return blake2b(known + said, digest_size=12).hexdigest()


def draft_of(item: Item, origin: Origin, known_at: datetime) -> Draft:
    """The rows of an item whose prices and stock are as of `known_at`. Raises Unfit."""
    named(item.external_id, "a product")
    draft = Draft(item, _product(item))
    draft.texts = _texts(item)
    _add_paths(draft, origin.language)
    draft.product["attributes"] = _attributes(draft, item.attributes, origin.language)
    for variant in _variants(draft):
        draft.variants.append(_variant(draft, variant, len(draft.variants), origin.language))
        draft.offers.append(offer_row(variant, origin.currency, known_at))
    if item.size_table:
        options = [row["options"] for row in draft.variants]
        draft.product["size_table"] = coded_table(plain(item.size_table), options)
    return draft


def _product(item: Item) -> Row:
    return {
        "external_id": item.external_id,
        "media": _pictures(item.pictures),
        "page": item.url if is_web(item.url) else "",
        "active": item.status is Status.ACTIVE,
        "status": item.status.value,
        "size_table": {},
        "rating": None if item.rating is None else min(max(round(item.rating * 100), 0), 500),
        "rating_count": max(item.rating_count, 0),
        "brand": clean(item.brand, LINE),
        "tags": [tag for tag in (clean(tag, 100) for tag in item.tags) if tag],
        "added_at": moment(item.added_at),
        "gone_at": None,
    }


def _texts(item: Item) -> list[Row]:
    rows = [_text(language, told) for language, told in item.texts.items() if told.title.strip()]
    if not rows:
        raise Unfit("it has no title")
    return rows


def _text(language: str, told: ItemText) -> Row:
    return {
        "language": language,
        "title": clean(told.title, TITLE),
        "tagline": clean(told.tagline, LINE),
        "description": clean(told.description, LONG),
        "material": clean(told.material, LINE),
        "usage": clean(told.usage, LONG),
    }


def _add_paths(draft: Draft, language: str) -> None:
    """All its category paths; the first is the primary one."""
    paths: list[str] = []
    for told in draft.item.paths:
        labels, path = _path_written(told, language)
        draft.labels.update(labels)
        if path and path not in paths:
            paths.append(path)
    draft.product["paths"] = paths
    draft.product["category"] = paths[0] if paths else ""


@lru_cache(maxsize=4096)
def _path_written(told: str, language: str) -> tuple[Labels, str]:
    """The words for each category on a path, and the code of the whole; empty when it says nothing."""
    parts = [clean(part, 100) for part in parts_of(told)]
    codes = path_codes(parts)
    keys = (("category", code, language) for code in codes)
    return tuple(zip(keys, (part for part in parts if slug(part)), strict=False)), codes[-1] if codes else ""


def _attributes(draft: Draft, told: Mapping[str, tuple[str, ...]], language: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, values in told.items():
        code = _name(draft, name, language)
        codes = [_value(draft, code, value, language) for value in values if value.strip()]
        if code and (kept := [c for c in dict.fromkeys(codes) if c]):
            found[code] = list(dict.fromkeys([*found.get(code, []), *kept]))
    return found


def _variants(draft: Draft) -> Iterable[ItemVariant]:
    """Each once. Raises Unfit when there is none, or too many."""
    told = draft.item.variants
    if not told:
        raise Unfit("it has no variant that could be sold")
    if len(told) > MOST_VARIANTS:
        raise Unfit(f"it has {len(told)} variants; {MOST_VARIANTS} at most")
    once = {named(variant.external_id, "a variant"): variant for variant in told}
    if len(once) < len(told):
        draft.notes.append("variants with the same id: the last of each was taken")
    return once.values()


def _variant(draft: Draft, told: ItemVariant, position: int, language: str) -> Row:
    return {
        "external_id": told.external_id,
        "shop_sku": clean(told.sku, 200),
        "options": _options(draft, told, language),
        "position": position,
        "media": _pictures(told.pictures),
        "swatch": told.swatch if _COLOUR.fullmatch(told.swatch) else "",
        "measure": plain(told.measure) if told.measure else {},
        "gtin": told.gtin[:14],
        "inventory_id": told.inventory_id[:200],
        "gone_at": None,
    }


def _options(draft: Draft, told: ItemVariant, language: str) -> dict[str, str]:
    options, labels = _options_written(told.options, language)
    for key, word in labels:
        draft.labels.setdefault(key, word)
    return options


@lru_cache(maxsize=4096)
def _options_written(told: tuple[tuple[str, str], ...], language: str) -> tuple[dict[str, str], Labels]:
    """Codes by the codes of their names, which nobody may change: many variants have them alike; and their words."""
    options: dict[str, str] = {}
    labels: list[tuple[LabelKey, str]] = []
    for name, value in told:
        if is_no_choice(name, value):
            continue
        code, written = _name_written(name)
        labels.append(((NAMES, code, language), written))
        chosen, word = _value_written(code, value) if code else ("", "")
        if chosen:
            labels.append(((code, chosen, language), word))
            options[code] = chosen
    return options, tuple(labels)


def _name(draft: Draft, name: str, language: str) -> str:
    code, written = _name_written(name)
    draft.labels.setdefault((NAMES, code, language), written)
    return code


def _value(draft: Draft, name: str, value: str, language: str) -> str:
    code, written = _value_written(name, value)
    if code:
        draft.labels.setdefault((name, code, language), written)
    return code


@lru_cache(maxsize=4096)
def _name_written(name: str) -> tuple[str, str]:
    """Its code, and how people read it."""
    return name_code(name), readable(clean(name, 100))


@lru_cache(maxsize=16384)
def _value_written(name: str, value: str) -> tuple[str, str]:
    return value_code(name, value), readable(clean(value, 100))


def _pictures(told: Iterable[Picture]) -> list[str]:
    return list(dict.fromkeys([picture.url for picture in told if is_web(picture.url)]))[:MOST_PICTURES]
