"""Bodies that are broken anywhere are read as far as they go, or refused with a reason; nothing else is raised."""

import copy
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.journeys.vocabulary import EVENTS
from bot.orders.vocabulary import FAMILIES
from bot.stores.products import Heard
from bot.stores.topics import RECORDS
from catalog.feeds.loose import parse_record
from catalog.feeds.terms import Terms
from catalog.feeds.values import RowWrong, Values
from tests.stories import bought
from tests.stories.stores import when

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
CONSENT = {"state": "subscribed", "consent_updated_at": when(NOW), "opt_in_level": "single_opt_in"}
CUSTOMER = {**bought.AMINA, "updated_at": when(NOW), "whatsapp_marketing_consent": CONSENT,
            "default_address": {"phone": "+14155550101", "country_code": "US"}}  # fmt: skip
WHOLE = bought.shopify_order(
    1, NOW, refunds=[bought.refund(1, 5, NOW, "20.00")],
    fulfillments=[bought.fulfilment(1, 7, NOW, status="delivered")],
    note_attributes=[{"name": "wa_ref", "value": "R"}], discount_codes=[{"code": "TEN"}],
)  # fmt: skip
TRACKED = [{"key": "_wc_shipment_tracking_items", "value": [{"tracking_number": "1Z", "date_shipped": "1763802000"}]}]
BODIES: dict[str, dict[str, Any]] = {
    "bot.stores.shopify_orders:order": WHOLE,
    "bot.stores.shopify_orders:order_paid": WHOLE,
    "bot.stores.shopify_orders:order_deleted": {"id": 1},
    "bot.stores.shopify_orders:refund": bought.refund(1, 5, NOW, "20.00"),
    "bot.stores.shopify_orders:cart": bought.shopify_cart("c", NOW),
    "bot.stores.shopify_orders:checkout": bought.shopify_checkout(1, NOW),
    "bot.stores.shopify_parcels:fulfilment": bought.fulfilment(1, 7, NOW, status="in_transit"),
    "bot.stores.shopify_parcels:movement": bought.movement(1, 7, NOW, "delivered"),
    "bot.stores.shopify_people:customer": CUSTOMER,
    "bot.stores.shopify_people:forget": {"customer": {"id": 1, "email": "a@b.c"}, "orders_to_redact": [1]},
    "bot.stores.shopify_people:customer_gone": {"id": 1, "tax_exemptions": []},
    "bot.stores.shopify_people:data_asked": {"customer": {"id": 1, "email": "a@b.c"}, "data_request": {"id": 2}},
    "bot.stores.shopify_people:forget_store": {"shop_id": 1},
    "bot.stores.shopify_people:store_gone": {"id": 1},
    "bot.stores.woo_orders:order": bought.woo_order(1, NOW, meta_data=TRACKED, refunds=[{"id": 3, "total": "-9.00"}]),
    "bot.stores.woo_orders:order_restored": bought.woo_order(1, NOW),
    "bot.stores.woo_orders:order_deleted": {"id": 1},
    "bot.stores.woo_orders:customer": {"id": 1, "email": "a@b.c", "billing": {"phone": "1", "country": "US"}},
    "bot.stores.trackers:easypost": bought.easypost("1Z", ("in_transit", NOW), ("delivered", NOW)),
    "bot.stores.trackers:aftership": bought.aftership("1Z", ("InTransit", NOW), ("Delivered", NOW)),
    "bot.stores.toldfacts:fact": {"kind": "order_deleted", "external_id": "1", "at": when(NOW)},
    "bot.stores.visits:visit": {"anonymous": "0" * 32, "view": "1", "cart": [{"id": "2", "quantity": 1}]},
}
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**30), 10**30),
    st.floats(allow_nan=False),
    st.text(max_size=12),
    st.sampled_from(["", "0", "-5", "1e999", "99999-99-99T99:99:99Z", "\x00", "\ud800", "x" * 3000, "USD", "ZZZ"]),
    st.just([]),
    st.just({}),
    st.just([None, 1, "a", {}, []]),
    st.just({"amount": "1.005", "currency_code": "KWD"}),
)


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a body."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        yield (*path, key)
        yield from places(inner, (*path, key))


def put(body: Any, path: tuple[Any, ...], value: Any) -> None:
    *way, last = path
    for key in way:
        body = body[key]
    body[last] = copy.deepcopy(value)


def read(reader: str, body: dict[str, Any]) -> Any:
    module, _, name = reader.partition(":")
    raw = json.dumps(body).encode()
    return getattr(import_module(module), name)(Heard(parse_record(raw), Values(Terms("USD")), None, NOW))


def test_there_is_a_body_for_each_reader() -> None:
    assert {reader for topics in RECORDS.values() for reader in topics.values()} == set(BODIES)


@pytest.mark.parametrize("reader", sorted(BODIES))
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_broken_body_is_read_or_refused(reader: str, data: st.DataObject) -> None:
    """F3: up to three values are something else than they should be."""
    body = copy.deepcopy(BODIES[reader])
    assert read(reader, body)
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(sorted(places(body), key=str)))
        put(body, path, data.draw(JUNK))
        if not list(places(body)):
            break
    try:
        facts = read(reader, body)
    except (RowWrong, ValidationError):
        return
    for fact in facts:
        if hasattr(fact, "model_dump_json"):
            assert "\x00" not in fact.model_dump_json()


def test_families_of_events_are_the_same_at_the_door_and_in_the_checks() -> None:
    """What `POST /events` does not take of a shop, journeys are not let wait for."""
    assert {name.partition(".")[0] for name in EVENTS} == set(FAMILIES)
