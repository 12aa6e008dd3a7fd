"""The orders in which results stand: what is in stock always comes first."""

from catalog.search.query import Result


def best_first(result: Result) -> tuple[bool, float, int, int, str]:
    return (
        not result.why.in_stock,
        -result.score,
        -result.product.popularity,
        result.offer.to_pay,
        result.product.id,
    )


def popular_first(result: Result) -> tuple[bool, int, str]:
    return (not result.why.in_stock, -result.product.popularity, result.product.id)


def newest_first(result: Result) -> tuple[bool, float, int, str]:
    at = result.product.added_at
    return (not result.why.in_stock, -at.timestamp() if at else 0.0, -result.product.popularity, result.product.id)
