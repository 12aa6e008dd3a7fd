"""A store's webhooks made equal to what we listen to: missing ones are made, dead ones are switched on again."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bot.jobs.openers import Asked
from bot.jobs.stores import shopify_api, woo_api
from bot.stores.events import SHOPIFY, WOOCOMMERCE
from bot.stores.topics import subscribed_to
from bot.stores.webhook import SHOPIFY_PATH, WOOCOMMERCE_PATH
from catalog.feeds import shopify_words
from catalog.feeds.loose import Record, record, records, text
from catalog.feeds.shopify import ShopifyApi
from catalog.items import SourceFailed


@dataclass(frozen=True, slots=True)
class Hook:
    """A topic, and what was found and done: `there`, `made`, `was off: on again`, or `not made: …`."""

    topic: str
    found: str

    @property
    def was_dead(self) -> bool:
        """Whether news were lost by it until now, or still are."""
        return self.found not in ("there", "made")


async def renew_shopify(asked: Asked, public_url: str) -> Sequence[Hook]:
    """Shopify deletes a subscription whose deliveries failed for hours: those are missing. Raises SourceFailed."""
    uri = public_url + SHOPIFY_PATH
    async with shopify_api(asked) as api:
        there = {text(each.get("topic")) for each in await _subscriptions(api) if text(each.get("uri")) == uri}
        return [await _renew_if_it_may(api, topic, uri, there) for topic in subscribed_to(SHOPIFY)]


async def renew_woocommerce(asked: Asked, public_url: str, secret: str) -> Sequence[Hook]:
    """WooCommerce switches a webhook off after five failures. Raises SourceFailed."""
    url = public_url + WOOCOMMERCE_PATH
    done: list[Hook] = []
    async with woo_api(asked) as api:
        there = {
            text(each.get("topic")): each
            for each in await api.every("webhooks", orderby="id", order="asc")
            if text(each.get("delivery_url")) == url
        }
        for topic in subscribed_to(WOOCOMMERCE):
            wanted: dict[str, Any] = {"name": f"Shopclerk {topic}", "topic": topic, "delivery_url": url}
            wanted |= {"secret": secret, "status": "active"}
            known = there.get(topic)
            if known is None:
                await api.write("POST", "webhooks", wanted)
                done.append(Hook(topic, "made"))
                continue
            await api.write("PUT", f"webhooks/{text(known.get('id'))}", wanted)
            is_on = text(known.get("status")) == "active"
            done.append(Hook(topic, "there" if is_on else f"was {text(known.get('status'))}: on again"))
    return done


async def _subscriptions(api: ShopifyApi) -> list[Record]:
    found: list[Record] = []
    after = None
    while True:
        page = record((await api.ask(shopify_words.HOOKS, after=after)).get("webhookSubscriptions"))
        found += records(page.get("nodes"))
        info = record(page.get("pageInfo"))
        after = text(info.get("endCursor"))
        if not info.get("hasNextPage") or not after:
            return found


async def _renew_if_it_may(api: ShopifyApi, topic: str, uri: str, there: set[str]) -> Hook:
    """A topic for which the app lacks a right is told, and the others are made all the same."""
    try:
        return await _renew_one(api, topic, uri, there)
    except SourceFailed as failed:
        if failed.may_pass:
            raise
        return Hook(topic, f"not made: {failed}")


async def _renew_one(api: ShopifyApi, topic: str, uri: str, there: set[str]) -> Hook:
    named = topic.upper().replace("/", "_")
    if named in there:
        return Hook(topic, "there")
    told = record((await api.ask(shopify_words.MAKE_HOOK, topic=named, uri=uri)).get("webhookSubscriptionCreate"))
    if wrong := records(told.get("userErrors")):
        raise SourceFailed(f"{topic}: {'; '.join(text(each.get('message')) for each in wrong)}")
    return Hook(topic, "made, as it was missing" if there else "made")
