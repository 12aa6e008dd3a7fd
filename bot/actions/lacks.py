"""What this shop has no goods for, as slots: flows that need them keep people out, and their buttons are left out."""

from collections.abc import Mapping

from bot.actions.finding.goods import goods_of
from bot.actions.finding.skin import ROUTINE
from bot.actions.shopfile.shop import Shop
from catalog.shelf import Shelf

YES = "yes"


def lacks_of(shelf: Shelf, shop: Shop) -> Mapping[str, str | None]:
    """`yes` for what is lacking, None for what is there."""
    goods = goods_of(shelf, shop)
    has_skin_care = any(path in goods.categories for step in ROUTINE.values() for path in step)
    return {
        "lacks_sizes": None if goods.has_sizes else YES,
        "lacks_shades": None if goods.shades else YES,
        "lacks_gifts": None if goods.has_gifts else YES,
        "lacks_skin_care": None if has_skin_care else YES,
    }
