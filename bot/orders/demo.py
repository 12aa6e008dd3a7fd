"""Orders for the people whom the simulated phone offers: loaded once, in the demo only."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.contacts.queries import add_contact, add_handle, find_contacts
from bot.orders.progress import add_step
from bot.orders.queries import ADD_LINE, ADD_ORDER
from bot.orders.returns import ADD_RETURN, FIRST_NUMBER
from bot.storage.columns import to_micros
from bot.storage.transactions import Tx

ADD_PARCEL = """
    insert into shipment (order_id, carrier, tracking_number, tracking_url) values ($1::bigint, $2, $3, $4)
    returning id
"""
LINES_OF = "select id from order_line where order_id = $1::bigint order by id"


@dataclass(frozen=True, slots=True)
class Plan:
    """An order as it was so many days ago. Lines are (sku, title, quantity, price in cents)."""

    number: str
    days_ago: float
    lines: tuple[tuple[str, str, int, int], ...]
    steps: tuple[tuple[str, str, float], ...] = ()  # stage, place, days after the order
    expected_in: float = 3  # days after the order
    returned: str = ""  # the reason why its first line comes back


PEOPLE: tuple[tuple[str, str, str, str, tuple[Plan, ...]], ...] = (
    (
        "+14155550101",
        "phone",
        "Amina Yusuf",
        "US",
        (
            Plan(
                "9104",
                2.2,
                (("SKN-405-40", "Bare Balm · 40 ml", 1, 2100), ("HOM-101", "Cedar & Rain Candle · 200 g", 2, 2600)),
                (("label_made", "", 0.3), ("picked_up", "Oakland", 0.8), ("in_transit", "San Francisco", 1.6)),
            ),
            Plan(
                "9061",
                12,
                (("CLO-101-M", "Everyday Tee · M · white", 2, 2400), ("SKN-301-30", "Calm Serum · 30 ml", 1, 2800)),
                (("label_made", "", 0.4), ("picked_up", "Oakland", 0.9), ("delivered", "San Francisco", 3)),
            ),
        ),
    ),
    (
        "+821055550102",
        "phone",
        "박서연",
        "KR",
        (
            Plan(
                "9098",
                9,
                (
                    ("SKN-101-150", "오트 밀크 클렌저 · 150ml", 1, 1600),
                    ("HOM-102", "피그 트리 캔들 · 200g", 1, 2100),
                    ("SKN-302-30", "징크 클리어 세럼 · 30ml", 1, 2200),
                ),
                (("label_made", "", 0.2), ("picked_up", "이천", 0.7), ("delivered", "서울", 2)),
                returned="not_liked",
            ),
        ),
    ),
    (
        "AE.13491208655302741918",
        "bsuid",
        "أحمد الخطيب",
        "AE",
        (Plan("9110", 0.4, (("CLO-202-M", "Oatmeal Jumper · M · oatmeal", 1, 5400),)),),
    ),
)


def plans_of(handle: str) -> tuple[Plan, ...]:
    """The orders of one of the sample people."""
    return next(plans for known, *_, plans in PEOPLE if known == handle)


async def load_demo_orders(tx: Tx, now: datetime, *, sender: str) -> None:
    """Give the sample people their orders; those that are there already stay as they are."""
    for handle, kind, name, country, plans in PEOPLE:
        known = await find_contacts(tx, [handle])
        contact_id = known.get(handle)
        if contact_id is None:
            made = await add_contact(tx, name=name, country=country, sender=sender, address=handle, now=now)
            contact_id = made if await add_handle(tx, handle, kind, made) else await _others(tx, made, handle)
        await give_orders(tx, contact_id, plans, now)


async def _others(tx: Tx, made: int, handle: str) -> int:
    """Another process has just made this person: theirs is the one, ours goes."""
    await tx.run("delete from conversation where contact_id = $1", made)
    await tx.run("delete from contact where id = $1", made)
    return (await find_contacts(tx, [handle]))[handle]


async def give_orders(tx: Tx, contact_id: int, plans: tuple[Plan, ...], now: datetime) -> None:
    """Add these orders to a contact, with their parcels and returns."""
    for plan in plans:
        placed_at = now - timedelta(days=plan.days_ago)
        order_id = await _add_order(tx, contact_id, plan, placed_at)
        if order_id is None:
            continue
        for sku, title, quantity, price in plan.lines:
            await tx.run(ADD_LINE, order_id, sku, title, quantity, price, False)
        await _add_parcel(tx, order_id, plan, placed_at)
        if plan.returned:
            [(line_id,), *_] = await tx.rows(LINES_OF, order_id)
            asked_at = to_micros(now - timedelta(days=1))
            number = f"R{FIRST_NUMBER + line_id}"
            await tx.run(ADD_RETURN, number, line_id, contact_id, plan.returned, "label", asked_at)


async def _add_order(tx: Tx, contact_id: int, plan: Plan, placed_at: datetime) -> int | None:
    subtotal = sum(quantity * price for _, _, quantity, price in plan.lines)
    shipping = 0 if subtotal >= 4000 else 400
    expected_at = to_micros(placed_at + timedelta(days=plan.expected_in))
    row = await tx.row(
        ADD_ORDER,
        plan.number,
        contact_id,
        None,
        "paid",
        "USD",
        subtotal,
        0,
        shipping,
        subtotal + shipping,
        "",
        "card",
        to_micros(placed_at),
        expected_at,
        None,
    )
    return int(row[0]) if row else None


async def _add_parcel(tx: Tx, order_id: int, plan: Plan, placed_at: datetime) -> None:
    if not plan.steps:
        return
    tracking = f"MPX{plan.number}70"
    row = await tx.row(ADD_PARCEL, order_id, "Mallo Post", tracking, f"https://track.example/{tracking}")
    assert row is not None  # noqa: S101 - `returning` always answers
    for stage, place, days in plan.steps:
        await add_step(tx, row[0], (stage, place, to_micros(placed_at + timedelta(days=days))))
