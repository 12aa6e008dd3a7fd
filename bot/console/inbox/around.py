"""What conversations are described with at this moment: names of people, and who is looking at what."""

from bot.console.desk import Desk
from bot.console.inbox import queries
from bot.console.inbox.presence import room_of
from bot.console.inbox.rows import Around
from bot.storage.transactions import Tx


async def around_of(tx: Tx, desk: Desk) -> Around:
    """What rows and threads are described with now."""
    agents, teams = await queries.list_names(tx)
    return Around(agents, teams, desk.now(), room_of(desk).everybody(desk.real_now()))
