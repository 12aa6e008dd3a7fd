"""`shopclerk catalog signals`: proposals to the merchant from what happened to stock; nothing is done by itself."""

import json
from datetime import timedelta
from typing import Any

from rich.console import Console
from rich.table import Table
from sqlalchemy import select

from bot.actions.money import render_money
from bot.clock import SystemClock
from bot.desk.lengths import seconds_of
from bot.settings import Settings
from bot.storage.database import Database
from catalog.sync.changes import LOW_STOCK, SURPLUS
from catalog.sync.queries import table
from catalog.sync.tables import ShopEvent
from catalog.tables import Offer, Variant

console = Console(markup=False)

PROPOSALS = {
    LOW_STOCK: "running short: sell it without discounts, or for more",
    SURPLUS: "more than planned: a promotion would move it",
}


async def show_signals(settings: Settings, *, since: str, as_json: bool) -> None:
    """The newest signal of each variant that still holds, as a table or one JSON object a line."""
    database = Database(settings.database_url)
    try:
        found = await list_signals(database, seconds_of(since))
    finally:
        await database.close()
    if as_json:
        for each in found:
            console.file.write(json.dumps(each, ensure_ascii=False) + "\n")
        return
    if not found:
        console.print("Nothing to propose.")
        return
    shown = Table("sku", "product", "stock", "price", "since", "proposal")
    for each in found:
        price = "" if each["price"] is None else render_money(each["price"], each["currency"], "en")
        shown.add_row(each["sku"], each["product"], str(each["stock"]), price, each["since"][:16], each["proposal"])
    Console(markup=False).print(shown)


async def list_signals(database: Database, seconds: int) -> list[dict[str, Any]]:
    """What ran short or piled up lately and has not changed back since."""
    events, offers, variants = table(ShopEvent), table(Offer), table(Variant)
    asked = (
        select(events, offers.c.stock, offers.c.price, offers.c.currency)
        .join(offers, offers.c.sku == events.c.sku)
        .join(variants, variants.c.sku == events.c.sku)
        .where(events.c.name.in_(PROPOSALS), events.c.at >= SystemClock().now() - timedelta(seconds=seconds))
        .where(variants.c.gone_at.is_(None), offers.c.stock > 0)
        .order_by(events.c.id.desc())
    )
    async with database.reading() as session:
        rows = [dict(row) for row in (await (await session.connection()).execute(asked)).mappings()]
    newest: dict[str, dict[str, Any]] = {}
    for row in rows:
        newest.setdefault(row["sku"], row)
    return [_signal(row) for row in newest.values() if _still_holds(row)]


def _still_holds(row: dict[str, Any]) -> bool:
    """Few are still about as few, many still about as many as when it was told."""
    then, now = row["body"]["new"], row["stock"]
    return bool(now <= then if row["name"] == LOW_STOCK else now >= then)


def _signal(row: dict[str, Any]) -> dict[str, Any]:
    facts = {name: row[name] for name in ("sku", "stock", "price", "currency")}
    told = {"product": row["product_id"], "signal": row["name"], "since": row["at"].isoformat()}
    return facts | told | {"proposal": PROPOSALS[row["name"]]}
