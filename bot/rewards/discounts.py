"""What a coupon is worth for a basket. All money is in minor units of the shop's currency; one coupon per order."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.rewards.queries import CampaignSeen


@dataclass(frozen=True, slots=True)
class BasketLine:
    """So many pieces of a product at this price each."""

    product: str  # id
    category: str  # such as `skincare/serum`
    quantity: int
    price: int  # minor units, each

    @property
    def total(self) -> int:
        return self.quantity * self.price


@dataclass(frozen=True, slots=True)
class Discount:
    """What comes off. `missing` is what the basket lacks of the minimum; `fits`: something in it counts."""

    off: int = 0  # minor units off the goods
    ships_free: bool = False
    missing: int = 0
    fits: bool = True

    @property
    def counts(self) -> bool:
        """Whether the coupon may be used for this basket at all."""
        return self.fits and not self.missing


def discount_of(campaign: CampaignSeen, basket: Sequence[BasketLine]) -> Discount:
    """What a coupon of this campaign takes off: of the products that it is for, never more than they cost.

    The minimum is measured by the whole basket. Half a minor unit is rounded in the shopper's favour.
    """
    eligible = sum(line.total for line in basket if is_for(campaign, line.product, line.category))
    if eligible <= 0:
        return Discount(fits=False)
    missing = campaign.min_basket - sum(line.total for line in basket)
    if missing > 0:
        return Discount(missing=missing)
    if campaign.free_shipping:
        return Discount(ships_free=True)
    if campaign.percent is not None:
        return Discount(off=(eligible * campaign.percent + 50) // 100)
    return Discount(off=min(campaign.amount or 0, eligible))


def is_for(campaign: CampaignSeen, product: str, category: str) -> bool:
    """Whether a coupon counts for this product: `skincare` holds `skincare/serum`."""
    if not campaign.products and not campaign.categories:
        return True
    within = (category == wanted or category.startswith(f"{wanted}/") for wanted in campaign.categories)
    return product in campaign.products or any(within)
