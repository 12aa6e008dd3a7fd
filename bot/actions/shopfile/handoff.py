"""`[handoff]` of the shop's file: when people are there, when they are called, who gets what."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from bot.actions.shopfile.places import Hours

#: Who waits in front: the higher, the sooner. A shop's own numbers replace these one by one.
PRIORITIES = {"asked": 0, "misses": 0, "keyword": 1, "failed": 1, "cart": 2, "angry": 2, "vip": 3}


class Vip(BaseModel):
    """Whom people look after. `spent` is what all orders together come to at least, in minor units of the shop's
    currency; `tiers` are values of what is known of a contact as `tier`. `when`: `stuck` at the first message that is
    not understood, `writes` whenever they write and nothing is open."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    spent: int = Field(default=0, ge=0)  # 0: how much somebody has bought makes nobody a VIP
    tiers: tuple[str, ...] = ()
    when: Literal["stuck", "writes"] = "stuck"


class Handoff(Hours):
    """Without `hours` somebody is always there. Lengths say their unit; a rule that is 0, false or empty is off.

    Whoever asks for a person is always handed over; rules hand over only where there are agents.
    """

    answer_minutes: float = Field(default=5, gt=0, le=24 * 60)  # an answer is owed within
    ask_minutes: float = Field(default=5, gt=0, le=24 * 60)  # after that, until it is asked whether they still wait
    wait_minutes: float = Field(default=30, gt=0, le=24 * 60)  # after “I'll wait”, until it is asked again
    idle_hours: float = Field(default=4, gt=0, le=24 * 14)  # then the bot has the conversation again

    misses: int = Field(default=2, ge=0, le=10)  # messages in a row that were not understood
    angry: bool = True
    failed: bool = True  # a message that could not be handled at all
    keywords: tuple[str, ...] = ()  # words or phrases that people see to: "lawyer", "allergic reaction"
    vip: Vip = Vip()
    cart_from: int = Field(default=0, ge=0)  # minor units: whoever has that much in the cart and is not understood
    priority: dict[str, int] = Field(default_factory=dict)

    assign: Literal["off", "round_robin", "least_load"] = "off"  # off: agents take what they choose
    by_language: bool = True  # those who speak it first
    last_agent: bool = True  # who had the same person last time first
    skills: dict[str, str] = Field(default_factory=dict)  # reason → the skill it takes
    teams: dict[str, str] = Field(default_factory=dict)  # reason → the name of the team that sees to it
    currency: str = ""  # of the amounts; the shop's

    def priority_of(self, reason: str) -> int:
        """How far in front somebody waits for this reason."""
        return self.priority.get(reason, PRIORITIES.get(reason, 0))
