"""What shoppers put together, bought, are being sent and send back. Money is minor units of `currency`."""

from datetime import datetime

from sqlalchemy import Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from bot.orders.states import CartStatus, OrderStatus, ReturnStatus
from bot.storage.types import Id, Moment

_CHAT = text("source = ''")
_OPEN_HERE = text("status = 'open' and source = ''")
_AT_THE_TILL = text("status = 'open' and checkout is not null and abandoned_at is null")
EMPTY, ZERO = {"server_default": ""}, {"server_default": "0"}


class Cart(SQLModel, table=True):
    """What one contact is about to buy: in the chat (at most one that is open), or in a store.

    A store's cart has a `source`; `changed_at` is then the store's own time of what lies in it.
    """

    __tablename__ = "cart"
    __table_args__ = (
        Index("ix_cart_open", "contact_id", unique=True, sqlite_where=_OPEN_HERE, postgresql_where=_OPEN_HERE),
        Index("ix_cart_external", "source", "external_id", unique=True),
        Index("ix_cart_checkout", "source", "checkout"),
        Index("ix_cart_till", "changed_at", sqlite_where=_AT_THE_TILL, postgresql_where=_AT_THE_TILL),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    contact_id: int = Field(foreign_key="contact.id", sa_type=Id, index=True)
    status: str = Field(default=CartStatus.OPEN)
    created_at: datetime = Field(sa_type=Moment)
    changed_at: datetime = Field(sa_type=Moment)
    source: str = Field(default="", sa_column_kwargs=EMPTY, description="the store; empty: the chat's own cart")
    external_id: str | None = Field(default=None, description="the store's token of the cart (or of a lone checkout)")
    checkout: str | None = Field(default=None, description="token of the checkout that it came to")
    currency: str = Field(default="", sa_column_kwargs=EMPTY)
    total: int = Field(default=0, sa_type=Id, sa_column_kwargs=ZERO)
    url: str = Field(default="", sa_column_kwargs=EMPTY, description="where the store lets it be gone on with")
    told_mark: str = Field(default="", sa_column_kwargs=EMPTY, description="settles what was told for one moment")
    abandoned_at: datetime | None = Field(default=None, sa_type=Moment, description="was left at the till, and told")


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
    title: str = Field(default="", sa_column_kwargs=EMPTY, description="a store's own name of it")


class Order(SQLModel, table=True):
    """What was bought, in the chat or in a store (`source`). `number` is what the shopper reads.

    Of a store's order the newest word holds, by the store's own time: `changed_at` for all of it, `payment_at` for
    its payment. `status` follows from the rest and from the parcels.
    """

    __tablename__ = "shop_order"
    __table_args__ = (
        Index("ix_shop_order_number", "source", "number", unique=True, sqlite_where=_CHAT, postgresql_where=_CHAT),
        Index("ix_shop_order_external", "source", "external_id", unique=True),
        Index("ix_shop_order_cart", "source", "cart_token"),
        Index("ix_shop_order_checkout", "source", "checkout_token"),
    )

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    number: str = Field(max_length=40)
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
    source: str = Field(default="", sa_column_kwargs=EMPTY, description="the store; empty: bought in the chat")
    external_id: str | None = Field(default=None, description="the store's own id of it")
    is_placed: int = Field(default=1, sa_column_kwargs={"server_default": "1"}, description="0: still a draft there")
    payment_state: str = Field(default="", sa_column_kwargs=EMPTY, description="see `facts.Payment`")
    fulfilment_state: str = Field(default="", sa_column_kwargs=EMPTY, description="see `facts.Fulfilment`")
    refunded: int = Field(default=0, sa_type=Id, sa_column_kwargs=ZERO)
    country: str = Field(default="", sa_column_kwargs=EMPTY, description="where it goes, ISO 3166")
    paid_at: datetime | None = Field(default=None, sa_type=Moment)
    cancelled_at: datetime | None = Field(default=None, sa_type=Moment)
    cart_token: str | None = None
    checkout_token: str | None = None
    changed_at: datetime | None = Field(default=None, sa_type=Moment)
    told_mark: str = Field(default="", sa_column_kwargs=EMPTY)
    payment_at: datetime | None = Field(default=None, sa_type=Moment)


class OrderRefund(SQLModel, table=True):
    """Money that went back for an order; each refund of a store once."""

    __tablename__ = "order_refund"

    source: str = Field(primary_key=True)
    external_id: str = Field(primary_key=True)
    order_id: int = Field(foreign_key="shop_order.id", ondelete="CASCADE", sa_type=Id, index=True)
    amount: int = Field(sa_type=Id)
    currency: str = Field(max_length=3)
    at: datetime = Field(sa_type=Moment)


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
    """One parcel of an order. A store's is one fulfilment, whatever numbers it has."""

    __tablename__ = "shipment"
    __table_args__ = (Index("ix_shipment_external", "source", "external_id", unique=True),)

    id: int | None = Field(default=None, primary_key=True, sa_type=Id)
    order_id: int = Field(foreign_key="shop_order.id", ondelete="CASCADE", sa_type=Id, index=True)
    carrier: str
    tracking_number: str
    tracking_url: str = ""
    source: str = Field(default="", sa_column_kwargs=EMPTY)
    external_id: str | None = None
    is_cancelled: int = Field(default=0, sa_column_kwargs=ZERO)
    changed_at: datetime | None = Field(default=None, sa_type=Moment)
    told_mark: str = Field(default="", sa_column_kwargs=EMPTY)


class ShipmentNumber(SQLModel, table=True):
    """A tracking number of a parcel as trackers look for it: capital letters and digits only."""

    __tablename__ = "shipment_number"

    number: str = Field(primary_key=True)
    shipment_id: int = Field(primary_key=True, foreign_key="shipment.id", ondelete="CASCADE", sa_type=Id)


class ParkedFact(SQLModel, table=True):
    """What was told of something that nobody has told of yet: it waits until that comes."""

    __tablename__ = "parked_fact"

    digest: str = Field(primary_key=True)
    subject: str = Field(index=True, description="order, shipment or tracking number that it waits for")
    body: str = Field(sa_type=Text)
    at: datetime = Field(sa_type=Moment, index=True, description="when it was parked")


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
