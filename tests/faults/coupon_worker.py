"""A process that gives coupons away, fifty contacts at once, until everybody has one or there are none: killed by
`test_coupon_pool.py` again and again. Prints what it promised once the database has it."""

import asyncio
import random
import sys
from datetime import UTC, datetime, timedelta

from bot.errors import Stale
from bot.rewards.issue import find_code, issue_coupon
from bot.rewards.queries import find_campaign, find_coupon
from bot.storage.columns import to_micros
from bot.storage.database import Database

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
AT_ONCE = 50
MOST_TRIES = 200


async def unlock(database: Database, contact: int) -> tuple[str, int]:
    """The code that this contact has in the end (empty: none was left), and how often it was tried."""
    for tries in range(1, MOST_TRIES):
        async with database.read() as tx:
            held, campaign = await find_coupon(tx, "sun", contact), await find_campaign(tx, "sun")
            assert campaign
            code = held.code if held else await find_code(tx, campaign, contact, b"")
        if held or code is None:
            return code or "", tries
        last = to_micros(NOW + timedelta(days=7))
        try:
            async with database.write() as tx:
                await issue_coupon(
                    tx, {"campaign": "sun", "code": code, "codes": "pool", "expires_at": last}, contact, NOW
                )
            return code, tries
        except Stale:
            continue
    raise AssertionError(f"contact {contact} spins")


async def work(url: str, contacts: int, seed: int) -> None:
    """Everybody, in an order of this process's own."""
    database, gate = Database(url), asyncio.Semaphore(AT_ONCE)
    order = [*range(1, contacts + 1)]
    random.Random(seed).shuffle(order)

    async def one(contact: int) -> None:
        async with gate:
            code, tries = await unlock(database, contact)
        sys.stdout.write(f"{contact} {code or '-'} {tries}\n")
        sys.stdout.flush()

    async with asyncio.TaskGroup() as group:
        for contact in order:
            group.create_task(one(contact))
    await database.close()


if __name__ == "__main__":
    asyncio.run(work(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
