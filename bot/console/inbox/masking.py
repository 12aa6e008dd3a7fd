"""Who may see numbers."""

from bot.staff.agents import Agent
from bot.staff.roles import may


def sees_numbers(agent: Agent) -> bool:
    """Viewers see conversations, not whose they are."""
    return may(agent.role, "agent")
