"""`shopclerk catalog hooks`: missing webhooks are made, dead ones live again, and it says which they were."""

import pytest

from bot.jobs.access import Access
from bot.jobs.openers import Asked
from bot.settings import read_settings
from bot.stores.hooks import renew_shopify, renew_woocommerce
from bot.stores.topics import subscribed_to
from catalog.items import SourceFailed
from tests.fakes.shopify import TOKEN, FakeShopify, serve_shopify
from tests.fakes.woocommerce import KEYS, FakeWoo, serve_woo

OURS = "https://bot.example.com"


def asked(kind: str, address: str, tmp_path: object = None) -> Asked:
    from pathlib import Path

    return Asked("shop", kind, address, {}, "en", "USD", Path(), access=Access(TOKEN, KEYS))


async def test_shopifys_subscriptions_that_it_deleted_are_made_again() -> None:
    fake = FakeShopify()
    async with serve_shopify(fake) as address:
        made = await renew_shopify(asked("shopify", address), OURS)
        assert {hook.found for hook in made} == {"made"}
        assert {hook["uri"] for hook in fake.hooks.values()} == {f"{OURS}/webhooks/shopify"}
        gone = next(key for key, hook in fake.hooks.items() if hook["topic"] == "PRODUCTS_UPDATE")
        del fake.hooks[gone]
        again = {hook.topic: hook.found for hook in await renew_shopify(asked("shopify", address), OURS)}
    assert again.pop("products/update") == "made, as it was missing"
    assert set(again.values()) == {"there"}


async def test_woocommerces_webhooks_that_it_switched_off_are_on_again() -> None:
    """Their secret and address are renewed, those of others are left alone."""
    fake = FakeWoo()
    fake.hooks[1] = {
        "id": 1,
        "topic": "product.updated",
        "status": "active",
        "delivery_url": "https://elsewhere.example",
    }
    async with serve_woo(fake) as address:
        await renew_woocommerce(asked("woocommerce", address), OURS, "a-secret")
        assert {hook["topic"] for hook in list(fake.hooks.values())[1:]} == set(subscribed_to("woocommerce"))
        dead = next(each for each in fake.hooks.values() if each["topic"] == "product.deleted")
        dead["status"] = "disabled"
        found = await renew_woocommerce(asked("woocommerce", address), OURS, "a-new-secret")
    assert {hook.topic: hook.found for hook in found}["product.deleted"] == "was disabled: on again"
    assert dead["status"] == "active"
    assert dead["secret"] == "a-new-secret"
    assert "secret" not in fake.hooks[1]
    assert len(fake.hooks) == 1 + len(subscribed_to("woocommerce"))


async def test_keys_never_travel_in_the_open() -> None:
    """Neither store is called over http, but for one on this machine."""
    with pytest.raises(SourceFailed, match="https only"):
        await renew_woocommerce(asked("woocommerce", "http://shop.example.com"), OURS, "a-secret")
    with pytest.raises(SourceFailed, match="https only"):
        await renew_shopify(asked("shopify", "http://shop.example.com"), OURS)


@pytest.mark.parametrize(
    ("name", "value"), [("woo_token", "ck_only"), ("woo_token", "user:password"), ("shopify_token", "shpat 1")]
)
def test_keys_that_cannot_be_meant_stop_the_start(name: str, value: str) -> None:
    from bot.errors import SettingsWrong

    with pytest.raises(SettingsWrong, match=f"SHOPCLERK_{name.upper()}: .*must be"):
        read_settings(_env_file=None, **{name: value})
