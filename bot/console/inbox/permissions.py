"""What an agent may do with a conversation now. The same rules stand in front of every act; pages only show them."""

from bot.console.inbox.rows import Seen
from bot.staff.agents import Agent
from bot.staff.roles import may


def may_do(agent: Agent, seen: Seen, now: int) -> dict[str, bool]:
    """By act. `now` in µs."""
    works, owns = may(agent.role, "agent"), seen.agent_id == agent.id
    closes = seen.window_closes_at
    is_open = closes is not None and now < closes
    can_reach = bool(seen.address)
    return {
        "take": works and not owns,
        "force": works and not owns and seen.agent_id is not None,
        "send": works and owns and is_open,
        "template": works and owns and can_reach,
        "release": works and (owns or (may(agent.role, "lead") and seen.owner != "bot")),
        "assign": works,
        "note": works,
        "tag": works,
        "snooze": works,
        "resolve": works and seen.owner != "bot",
        "coupon": works,
        "opt_out": works,
        "merge": may(agent.role, "lead"),
        "erase": may(agent.role, "admin"),
        "export": may(agent.role, "admin"),
    }
