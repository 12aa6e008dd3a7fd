"""What waits for a contact, in plain words: journeys under way, timers, messages that are to go out later."""

import json
from dataclasses import dataclass
from typing import Any

from bot.phone import queries
from bot.phone.languages import Language
from bot.storage.columns import from_micros
from bot.storage.transactions import Tx
from flows.engine.journeys.enrollment import name_of

LONGEST = 60  # characters of a message


@dataclass(frozen=True, slots=True)
class Wait:
    """One thing. `due` is in µs; None: nothing but an event ends it. The rest fills the sentence of `kind`."""

    kind: str  # journey, timer or message
    name: str
    step: str = ""
    due: int | None = None

    def to_json(self, language: Language) -> dict[str, Any]:
        """As the page shows it; `due` in ISO 8601."""
        due = None if self.due is None else from_micros(self.due).isoformat()
        return {"kind": self.kind, "words": self._words(language.words), "due": due}

    def _words(self, words: dict[str, str]) -> str:
        name = words.get(f"waiting.name.{self.name}") or self.name.replace("_", " ")
        step = self.step.replace("_", " ")
        return words[f"waiting.{self.kind}"].replace("{step}", step).replace("{name}", name)


async def list_waits(tx: Tx, contact_id: int, now: int) -> list[Wait]:
    """Everything that lies ahead of `now` (µs), the next first; a journey and its timer are one."""
    live = await tx.rows(queries.LIST_LIVE, contact_id)
    timers = {row[0]: row[1] for row in await tx.rows(queries.LIST_TIMERS, contact_id)}
    waits = [
        Wait("journey", journey, step, timers.pop(name_of(journey, key), wake_at))
        for journey, key, step, wake_at in live
    ]
    waits += [Wait("timer", name, due=due) for name, due in timers.items()]
    waits += [
        Wait("message", _summary(content) or kind, due=due)
        for content, kind, due in await tx.rows(queries.LIST_LATER, contact_id, now)
    ]
    ahead = [each for each in waits if each.due is None or each.due > now]
    return sorted(ahead, key=lambda each: (each.due is None, each.due or 0))


def _summary(content: str) -> str:
    told = " ".join(str(json.loads(content).get("text", "")).split())
    return told if len(told) <= LONGEST else f"{told[: LONGEST - 1]}…"
