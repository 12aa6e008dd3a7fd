"""What happens in the shop, as the stories of journeys tell it; and what their shops have approved and agreed."""

from pathlib import Path
from typing import Any

from bot.actions.shopfile.journeys import Journeys
from bot.inbox.events import EventKind, NewEvent
from bot.storage.columns import to_micros
from bot.whatsapp.emulator.handset import Handset
from tests.stories.shop import ROOT, Shop


async def contact_of(shop: Shop, phone: Handset) -> int:
    """Our own id of this phone's contact."""
    [(contact_id,)] = await shop.rows("select contact_id from handle where value = $1", phone.address)
    return int(contact_id)


async def happens(shop: Shop, phone: Handset, name: str, key: str, **data: Any) -> None:
    """Something happens to this contact, told under this key."""
    body = {"name": name, "data": data}
    who = await contact_of(shop, phone)
    await shop.wiring.inbox.keep(NewEvent(key, EventKind.SHOP, body, shop.clock.now(), contact_id=who))
    await shop.settles()


async def has_order(
    shop: Shop, phone: Handset, number: str = "7001", *, status: str = "paid", payment: str = "card"
) -> dict[str, Any]:
    """An order of one candle in the database; what its events tell."""
    now, who = to_micros(shop.clock.now()), await contact_of(shop, phone)
    async with shop.wiring.database.write() as tx:
        row = await tx.row(
            "insert into shop_order (number, contact_id, status, currency, subtotal, discount, shipping, total, "
            "coupon, payment, placed_at) values ($1, $2, $3, 'USD', 2600, 0, 400, 3000, '', $4, $5) returning id",
            number, who, status, payment, now,
        )  # fmt: skip
        assert row is not None
        await tx.run(
            "insert into order_line (order_id, sku, title, quantity, price, final_sale) "
            "values ($1, 'HOM-101', 'Cedar & Rain Candle · 200 g', 1, 2600, false)",
            row[0],
        )
    return {"order_id": row[0], "number": number, "payment": payment, "total": 3000, "currency": "USD"}


async def agrees_to_offers(shop: Shop, phone: Handset) -> None:
    """The contact has said yes to offers."""
    await shop.hears(phone, "hi")
    await shop.hears(phone, "I would like to receive offers")
    await shop.taps(phone, "Yes, please")


async def outcomes(shop: Shop, journey: str) -> list[tuple[Any, ...]]:
    """Every step of a journey that came due: step, outcome, reason."""
    return await shop.rows("select step, outcome, reason from journey_step where journey = $1 order by id", journey)


async def stages(shop: Shop, journey: str) -> list[tuple[Any, ...]]:
    """Where its passages stand: stage, step, goal."""
    return await shop.rows("select stage, step, goal from enrollment where journey = $1 order by id", journey)


def with_journeys(folder: Path, settings: str) -> dict[str, str]:
    """The demo's shop with these lines below `[journeys]`."""
    path = folder / "shop.toml"
    before = (ROOT / "shop.toml").read_text("utf-8").partition("[journeys]\n")[0]
    path.write_text(f"{before}[journeys]\n{settings}\n", "utf-8")
    return {"shop_file": str(path)}


ALL_OFF = "\n".join(f"{name} = false" for name in Journeys().tunings())  # the shop's own journeys alone
