"""A product as it was read, with the windows of its sales: what a shelf shows of it depends on the moment."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from catalog.windows import Window, sale_at
from catalog.wishes import Shown


@dataclass(frozen=True, slots=True)
class Kept:
    """`product` carries every sale price, whether it holds or not; `windows` has one entry for each variant, or
    none at all when every sale is open on both sides."""

    product: Shown
    windows: tuple[Window | None, ...] = ()

    def at(self, moment: int) -> Shown:
        """The product as it is sold at this moment (microseconds)."""
        if not self.windows:
            return self.product
        pairs = zip(self.product.variants, self.windows, strict=True)
        sales = [sale_at(variant.sale_price, window, moment) for variant, window in pairs]
        if all(sale == variant.sale_price for sale, variant in zip(sales, self.product.variants, strict=True)):
            return self.product
        changed = zip(self.product.variants, sales, strict=True)
        return replace(self.product, variants=tuple(replace(variant, sale_price=sale) for variant, sale in changed))

    def edges(self) -> Iterator[int]:
        """The moments at which a sale of this product begins or ends."""
        for variant, window in zip(self.product.variants, self.windows, strict=False):
            if window and variant.sale_price is not None:
                yield from (edge for edge in window if edge is not None)
