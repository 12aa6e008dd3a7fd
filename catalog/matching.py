"""Whether a product fulfils a wish, and which of two that do comes first."""

from collections.abc import Iterable

from catalog.wishes import CATEGORY, ON_SALE, PRICE, PRODUCT, Hit, Offered, Shown, Wish

ANY = "all"  # an attribute that holds this code suits every wish


def best_variant(product: Shown, wishes: Iterable[Wish]) -> Offered | None:
    """The cheapest variant in stock that fulfils every wish; the first of equals."""
    fitting = product.in_stock
    for wish in wishes:
        fitting = tuple(variant for variant in fitting if match(product, variant, wish) is not None)
    return min(fitting, key=lambda variant: variant.to_pay, default=None)


def match(product: Shown, variant: Offered, wish: Wish) -> str | None:
    """The code by which this variant fulfils the wish; None when it does not."""
    if wish.name == PRICE:
        return "" if _is_within(variant.to_pay, wish) else None
    if wish.name == ON_SALE:
        return "" if variant.is_on_sale else None
    if wish.name == PRODUCT:
        return wish.values[0] if product.id in wish.values[1:] else None
    if wish.unwanted:
        return None if _has_any(product, variant, wish) else ""
    if wish.name == CATEGORY:
        return next((path for path in wish.values if _is_in(product, path)), None)
    has = (variant.options[wish.name],) if wish.name in variant.options else product.attributes.get(wish.name, ())
    return next((value for value in wish.values if value in has or ANY in has), None)


def _has_any(product: Shown, variant: Offered, wish: Wish) -> bool:
    """Whether it is one of these by its own word: what suits everything is none of them in particular."""
    if wish.name == CATEGORY:
        return any(_is_in(product, path) for path in wish.values)
    has = (variant.options[wish.name],) if wish.name in variant.options else product.attributes.get(wish.name, ())
    return any(value in has for value in wish.values)


def _is_within(price: int, wish: Wish) -> bool:
    return (wish.at_most is None or price <= wish.at_most) and (wish.at_least is None or price >= wish.at_least)


def _is_in(product: Shown, path: str) -> bool:
    if _is_below(product.category, path):
        return True
    return bool(product.paths) and any(_is_below(other, path) for other in product.paths)


def _is_below(category: str, path: str) -> bool:
    return category == path or category.startswith(path + "/")


def fulfilled(product: Shown, variant: Offered, wishes: Iterable[Wish]) -> tuple[tuple[str, str], ...]:
    return tuple((w.name, code) for w in wishes if (code := match(product, variant, w)) is not None)


def rank(hit: Hit) -> tuple[int, int, int, str]:
    return (-len(hit.fulfilled), -hit.product.popularity, hit.offer.to_pay, hit.product.id)


def distance(hit: Hit, price: int) -> tuple[int, int, str]:
    return (-len(hit.fulfilled), abs(hit.offer.to_pay - price), hit.product.id)
