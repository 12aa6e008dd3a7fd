"""What happens to a contact's personal code, told to their inbox: journeys ask why it lies unused, or stop asking."""

from bot.orders.news import tell
from bot.rewards.queries import find_spelling
from bot.storage.transactions import Tx

ISSUED, REDEEMED = "voucher.issued", "voucher.redeemed"
WHOSE = "select contact_id, code, campaign_id, redeemed_order, expires_at from coupon where code = $1"


async def tell_issued(tx: Tx, code: str, now: int) -> None:
    """A code is somebody's from now on (`now` in µs); told once, however often it is issued again."""
    row = await tx.row(WHOSE, code)
    if row is not None:
        data = {"code": str(row[1]), "campaign": str(row[2]), "until": int(row[4])}
        await tell(tx, int(row[0]), ISSUED, f"{ISSUED}:{row[1]}", data, now)


async def tell_redeemed(tx: Tx, code: str, now: int) -> None:
    """A code was used for an order: told to whoever has it, whoever used it. Of a code of nobody nothing is told."""
    row = await tx.row(WHOSE, await find_spelling(tx, code))
    if row is not None and row[3]:
        data: dict[str, object] = {"code": str(row[1]), "campaign": str(row[2]), "order_id": str(row[3])}
        await tell(tx, int(row[0]), REDEEMED, f"{REDEEMED}:{row[1]}:{row[3]}", data, now)
