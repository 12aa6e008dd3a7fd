"""The arithmetic of carts holds for every cart."""

from hypothesis import given
from hypothesis import strategies as st

from bot.orders.totals import Terms, add_up
from bot.rewards.discounts import Discount

PAIRS = st.lists(st.tuples(st.integers(1, 99), st.integers(0, 10_000_000)), max_size=40)
TERMS = st.builds(Terms, st.integers(0, 100_000), st.none() | st.integers(0, 1_000_000))
OFFS = st.none() | st.builds(Discount, off=st.integers(0, 10**9)) | st.just(Discount(ships_free=True))


@given(PAIRS, TERMS, OFFS)
def test_a_cart_adds_up(pairs: list[tuple[int, int]], terms: Terms, off: Discount | None) -> None:
    """Nothing is negative, a coupon takes off at most the subtotal, and the parts make the total."""
    totals = add_up(pairs, terms, off)
    assert totals.subtotal == sum(quantity * price for quantity, price in pairs)
    assert 0 <= totals.discount <= totals.subtotal
    assert totals.total == totals.subtotal - totals.discount + totals.shipping >= 0
    assert totals.shipping in (0, terms.fee)


@given(PAIRS, TERMS, OFFS)
def test_a_coupon_never_makes_anything_dearer(
    pairs: list[tuple[int, int]], terms: Terms, off: Discount | None
) -> None:
    assert add_up(pairs, terms, off).total <= add_up(pairs, terms).total


@given(PAIRS, TERMS)
def test_what_is_missing_makes_shipping_free(pairs: list[tuple[int, int]], terms: Terms) -> None:
    """Adding just that much, and no less, makes shipping free."""
    totals = add_up(pairs, terms)
    if totals.missing:
        assert add_up([*pairs, (1, totals.missing)], terms).shipping == 0
        if totals.missing > 1:
            assert add_up([*pairs, (1, totals.missing - 1)], terms).shipping == terms.fee


@given(PAIRS, TERMS, OFFS, st.randoms())
def test_order_of_lines_changes_nothing(
    pairs: list[tuple[int, int]], terms: Terms, off: Discount | None, chance
) -> None:
    mixed = list(pairs)
    chance.shuffle(mixed)
    assert add_up(mixed, terms, off) == add_up(pairs, terms, off)


@given(PAIRS, TERMS)
def test_free_shipping_takes_off_what_shipping_costs(pairs: list[tuple[int, int]], terms: Terms) -> None:
    """No more, no less, and nothing is missing to it any more."""
    plain, free = add_up(pairs, terms), add_up(pairs, terms, Discount(ships_free=True))
    assert plain.total - free.total == plain.shipping
    assert (free.shipping, free.missing) == (0, 0)
