"""`[handoff]` of the shop's file: when people are there, how long somebody waits, who gets which conversation."""

from typing import Literal

from pydantic import Field

from bot.actions.shopfile.places import Hours


class Handoff(Hours):
    """Without `hours` somebody is always there. Lengths say their unit."""

    answer_minutes: float = Field(default=5, gt=0, le=24 * 60)  # an answer is owed within
    idle_hours: float = Field(default=4, gt=0, le=24 * 14)  # then the bot has the conversation again
    assign: Literal["off", "round_robin", "least_load"] = "off"  # off: agents take what they choose
