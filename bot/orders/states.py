"""How far carts, orders and returns are."""

from enum import StrEnum


class CartStatus(StrEnum):
    """Where a cart stands; the chat's never goes back."""

    OPEN = "open"  #: being filled
    ORDERED = "ordered"  #: became an order, once
    EMPTIED = "emptied"  #: a store's: nothing lies in it; it may be filled again


class OrderStatus(StrEnum):
    """How far an order is; only ever further (see `progress.RANK`)."""

    PLACED = "placed"
    PAID = "paid"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELLED = "cancelled"
    REFUNDED = "refunded"  #: all of it went back


class ReturnStatus(StrEnum):
    """How far a return is."""

    REQUESTED = "requested"
    RECEIVED = "received"
    REFUNDED = "refunded"
