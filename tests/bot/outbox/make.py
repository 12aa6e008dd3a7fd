"""What journeys' messages are about, put straight into the database."""

from collections.abc import Mapping
from typing import Any

from bot.outbox.policy import carried
from bot.storage.columns import to_micros
from flows.engine.journeys.journey import Policy
from tests.bot.outbox.office import Office

OF = ("reminder", "1", 1, "m1", 1)


async def tells(office: Office, contact_id: int, text: str, *facts: Mapping[str, Any], **more: Any) -> None:
    """A journey has written something."""
    policy = more.pop("policy", Policy())
    zone = more.pop("zone", "UTC")
    given = {"kind": "journey", "category": policy.category, "facts": facts, **more}
    await office.says(contact_id, text, policy=carried(policy, zone, OF), **given)


async def outcome(office: Office) -> Any:
    return (await office.entries("status, reason"))[-1]


async def does(office: Office, sql: str, *args: Any) -> None:
    async with office.database.write() as tx:
        await tx.run(sql, *args)


async def orders(office: Office, contact_id: int, status: str = "paid", cart_id: int | None = None) -> None:
    """The contact has bought something."""
    await does(
        office,
        "insert into shop_order (id, number, contact_id, cart_id, status, currency, subtotal, discount, shipping, "
        "total, coupon, payment, placed_at) values (5, 'N5', $1, $2, $3, 'USD', 1, 0, 0, 1, '', '', $4)",
        contact_id,
        cart_id,
        status,
        to_micros(office.clock.now()),
    )


async def has_cart(office: Office, contact_id: int) -> dict[str, Any]:
    """An open cart; the fact that a reminder of it rests on."""
    now = to_micros(office.clock.now())
    await does(
        office,
        "insert into cart (id, contact_id, status, created_at, changed_at) values (7, $1, 'open', $2, $2)",
        contact_id,
        now,
    )
    return {"kind": "cart", "id": 7, "is": "open", "changed_at": now}


async def sells(office: Office, sku: str = "S1", price: int = 4900, stock: int | None = 3) -> None:
    """A product on the shelf."""
    async with office.database.write() as tx:
        await tx.run(
            "insert into product (id, category, attributes, media, page, popularity, active) "
            "values ($1, 'c', '{}', '[]', '', 0, $2)",
            sku,
            True,
        )
        await tx.run(
            "insert into variant (sku, product_id, options, position) values ($1, $1, '{}', 0)",
            sku,
        )
        await tx.run(
            "insert into offer (sku, price, currency, stock, as_of) values ($1, $2, 'USD', $3::int, $4)",
            sku,
            price,
            stock,
            office.clock.now() if office.database.url.startswith("post") else office.clock.now().isoformat(),
        )


async def agrees(office: Office, contact_id: int, purpose: str, granted: bool) -> None:
    """A word on one purpose."""
    await does(
        office,
        "insert into consent (contact_id, purpose, granted, stage, source, words, wording, language, version, "
        "country, profile_name, address, message_id, at) "
        "values ($1, $2, $3, '', 'test', '', '', '', '', '', '', '', '', 1)",
        contact_id,
        purpose,
        granted,
    )
