"""Who looks at which conversation, and who is writing there: told to all processes, forgotten in 15 seconds."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.console.desk import Desk

CHANNEL = "console:presence"
LASTS = 15_000_000  # µs


@dataclass(frozen=True, slots=True)
class Looking:
    """One agent at one conversation. `typing` is reply, note or empty; `until` in µs of real time."""

    name: str
    typing: str
    until: int


class Presence:
    """What this process has heard of who is where."""

    def __init__(self) -> None:
        self._by_contact: dict[int, dict[int, Looking]] = {}

    def hear(self, told: Mapping[str, Any], now: int) -> int | None:
        """Take one piece of news in; answers the conversation if that changed what is to be seen of it."""
        contact_id, agent_id = int(told["contact"]), int(told["agent"])
        here = self._by_contact.setdefault(contact_id, {})
        before = here.get(agent_id)
        if told.get("on"):
            typing = told.get("typing")  # None: as it was
            kept = before.typing if before and before.until > now else ""
            here[agent_id] = Looking(str(told["name"]), kept if typing is None else str(typing), now + LASTS)
        else:
            here.pop(agent_id, None)
        after = here.get(agent_id)
        if not here:
            del self._by_contact[contact_id]
        was, now_is = (before.typing if before else None), (after.typing if after else None)
        is_fresh = before is not None and before.until > now
        return None if was == now_is and (is_fresh or after is None) else contact_id

    def expire(self, now: int) -> list[int]:
        """Forget whom nothing was heard of; answers the conversations that they looked at."""
        changed = []
        for contact_id, here in list(self._by_contact.items()):
            left = {agent_id: each for agent_id, each in here.items() if each.until > now}
            if len(left) == len(here):
                continue
            changed.append(contact_id)
            if left:
                self._by_contact[contact_id] = left
            else:
                del self._by_contact[contact_id]
        return changed

    def viewers(self, contact_id: int, now: int) -> list[dict[str, Any]]:
        """Who looks at this conversation."""
        here = self._by_contact.get(contact_id, {})
        return [
            {"id": agent_id, "name": each.name, "typing": each.typing}
            for agent_id, each in sorted(here.items())
            if each.until > now
        ]

    def everybody(self, now: int) -> dict[int, list[dict[str, Any]]]:
        """The same for every conversation that somebody looks at."""
        return {contact_id: found for contact_id in self._by_contact if (found := self.viewers(contact_id, now))}


def room_of(desk: "Desk") -> Presence:
    """What this process knows."""
    if "presence" not in desk.kept:
        desk.kept["presence"] = Presence()
    presence: Presence = desk.kept["presence"]
    return presence
