"""What of this shop each guide is about: found from size tables, categories and titles, or named in the shop's file.

A guide is for what holds a table that it can read. Which kind of thing that is, is said by `[guides]`, by the
measures (chest, waist and hips are those of clothes), or by the words of categories and titles in any language.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

from bot.actions.shopfile.guides import Guides
from bot.actions.shopfile.shop import Shop
from catalog.measures import SENSIBLE
from catalog.search.normal import compact, stems
from catalog.shelf import Shelf
from catalog.sizing import measures_of, option_of
from catalog.wishes import CATEGORY, Shown

BOARD, BIKE, CLOTHES, OTHER = "snowboard", "bicycle", "clothes", "other"
SHADES = ("foundation", "concealer", "lip")
_WORN = frozenset({"chest_cm", "waist_cm", "hip_cm"})
_RIDDEN: Mapping[str, frozenset[str]] = {
    BOARD: frozenset({"weight_kg", "height_cm"}),
    BIKE: frozenset({"height_cm", "inseam_cm"}),
}
_ALL_READ = 5_000  # products of a catalog that are all looked at; of a larger one some of each category
_OF_EACH, _MOST_CATEGORIES = 8, 500
_KEPT = 16_384  # titles and labels that are remembered: most shelves only bring other prices


@dataclass(frozen=True)
class Goods:
    """`sized`: the categories of each size guide; `others`: those with a table for anything else; `shades`: of each
    kind of make-up. `has_gifts`: something is said to be a gift; `categories` are all there are."""

    sized: Mapping[str, tuple[str, ...]]
    others: tuple[str, ...]
    shades: Mapping[str, tuple[str, ...]]
    has_gifts: bool = False
    categories: frozenset[str] = frozenset()

    @property
    def has_sizes(self) -> bool:
        """Whether anything could be found out by measures."""
        return bool(self.sized or self.others)


_KNOWN: "WeakKeyDictionary[Shelf, dict[Guides, Goods]]" = WeakKeyDictionary()
_OF_FOLDER: dict[tuple[Path, Guides], Goods] = {}  # a large catalog's, until it is built anew


def goods_of(shelf: Shelf, shop: Shop) -> Goods:
    """Looked up once for each shelf; of a large catalog once for all shelves over the same files."""
    known = _KNOWN.setdefault(shelf, {})
    if shop.guides not in known:
        place = (shelf.folder, shop.guides) if shelf.folder else None
        if place is not None and place not in _OF_FOLDER:
            _OF_FOLDER.clear()
            _OF_FOLDER[place] = _look(shelf, shop)
        known[shop.guides] = _OF_FOLDER[place] if place else _look(shelf, shop)
    return known[shop.guides]


def table_of(shop: Shop, product: Shown) -> Mapping[str, Any]:
    """The size table of a product: its own, or that of the shop's file with the rows that it has."""
    if product.size_table or not shop.guides.tables:
        return product.size_table
    table = shop.guides.table_for((product.category, *product.paths))
    option = option_of(table)
    codes = {variant.options.get(option) for variant in product.variants}
    rows = [row for row in table.get("rows", ()) if str(row[0]) in codes]
    return {"columns": table["columns"], "rows": rows} if rows else {}


def body_measures(table: Mapping[str, Any]) -> list[str]:
    """The measures of the table that a person can tell."""
    return [name for name in measures_of(table) if name in SENSIBLE]


def is_of_shades(table: Mapping[str, Any]) -> bool:
    """Whether the table says for which skin each shade is."""
    return bool({"undertone", "depth"} & set(map(str, table.get("columns", ())[1:])))


def kind_of(shelf: Shelf, shop: Shop, product: Shown) -> str:
    """Which size guide a product belongs to: snowboard, bicycle, clothes, or other."""
    if (named := _named(shop, product)) and named not in SHADES:
        return named
    measures = set(measures_of(table_of(shop, product)))
    if measures & _WORN:
        return CLOTHES
    kinds = (kind for kind, needs in _RIDDEN.items() if measures & needs and _is_called(shelf, product, kind))
    return next(kinds, OTHER)


def shade_kind_of(shelf: Shelf, shop: Shop, product: Shown) -> str:
    """Foundation, concealer or lip; empty when it has no table of shades. What is called nothing of these is matched
    like a foundation when its shades go by depth, else like a lip colour."""
    table = table_of(shop, product)
    if not is_of_shades(table):
        return ""
    if (named := _named(shop, product)) in SHADES:
        return named
    called = next((kind for kind in SHADES if _is_called(shelf, product, kind)), "")
    return called or ("foundation" if "depth" in table["columns"] else "lip")


def _named(shop: Shop, product: Shown) -> str:
    return next((name for path in (product.category, *product.paths) if (name := shop.guides.named(path))), "")


def _look(shelf: Shelf, shop: Shop) -> Goods:
    sized: dict[str, dict[str, None]] = {}
    shades: dict[str, dict[str, None]] = {}
    gifts = False
    for product in _some_of(shelf):
        gifts = gifts or "gift_for" in product.attributes
        table = table_of(shop, product)
        if not table:
            continue
        if shade := shade_kind_of(shelf, shop, product):
            shades.setdefault(shade, {})[product.category] = None
        elif body_measures(table):
            sized.setdefault(kind_of(shelf, shop, product), {})[product.category] = None
    others = tuple(sized.pop(OTHER, ()))
    kinds, skins = ({kind: tuple(paths) for kind, paths in found.items()} for found in (sized, shades))
    return Goods(kinds, others, skins, gifts, shelf.categories())


def _some_of(shelf: Shelf) -> Iterator[Shown]:
    """All of a small catalog; of a large one some products of every category."""
    if len(shelf.products) <= _ALL_READ:
        yield from (product for _, product in shelf.numbered())
        return
    for path in islice(sorted(shelf.categories()), _MOST_CATEGORIES):
        yield from islice(shelf.below(path), _OF_EACH)


def _is_called(shelf: Shelf, product: Shown, kind: str) -> bool:
    """Whether its category, in any language, or its title says that it is such a thing."""
    parts = product.category.split("/")
    paths = ["/".join(parts[: n + 1]) for n in range(len(parts))]
    said = [product.category.replace("/", " ").replace("_", " "), *(words.title for words in product.texts.values())]
    said += [shelf.label(CATEGORY, path, language) for path in paths for language in product.texts]
    return any(kind in _kinds_in(text) for text in said)


@lru_cache(_KEPT)
def _kinds_in(text: str) -> frozenset[str]:
    """The kinds of things that a title or a label names."""
    key = f" {' '.join(stems(text))} "
    return frozenset(kind for kind, words in _words().items() if any(_holds(key, word) for word in words))


def _holds(text: str, word: str) -> bool:
    """A word of Korean may stand within a longer one."""
    return f" {word} " in text or (not word.isascii() and compact(word.split()) in compact(text.split()))


@cache
def _words() -> Mapping[str, tuple[str, ...]]:
    """As stems."""
    told = json.loads((files("bot.actions.finding") / "goods.json").read_text("utf-8"))
    return {kind: tuple(" ".join(stems(word)) for word in words) for kind, words in told.items()}
