"""How journeys are doing: who is under way where, what steps came to, which arm reaches its goal."""

from collections import defaultdict
from dataclasses import dataclass, field

from bot.journeys import queries
from bot.storage.transactions import Tx

Counted = tuple[str, int]


@dataclass
class Standing:
    """One journey's. `outcomes` are those of the outbox where a message was written."""

    passages: list[tuple[str, str, int]] = field(default_factory=list)  # stage, goal, how many
    live: list[Counted] = field(default_factory=list)  # step, how many
    outcomes: list[tuple[str, str, int]] = field(default_factory=list)  # step, outcome, how many
    arms: list[tuple[str, str, int, int]] = field(default_factory=list)  # split, arm, people, goals


async def read_standing(tx: Tx) -> dict[str, Standing]:
    """By journey; of those that somebody has begun."""
    found: defaultdict[str, Standing] = defaultdict(Standing)
    for journey, stage, goal, count in await tx.rows(queries.COUNT_PASSAGES):
        found[journey].passages.append((stage, goal, int(count)))
    for journey, step, count in await tx.rows(queries.COUNT_BY_STEP):
        found[journey].live.append((step, int(count)))
    for journey, step, outcome, count in await tx.rows(queries.COUNT_OUTCOMES):
        found[journey].outcomes.append((step, outcome, int(count)))
    for journey, split, arm, people, goals in await tx.rows(queries.COUNT_ARMS):
        found[journey].arms.append((split, arm, int(people), int(goals)))
    return dict(found)
