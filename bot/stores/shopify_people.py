"""What Shopify's webhooks tell of customers: who they are, what they agreed to, that they want to be forgotten."""

from collections.abc import Sequence

from bot.orders.facts import Agreed, CustomerTold, Told, Who
from bot.stores.demands import CustomerGone, DataAsked, Demand, Forget, ForgetStore, StoreGone
from bot.stores.products import Heard
from bot.stores.reading import first_address, language_of, moment, needed, some
from catalog.feeds.loose import Record, record, records, text

#: Only this is consent for WhatsApp; e-mail and SMS have fields of their own, which say nothing of it.
CONSENT = "whatsapp_marketing_consent"
_STATES = {"subscribed": True, "unsubscribed": False, "redacted": False}


def customer(heard: Heard) -> Sequence[Told]:
    """Somebody whom the store knows. Raises RowWrong."""
    body = heard.body
    home = first_address(body.get("default_address"), *records(body.get("addresses")))
    at = moment(body.get("updated_at")) or heard.at
    who = Who(
        customer=needed(body, "id"),
        email=text(body.get("email")),
        phone=text(body.get("phone"))[:500],
        address_phone=text(home.get("phone"))[:500],
        country=text(home.get("country_code"))[:2],
        name=text(body.get("first_name"))[:100],
        language=language_of(body.get("locale")),
    )
    return [CustomerTold(at=at, who=who, agreed=tuple(_agreed(body, heard)))]


def forget(heard: Heard) -> Sequence[Demand]:
    """`customers/redact`. Raises RowWrong."""
    who = record(heard.body.get("customer"))
    orders = heard.body.get("orders_to_redact")
    return [
        Forget(
            customer=text(who.get("id")),
            email=text(who.get("email")).lower(),
            phone=text(who.get("phone")),
            orders=tuple(text(each) for each in orders) if isinstance(orders, list) else (),
            at=heard.received_at,
        )
    ]


def customer_gone(heard: Heard) -> Sequence[Demand]:
    """`customers/delete`, and WooCommerce's `customer.deleted`. Raises RowWrong."""
    return [CustomerGone(needed(heard.body, "id"), heard.received_at)]


def data_asked(heard: Heard) -> Sequence[Demand]:
    """`customers/data_request`."""
    who, request = record(heard.body.get("customer")), record(heard.body.get("data_request"))
    names = text(who.get("id")), text(who.get("email")).lower(), text(who.get("phone"))
    return [DataAsked(*names, request=some(request.get("id"), who.get("id")), at=heard.received_at)]


def forget_store(heard: Heard) -> Sequence[Demand]:
    """`shop/redact`, two days after the app was taken away."""
    return [ForgetStore(heard.received_at)]


def store_gone(heard: Heard) -> Sequence[Demand]:
    """`app/uninstalled`."""
    return [StoreGone(heard.received_at)]


def _agreed(body: Record, heard: Heard) -> list[Agreed]:
    told = record(body.get(CONSENT))
    granted = _STATES.get(text(told.get("state")).lower())
    if granted is None:
        return []
    at = moment(told.get("consent_updated_at")) or heard.at
    words = some(told.get("consent_collected_from"), told.get("opt_in_level"))
    return [Agreed(purpose="offers", granted=granted, at=at, source="store:shopify:customer", words=words[:200])]
