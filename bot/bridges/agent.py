"""As whom those who answer in another system write here: one agent for all of them, who cannot sign in."""

from bot.staff.agents import Agent
from bot.staff.queries import add_agent, find_agent_by_email
from bot.storage.transactions import Tx

EMAIL, NAME = "chatwoot@bridge.invalid", "Chatwoot"
SET_AWAY = "update agent set is_away = 1 where email = $1"


async def find_bridge_agent(tx: Tx) -> Agent | None:
    """None as long as nobody has answered there."""
    return await find_agent_by_email(tx, EMAIL)


async def get_bridge_agent(tx: Tx, now: int) -> Agent:
    """Made when first needed, and never given a conversation by the shop itself. `now` in µs."""
    if await add_agent(tx, EMAIL, NAME, "agent", now) is not None:
        await tx.run(SET_AWAY, EMAIL)
    agent = await find_bridge_agent(tx)
    return agent or Agent(0, NAME)
