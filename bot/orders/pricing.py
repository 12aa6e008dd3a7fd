"""A cart read again from the shelf: what can be bought now, at which price, and what has changed since."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from bot.orders.carts import Line
from catalog.shelf import Shelf
from catalog.wishes import Offered, Shown


class ChangeKind(StrEnum):
    """What became of a line since the shopper saw it last."""

    GONE = "gone"  #: not sold any more
    SOLD_OUT = "sold_out"
    FEWER = "fewer"  #: fewer are left than were wanted
    DEARER = "dearer"
    CHEAPER = "cheaper"


@dataclass(frozen=True, slots=True)
class Priced:
    """A line that can be bought: `quantity` is never more than there are."""

    product: Shown
    offer: Offered
    quantity: int

    @property
    def price(self) -> int:
        """Of one piece, minor units."""
        return self.offer.to_pay


@dataclass(frozen=True, slots=True)
class Change:
    """One thing to tell. `product` and `offer` are missing when it is not sold any more."""

    kind: ChangeKind
    line: Line
    product: Shown | None = None
    offer: Offered | None = None


@dataclass(frozen=True, slots=True)
class Repriced:
    """A cart as it is now."""

    lines: tuple[Priced, ...] = ()
    changes: tuple[Change, ...] = ()

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """(quantity, price) of every line."""
        return [(line.quantity, line.price) for line in self.lines]

    @property
    def count(self) -> int:
        """Pieces."""
        return sum(line.quantity for line in self.lines)


def reprice(shelf: Shelf, lines: Iterable[Line]) -> Repriced:
    """Every line at today's price and stock; what cannot be bought is left out and told."""
    priced: list[Priced] = []
    changes: list[Change] = []
    for line in lines:
        found = shelf.find_sku(line.sku)
        if found is None:
            changes.append(Change(ChangeKind.GONE, line))
            continue
        product, offer = found
        changes += [Change(kind, line, product, offer) for kind in _kinds(line, offer)]
        if offer.stock > 0:
            priced.append(Priced(product, offer, min(line.quantity, offer.stock)))
    return Repriced(tuple(priced), tuple(changes))


def _kinds(line: Line, offer: Offered) -> list[ChangeKind]:
    if offer.stock <= 0:
        return [ChangeKind.SOLD_OUT]
    kinds = [ChangeKind.FEWER] if offer.stock < line.quantity else []
    if line.currency == offer.currency and line.price != offer.to_pay:
        kinds.append(ChangeKind.DEARER if offer.to_pay > line.price else ChangeKind.CHEAPER)
    return kinds
