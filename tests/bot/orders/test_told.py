"""Any order of a store's facts, each as often as it likes, ends in the same records and is told at most once (F3)."""

import asyncio
import json
import tempfile
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.clock import ManualClock
from bot.coordination.in_process import InProcessCoordinator
from bot.orders.facts import (
    CartTold,
    CheckoutTold,
    CustomerTold,
    Fulfilment,
    LineTold,
    MovementTold,
    OrderTold,
    Payment,
    PaymentTold,
    RefundTold,
    ShipmentTold,
    StepTold,
    Told,
    TrackingTold,
    Who,
)
from bot.orders.progress import STAGES
from bot.storage.database import Database
from bot.stores.record import Recorder
from tests.databases import make_tables

NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)
AMINA = Who(customer="7", email="amina@example.com", phone="+14155550777", cart="c1", checkout="k1")
HER_PHONE, HER_MAIL = Who(phone="+14155550777"), Who(customer="7", email="amina@example.com")


def at(minute: int) -> datetime:
    return NOW + timedelta(minutes=minute)


def order(minute: int, payment: Payment, fulfilment: Fulfilment = Fulfilment.NONE, **more: Any) -> OrderTold:
    kettle = LineTold(sku="KET-1", title="Kettle", quantity=2, price=4800)
    told = {
        "external_id": "o1", "at": at(minute), "number": "1001", "placed_at": at(0), "currency": "USD",
        "subtotal": 9600, "total": 9600 + minute, "payment_state": payment, "fulfilment_state": fulfilment,
        "lines": (kettle,), "who": AMINA,
    }  # fmt: skip
    return OrderTold.model_validate({**told, **more})


def cart(minute: int, *quantities: int) -> CartTold:
    lines = tuple(LineTold(sku=f"S{n}", quantity=quantity, price=100) for n, quantity in enumerate(quantities))
    return CartTold(external_id="c1", at=at(minute), currency="USD", lines=lines, total=sum(quantities) * 100)


def step(stage: str, minute: int) -> StepTold:
    return StepTold(stage=stage, at=at(minute), place="Oakland")


FACTS: Sequence[Told] = (
    cart(-5, 1),
    cart(-4, 1, 2),
    cart(-3),
    cart(-2, 3),
    CheckoutTold(external_id="k1", cart="c1", at=at(-1), currency="USD", total=300, who=HER_PHONE,
                 lines=(LineTold(sku="S0", quantity=3, price=100),)),
    CheckoutTold(external_id="k1", cart="c1", at=at(1), currency="USD", total=300, completed_at=at(1)),
    order(0, Payment.PENDING),
    order(0, Payment.AUTHORIZED),
    order(2, Payment.PAID),
    order(4, Payment.PAID, Fulfilment.PARTLY, lines=(LineTold(sku="KET-2", quantity=1, price=9600),)),
    order(6, Payment.PARTLY_REFUNDED, Fulfilment.FULFILLED),
    PaymentTold(order="o1", at=at(1), state=Payment.PAID),
    RefundTold(external_id="r1", order="o1", at=at(5), amount=1000, currency="USD"),
    RefundTold(external_id="r2", order="o1", at=at(7), amount=500, currency="USD"),
    ShipmentTold(external_id="p1", order="o1", at=at(4), carrier="UPS", numbers=("1Z 7",)),
    ShipmentTold(external_id="p1", order="o1", at=at(5), carrier="UPS Ground", numbers=("1Z 7",), url="https://u.x"),
    ShipmentTold(external_id="p2", order="o1", at=at(5), carrier="UPS", numbers=("1Z 8",)),
    MovementTold(shipment="p1", order="o1", step=step("label_made", 4)),
    MovementTold(shipment="p1", order="o1", step=step("in_transit", 6)),
    MovementTold(shipment="p1", order="o1", step=step("attempt_failed", 7)),
    TrackingTold(number="1z-7", at=at(8), steps=(step("in_transit", 6), step("out_for_delivery", 8))),
    TrackingTold(number="1Z7", at=at(9), steps=(step("out_for_delivery", 8), step("delivered", 9))),
    TrackingTold(number="1z8", at=at(8), steps=(step("in_transit", 6),)),
    CustomerTold(at=at(3), who=HER_MAIL),
    CustomerTold(at=at(3), who=AMINA),
)  # fmt: skip
ENDINGS: Sequence[Told] = (
    order(8, Payment.REFUNDED, cancelled_at=at(8)),
    RefundTold(external_id="r3", order="o1", at=at(8), amount=9600, currency="USD"),
)
READ = {
    "orders": "select number, status, currency, subtotal, total, refunded, payment_state, fulfilment_state, "
    "changed_at, told_mark, payment_at, cancelled_at, delivered_at, cart_token, checkout_token, "
    "contact_id from shop_order",
    "lines": "select sku, title, quantity, price from order_line order by sku",
    "refunds": "select external_id, amount, at from order_refund order by external_id",
    "parcels": "select external_id, carrier, tracking_number, tracking_url, changed_at, told_mark from shipment "
    "order by external_id",
    "numbers": "select n.number, s.external_id from shipment_number n join shipment s on s.id = n.shipment_id "
    "order by n.number",
    "steps": "select s.external_id, e.stage, e.place, e.at from shipment_event e join shipment s "
    "on s.id = e.shipment_id order by 1, 2, 4",
    "carts": "select external_id, checkout, status, total, changed_at, told_mark, created_at, contact_id from cart",
    "cart lines": "select sku, quantity, price from cart_line order by sku",
    "handles": "select value, kind, contact_id from handle order by value",
    "waiting": "select subject from parked_fact",
}


