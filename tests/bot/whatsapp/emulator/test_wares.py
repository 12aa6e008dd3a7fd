"""Product messages on a phone, and what a phone sends back from WhatsApp's catalog."""

import json

import pytest

from bot.whatsapp.emulator.errors import ApiError
from bot.whatsapp.emulator.limits import check_content
from bot.whatsapp.emulator.wares import fault_of, shown_products
from tests.bot.whatsapp.emulator.openapi.schemas import check, is_valid
from tests.bot.whatsapp.emulator.shop_side import AMINA

CATALOG = "1017234312776586"
LIST = {"id": CATALOG, "title": "{{title}}", "body": "{{text}}", "dynamic_items": "{{products}}"}


def find(item):
    known = {"name": f"Thing {item}", "price": "5.00", "shown_price": "$5", "currency": "USD", "picture": "/p.png"}
    return known if item.startswith("P") else None


def filled(*items, **more):
    told = [{"id": item, "section_title": section} for item, section in items]
    return {**LIST, "title": "Mallo", "body": "Look", "dynamic_items": json.dumps(told), **more}


async def test_a_catalog_resource_is_created_as_specified(town):
    """Twilio's openapi names these properties."""
    request = {"friendly_name": "x", "language": "en", "variables": {}, "types": {"twilio/catalog": LIST}}
    assert is_valid("twilioCatalog", LIST)
    answer = await town.client.post("/v1/Content", json=request)
    assert answer.status_code == 201
    check("content.v1.content", answer.json())


@pytest.mark.parametrize(
    "wrong",
    [{"id": None}, {"body": None}, {"dynamic_items": "[]"}, {"title": "x" * 61}, {"items": [{"id": "x" * 101}]}],
)
def test_a_catalog_resource_beyond_the_limits_is_refused(wrong):
    with pytest.raises(ApiError):
        check_content({"language": "en", "types": {"twilio/catalog": {**LIST, **wrong}}})


def test_what_meta_does_not_have_is_not_shown():
    """Of several the others are; of none the message fails."""
    shown = shown_products(filled(("P1", "A"), ("X", "A")), find)
    assert [item["id"] for item in shown.products["items"]] == ["P1"]
    assert shown.products["kind"] == "products"
    assert fault_of(filled(("P1", "A"), ("X", "A")), find) is None
    assert fault_of(filled(("X", "A")), find) == 63021


@pytest.mark.parametrize(
    "value",
    [
        filled(*[(f"P{n}", "A") for n in range(31)]),
        filled(*[(f"P{n}", f"S{n}") for n in range(11)]),
        filled(("P1", ""), ("P2", "A")),
        filled(("P1", "A" * 25), ("P2", "A")),
        filled(("P1", "A"), ("P2", "A"), title=""),
        filled(("P" * 101, "A")),
    ],
)
def test_more_than_whatsapp_shows_fails(value):
    """30 items, 10 sections of 24 characters, a title above several."""
    assert fault_of(value, find) == 63005


@pytest.mark.parametrize("text", ["{", "{}", '["P1"]', '[{"section_title": "A"}]'])
def test_items_that_are_none_are_refused(text):
    with pytest.raises(ApiError):
        shown_products({**LIST, "dynamic_items": text}, find)


async def test_a_cart_and_a_question_arrive_as_documented(town):
    """The order is one JSON object; a question names its product beside the words."""
    town.emulator.find_ware = find
    phone = town.phone()
    await phone.sends(kind="order", order=[["P1", 2]], catalog_id=CATALOG)
    [ordered] = [event.body for event in town.shop.events]
    form = ordered["raw"]
    assert form["MessageType"] == "order"
    order = json.loads(form["ProductRetailerId"])
    assert order["catalog_id"] == CATALOG
    assert order["product_items"] == [
        {"product_retailer_id": "P1", "quantity": 2, "item_price": 5.0, "currency": "USD"}
    ]
    assert ordered["order"][0]["quantity"] == 2
    await phone.sends(kind="text", text="Is it warm?", product="P1", catalog_id=CATALOG)
    asked = town.shop.events[-1].body
    assert (asked["kind"], asked["text"], asked["product_id"]) == ("text", "Is it warm?", "P1")
    assert json.loads(asked["raw"]["ProductRetailerId"])["catalog_id"] == CATALOG
    assert phone.address == AMINA
