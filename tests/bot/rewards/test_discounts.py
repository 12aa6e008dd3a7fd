"""What a coupon takes off a basket."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rewards.discounts import BasketLine, Discount, discount_of
from bot.rewards.queries import CampaignSeen

SERUM = BasketLine("calm-serum", "skincare/serum", 2, 2450)
MUG = BasketLine("mug", "home/mug", 1, 1500)


def campaign(**given: object) -> CampaignSeen:
    known = {"id": "c", "prefix": "", "percent": None, "amount": None, "left": 1, "starts_at": None, "ends_at": None}
    return CampaignSeen(**{**known, "valid_for": 1, **given})


@pytest.mark.parametrize(
    ("given", "discount"),
    [
        ({"percent": 10}, Discount(off=640)),
        ({"amount": 500}, Discount(off=500)),
        ({"amount": 999_999}, Discount(off=6400)),
        ({"free_shipping": True}, Discount(ships_free=True)),
        ({"percent": 10, "min_basket": 6400}, Discount(off=640)),
        ({"percent": 10, "min_basket": 7000}, Discount(missing=600)),
        ({"percent": 10, "products": ("mug",)}, Discount(off=150)),
        ({"percent": 10, "categories": ("skincare",)}, Discount(off=490)),
        ({"amount": 9000, "categories": ("home/mug",)}, Discount(off=1500)),
        ({"percent": 10, "categories": ("skin",)}, Discount(fits=False)),
        ({"percent": 10, "min_basket": 6000, "products": ("mug",)}, Discount(off=150)),
    ],
)
def test_worth_of_a_basket(given: dict[str, object], discount: Discount) -> None:
    """C3: percent, amount, free shipping; minimum by the whole basket, discount by what it is for."""
    assert discount_of(campaign(**given), [SERUM, MUG]) == discount


def test_half_a_cent_goes_to_the_shopper() -> None:
    assert discount_of(campaign(percent=50), [BasketLine("p", "c", 1, 5)]).off == 3


def test_an_empty_basket_is_worth_nothing() -> None:
    assert not discount_of(campaign(percent=10), []).counts


@given(
    st.integers(1, 100) | st.none(),
    st.integers(1, 10**7),
    st.lists(st.builds(BasketLine, st.just("p"), st.just("c"), st.integers(0, 9), st.integers(0, 10**6)), max_size=6),
)
def test_a_discount_never_exceeds_the_goods(percent: int | None, amount: int, basket: list[BasketLine]) -> None:
    total = sum(line.total for line in basket)
    found = discount_of(campaign(percent=percent, amount=None if percent else amount), basket)
    assert 0 <= found.off <= total
