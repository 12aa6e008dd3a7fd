"""What stores' webhooks tell of products and stock, in the catalog's words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from catalog.feeds import shopify_products, woocommerce_products
from catalog.feeds.loose import Record, text
from catalog.feeds.values import Values
from catalog.items import Item, StockLevel, Told

PRODUCT, STOCK = "product", "stock"


@dataclass(frozen=True, slots=True)
class Heard:
    """One delivery: `at` is when it happened, as far as the store says so, else when it came.

    `paths` are those of WooCommerce's categories by their ids, as the last reading of the store found them.
    """

    body: Record
    values: Values
    told_at: datetime | None
    received_at: datetime
    paths: Mapping[str, str] = field(default_factory=dict)

    @property
    def at(self) -> datetime:
        return self.told_at or self.received_at


@dataclass(frozen=True, slots=True)
class Ask:
    """The body is not the whole of it: this product (or the stock of this item) is to be read at the store.

    `told` is what is known already, and taken behind it.
    """

    what: str
    external_id: str
    told: tuple[Told, ...] = ()


Answer = Sequence[Told] | Ask
Handler = Callable[[Heard], Answer]


def shopify_changed(heard: Heard) -> Answer:
    """A product as it is now. Raises RowWrong."""
    if shopify_products.is_cut(heard.body):
        return Ask(PRODUCT, text(heard.body.get("id")))
    return _told(shopify_products.read_item(heard.body, heard.values), heard)


def shopify_gone(heard: Heard) -> Answer:
    """A deleted product. Raises RowWrong."""
    return [replace(shopify_products.read_gone(heard.body, heard.values), at=heard.at)]


def shopify_stock(heard: Heard) -> Answer:
    """What one place has of one item. Raises RowWrong."""
    return [_timed(shopify_products.read_level(heard.body, heard.values), heard)]


def shopify_unstocked(heard: Heard) -> Answer:
    """A place that has this item no more. Raises RowWrong."""
    return [_timed(replace(shopify_products.read_level(heard.body, heard.values), available=0), heard)]


def woo_changed(heard: Heard) -> Answer:
    """A product as it is now; one with variations is told without them. Raises RowWrong."""
    if woocommerce_products.is_variation(heard.body):
        return Ask(PRODUCT, text(heard.body.get("parent_id")))
    if not woocommerce_products.is_sold(heard.body):
        return []
    if woocommerce_products.has_variations(heard.body):
        return Ask(PRODUCT, text(heard.body.get("id")))
    whole = woocommerce_products.Whole(heard.body, (), heard.paths)
    return _told(woocommerce_products.read_item(whole, heard.values), heard)


def woo_restored(heard: Heard) -> Answer:
    """Back from the bin: that is newer than its deletion, whatever day its body names. Raises RowWrong."""
    answer = woo_changed(heard)
    return answer if isinstance(answer, Ask) else [_as_of_now(each, heard) for each in answer]


def woo_gone(heard: Heard) -> Answer:
    """A deleted product. Raises RowWrong."""
    return [woocommerce_products.read_gone(heard.body, heard.values, heard.received_at)]


def _told(item: Item, heard: Heard) -> Sequence[Told]:
    return [*heard.values.told(), item if item.updated_at else replace(item, updated_at=heard.at)]


def _as_of_now(each: Told, heard: Heard) -> Told:
    return replace(each, updated_at=heard.received_at) if isinstance(each, Item) else each


def _timed(level: StockLevel, heard: Heard) -> StockLevel:
    return level if level.at else replace(level, at=heard.at)