async def tell(facts: Sequence[Told]) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What is in the books after these, and what contacts have heard."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder)}/shop.db"
        await make_tables(url)
        database = Database(url)
        recorder = Recorder(database, InProcessCoordinator(), ManualClock(at(30)))
        for fact in facts:
            await recorder.take("shop", [fact])
        async with database.read() as tx:
            books = {name: [tuple(row) for row in await tx.rows(sql)] for name, sql in READ.items()}
            heard = [json.loads(row[0]) for row in await tx.rows("select body from inbox_event order by id")]
            [(people,)] = await tx.rows("select count(distinct contact_id) from handle")
        await database.close()
    owners = {row[-1] for name in ("orders", "carts", "handles") for row in books[name]}
    assert len(owners) == people == 1  # whoever came first: it is one person in the end
    for name in ("orders", "carts", "handles"):
        books[name] = [row[:-1] for row in books[name]]
    return books, heard


EXPECTED: dict[bool, dict[str, Any]] = {}


@settings(max_examples=60, deadline=None)
@given(
    st.booleans().flatmap(
        lambda ends: st.tuples(
            st.just(ends),
            st.permutations([*range(len(FACTS)), *range(len(FACTS), len(FACTS) + 2 * ends)]),
            st.lists(st.integers(0, len(FACTS) - 1), max_size=6),
        )
    )
)
def test_any_order_ends_in_the_same_records(drawn: tuple[bool, list[int], list[int]]) -> None:
    """F3: and what is told is told once, parcels never go back, and nothing is confirmed after it was cancelled."""
    ends, first, again = drawn
    every = [*FACTS, *ENDINGS]
    mixed = [number for place, number in enumerate(first) for number in (number, *again[place : place + 1])]
    books, heard = asyncio.run(tell([every[number] for number in mixed]))
    if ends not in EXPECTED:
        EXPECTED[ends], _ = asyncio.run(tell([*FACTS, *(ENDINGS if ends else ())]))
    assert books == EXPECTED[ends]
    names = Counter(each["name"] for each in heard)
    assert all(names[name] <= 1 for name in ("order.placed", "order.paid", "order.cancelled", "order.fulfilled"))
    assert names["order.refunded"] == 2 + ends
    order_of = [each["name"] for each in heard]
    if "order.cancelled" in order_of:
        after = order_of[order_of.index("order.cancelled") :]
        assert not {"order.placed", "order.paid", "order.fulfilled"} & set(after)
    for parcel in {each["data"].get("shipment_id") for each in heard} - {None}:
        stages = [each["data"]["stage"] for each in heard if each["data"].get("shipment_id") == parcel]
        ranks = [STAGES.index(stage) for stage in stages if stage in STAGES]
        assert ranks == sorted(set(ranks))
        assert "delivered" not in stages or stages[-1] == "delivered"
    assert max((each["data"]["refunded"] for each in heard if each["name"] == "order.refunded"), default=0) == (
        11_100 if ends else 1_500
    )
