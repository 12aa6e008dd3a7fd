"""What shoppers put together, bought, are being sent and send back. Money is minor units of `currency`."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.orders.states import CartStatus, OrderStatus, ReturnStatus
from bot.storage.types import Id, Moment


class Cart(SQLModel, table=True):
    """What one contact is about to buy. A contact has at most one open cart."""

    __tablename__ = "cart"
    __table_args__ = (
        Index(
            "ix_cart_open",
            "contact_id",
            unique=True,
            sqlite_where=text("status = 'open'"),
            postgresql_where=text("status = 'open'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    contact_id: int = Field(foreign_key="contact.id", sa_type=Id, index=True)
    status: str = Field(default=CartStatus.OPEN)
    created_at: datetime = Field(sa_type=Moment)
    changed_at: datetime = Field(sa_type=Moment)


class CartLine(SQLModel, table=True):
    """So many of one variant. `price` is what the shopper saw last, so that a change can be told."""

    __tablename__ = "cart_line"

    cart_id: int = Field(primary_key=True, foreign_key="cart.id", ondelete="CASCADE", sa_type=Id)
    sku: str = Field(primary_key=True)
    quantity: int = Field(ge=1)
    price: int = Field(sa_type=Id)
    currency: str = Field(max_length=3)
    added_at: datetime = Field(sa_type=Moment)
    changed_at: datetime = Field(sa_type=Moment)


class Order(SQLModel, table=True):
    """What was bought. `number` is what the shopper reads; one cart becomes one order at most."""

    __tablename__ = "shop_order"

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    number: str = Field(unique=True, max_length=40)
    contact_id: int = Field(foreign_key="contact.id", sa_type=Id, index=True)
    cart_id: int | None = Field(default=None, foreign_key="cart.id", sa_type=Id, unique=True)
    status: str = Field(default=OrderStatus.PLACED)
    currency: str = Field(max_length=3)
    subtotal: int = Field(sa_type=Id)
    discount: int = Field(default=0, sa_type=Id)
    shipping: int = Field(default=0, sa_type=Id)
    total: int = Field(sa_type=Id)
    coupon: str = ""
    payment: str = Field(default="", description="how it was paid: one of the shop's payment methods")
    placed_at: datetime = Field(sa_type=Moment)
    expected_at: datetime | None = Field(default=None, sa_type=Moment, description="when it should arrive")
    delivered_at: datetime | None = Field(default=None, sa_type=Moment)


class OrderLine(SQLModel, table=True):
    """So many of one variant, at the price and under the name of that day."""

    __tablename__ = "order_line"
    __table_args__ = (UniqueConstraint("order_id", "sku"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    order_id: int = Field(foreign_key="shop_order.id", ondelete="CASCADE", sa_type=Id)
    sku: str
    title: str
    quantity: int = Field(ge=1)
    price: int = Field(sa_type=Id)
    final_sale: bool = Field(default=False, description="may not come back")


class Shipment(SQLModel, table=True):
    """One parcel of an order."""

    __tablename__ = "shipment"
    __table_args__ = (UniqueConstraint("carrier", "tracking_number"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    order_id: int = Field(foreign_key="shop_order.id", ondelete="CASCADE", sa_type=Id, index=True)
    carrier: str
    tracking_number: str
    tracking_url: str = ""


class ShipmentEvent(SQLModel, table=True):
    """Where a parcel was and when. Kept once; they may come in any order."""

    __tablename__ = "shipment_event"
    __table_args__ = (UniqueConstraint("shipment_id", "stage", "at", "place"),)

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    shipment_id: int = Field(foreign_key="shipment.id", ondelete="CASCADE", sa_type=Id)
    stage: str = Field(description="see `progress.STAGES`")
    place: str = ""
    at: datetime = Field(sa_type=Moment)


class ReturnRequest(SQLModel, table=True):
    """One line of an order that comes back: once for each line."""

    __tablename__ = "return_request"

    number: str = Field(primary_key=True)
    line_id: int = Field(foreign_key="order_line.id", ondelete="CASCADE", sa_type=Id, unique=True)
    contact_id: int = Field(foreign_key="contact.id", sa_type=Id, index=True)
    reason: str
    way: str = Field(description="how it comes back: label or store")
    status: str = Field(default=ReturnStatus.REQUESTED)
    requested_at: datetime = Field(sa_type=Moment)


class ProductView(SQLModel, table=True):
    """A product that a contact has looked at in the chat; once, however often. `counted` into the pairs."""

    __tablename__ = "product_view"
    __table_args__ = (
        Index(
            "ix_product_view_uncounted",
            "contact_id",
            sqlite_where=text("not counted"),
            postgresql_where=text("not counted"),
        ),
    )

    contact_id: int = Field(primary_key=True, foreign_key="contact.id", sa_type=Id)
    product_id: str = Field(primary_key=True)
    seen_at: datetime = Field(sa_type=Moment)
    counted: bool = False


class CountedOrder(SQLModel, table=True):
    """An order whose products are in the pairs: each order counts once."""

    __tablename__ = "counted_order"

    order_id: int = Field(primary_key=True, foreign_key="shop_order.id", ondelete="CASCADE", sa_type=Id)


class ProductPair(SQLModel, table=True):
    """How often two products were bought in one order, and looked at by one contact; both ways round.

    The row of a product with itself says how often it was bought and looked at at all.
    """

    __tablename__ = "product_pair"

    product_id: str = Field(primary_key=True)
    other_id: str = Field(primary_key=True)
    bought: int = 0
    viewed: int = 0


class OrderAnswer(SQLModel, table=True):
    """What a shopper said to an order that is paid on delivery; packed is only what was confirmed."""

    __tablename__ = "order_answer"

    order_id: int = Field(primary_key=True, foreign_key="shop_order.id", ondelete="CASCADE", sa_type=Id)
    answer: str = Field(description="confirmed or cancelled")
    at: datetime = Field(sa_type=Moment)
