"""Orders from Shopify's Admin GraphQL API, put into the words of its webhooks."""

from collections.abc import Mapping
from typing import Any

from catalog.feeds.loose import Record, record, records, text
from catalog.feeds.shopify_words import plain_id

PAGE = 8  # orders; with their lines it stays below the points that one question may cost
_MONEY = "{ presentmentMoney { amount currencyCode } }"
_ADDRESS = "{ firstName lastName phone countryCodeV2 }"
ORDERS = (
    "query Orders($after: String, $query: String!) { "
    f"orders(first: {PAGE}, after: $after, sortKey: UPDATED_AT, query: $query) {{ "
    "pageInfo { hasNextPage endCursor } nodes { "
    "id name createdAt processedAt updatedAt cancelledAt currencyCode presentmentCurrencyCode "
    "displayFinancialStatus displayFulfillmentStatus email phone customerLocale discountCodes paymentGatewayNames "
    f"subtotalPriceSet {_MONEY} totalDiscountsSet {_MONEY} totalShippingPriceSet {_MONEY} totalPriceSet {_MONEY} "
    f"shippingAddress {_ADDRESS} billingAddress {_ADDRESS} customAttributes {{ key value }} "
    "customer { id firstName lastName email phone } "
    f"lineItems(first: 50) {{ nodes {{ id name title variantTitle sku quantity originalUnitPriceSet {_MONEY} "
    "variant { id } product { id } } } "
    f"refunds(first: 10) {{ id createdAt totalRefundedSet {_MONEY} }} "
    "fulfillments(first: 10) { id createdAt updatedAt status displayStatus trackingInfo { company number url } } "
    "} } }"
)
#: Words of GraphQL that webhooks have otherwise.
_FULFILMENT = {"FULFILLED": "fulfilled", "PARTIALLY_FULFILLED": "partial"}


def as_webhook(order: Record) -> dict[str, Any]:
    """One order as `orders/updated` would tell it."""
    return {
        "id": plain_id(order.get("id")),
        "name": order.get("name"),
        "created_at": order.get("createdAt"),
        "processed_at": order.get("processedAt"),
        "updated_at": order.get("updatedAt"),
        "cancelled_at": order.get("cancelledAt"),
        "currency": order.get("currencyCode"),
        "presentment_currency": order.get("presentmentCurrencyCode"),
        "financial_status": text(order.get("displayFinancialStatus")).lower(),
        "fulfillment_status": _FULFILMENT.get(text(order.get("displayFulfillmentStatus"))),
        "email": order.get("email"),
        "phone": order.get("phone"),
        "customer_locale": order.get("customerLocale"),
        "discount_codes": [{"code": code} for code in order.get("discountCodes") or () if text(code)],
        "payment_gateway_names": order.get("paymentGatewayNames"),
        "subtotal_price_set": _money(order.get("subtotalPriceSet")),
        "total_discounts_set": _money(order.get("totalDiscountsSet")),
        "total_shipping_price_set": _money(order.get("totalShippingPriceSet")),
        "total_price_set": _money(order.get("totalPriceSet")),
        "shipping_address": _address(record(order.get("shippingAddress"))),
        "billing_address": _address(record(order.get("billingAddress"))),
        "note_attributes": [
            {"name": each.get("key"), "value": each.get("value")} for each in records(order.get("customAttributes"))
        ],
        "customer": _customer(record(order.get("customer"))),
        "line_items": [_line(each) for each in records(record(order.get("lineItems")).get("nodes"))],
        "refunds": [_refund(each) for each in records(order.get("refunds"))],
        "fulfillments": [_fulfilment(each) for each in records(order.get("fulfillments"))],
    }


def _money(told: object) -> dict[str, Any]:
    money = record(record(told).get("presentmentMoney"))
    return {"presentment_money": {"amount": money.get("amount"), "currency_code": money.get("currencyCode")}}


def _address(told: Record) -> dict[str, Any]:
    if not told:
        return {}
    return {**_name(told), "phone": told.get("phone"), "country_code": told.get("countryCodeV2")}


def _customer(told: Record) -> dict[str, Any]:
    if not told:
        return {}
    return {"id": plain_id(told.get("id")), **_name(told), "email": told.get("email"), "phone": told.get("phone")}


def _name(told: Record) -> Mapping[str, Any]:
    return {"first_name": told.get("firstName"), "last_name": told.get("lastName")}


def _line(told: Record) -> dict[str, Any]:
    return {
        "name": told.get("name"),
        "title": told.get("title"),
        "variant_title": told.get("variantTitle"),
        "sku": told.get("sku"),
        "quantity": told.get("quantity"),
        "variant_id": plain_id(record(told.get("variant")).get("id")),
        "product_id": plain_id(record(told.get("product")).get("id")),
        "price_set": _money(told.get("originalUnitPriceSet")),
    }


def _refund(told: Record) -> dict[str, Any]:
    money = record(record(told.get("totalRefundedSet")).get("presentmentMoney"))
    paid_back = {"kind": "refund", "amount": money.get("amount"), "currency": money.get("currencyCode")}
    return {"id": plain_id(told.get("id")), "created_at": told.get("createdAt"), "transactions": [paid_back]}


def _fulfilment(told: Record) -> dict[str, Any]:
    parcels = records(told.get("trackingInfo"))
    return {
        "id": plain_id(told.get("id")),
        "created_at": told.get("createdAt"),
        "updated_at": told.get("updatedAt"),
        "status": text(told.get("status")).lower(),
        "shipment_status": text(told.get("displayStatus")).lower(),
        "tracking_company": parcels[0].get("company") if parcels else None,
        "tracking_numbers": [each.get("number") for each in parcels],
        "tracking_urls": [each.get("url") for each in parcels],
    }
