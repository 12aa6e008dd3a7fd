"""Signatures are over the bytes as they came; any key of the ring will do."""

import pytest

from bot.errors import Forged
from bot.stores.signature import BodyCheck
from bot.stores.webhook import shop_of

BODY = rb'{"id":1,"title":"Caf\u00e9 \/ T"}'
SIGNED = "YaMYI+kKYj88n5KrvnZU37GT0mjSKygUAw79Cb9y/hs="


def test_bytes_are_checked_and_not_what_they_mean() -> None:
    BodyCheck(["hush"]).verify(BODY, SIGNED)
    BodyCheck(["next", "hush"]).verify(BODY, SIGNED)
    for body, given in (
        (BODY + b" ", SIGNED),
        ('{"id":1,"title":"Café / T"}'.encode(), SIGNED),
        (BODY, SIGNED.lower()),
        (BODY, "é"),
        (BODY, ""),
    ):
        with pytest.raises(Forged):
            BodyCheck(["hush"]).verify(body, given)
    with pytest.raises(Forged, match="no secret is set"):
        BodyCheck([]).verify(BODY, SIGNED)


@pytest.mark.parametrize(
    ("address", "shop"),
    [
        ("https://www.shop.example.com/", "shop.example.com"),
        ("http://shop.example.com:8080/eu/", "shop.example.com/eu"),
        ("my-shop.myshopify.com", "my-shop.myshopify.com"),
        ("https://[broken", ""),
        ("", ""),
    ],
)
def test_a_shop_is_told_by_its_address(address: str, shop: str) -> None:
    assert shop_of(address) == shop
