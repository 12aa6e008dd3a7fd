"""What handlers of the console work with: handed in once, when somebody first knocks."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from starlette.applications import Starlette

from bot.actions.searches import Searches
from bot.actions.shelves import Shelves
from bot.actions.shopfile.shop import Shop
from bot.changes.state import Changes
from bot.clock import Clock, ShiftedClock
from bot.console.pages import Pages
from bot.coordination.coordinator import Coordinator
from bot.inbox.keep import Inbox
from bot.media.room import Room
from bot.settings import Settings
from bot.storage.columns import to_micros
from bot.storage.database import Database
from bot.templates.clerk import TemplateClerk
from bot.templates.parts import TemplateParts
from bot.turns.parts import TurnParts
from flows.engine.flowset import FlowSet

FAREWELLS = "console farewells"  #: live updates `{"agent": id}`


class KeepsFlows(Protocol):
    """Whoever keeps this process at what the shop has changed (`bot/keeper.py`)."""

    async def refresh(self) -> bool:
        """Use what was changed, if something was."""

    async def read_disk(self) -> tuple[tuple[str, str], ...]:
        """Path and text of the shop's own flow files as they are now. Raises SettingsWrong."""

    async def try_out(self, changes: Changes) -> TurnParts:
        """What would be used. Raises SettingsWrong, naming what is wrong."""


@dataclass
class Desk:
    """The parts of a running shop, as the console sees them."""

    settings: Settings
    database: Database
    coordinator: Coordinator
    clock: Clock  # the shop's time: in the demo it can jump
    shop: Shop
    as_filed: Shop  # without what was changed in the console
    shelves: Shelves
    searches: Searches
    inbox: Inbox
    turns: TurnParts
    keeper: KeepsFlows
    wordings: TemplateParts
    templates: TemplateClerk
    media: Room
    keys: Sequence[bytes]  # sign links and buttons; the first signs, all are believed
    medium: str = "whatsapp"
    emulator_app: Starlette | None = None  # with the simulated phones, in the demo
    pages: Pages = field(default_factory=Pages)
    kept: dict[str, Any] = field(default_factory=dict)  # what folders keep as long as the process lives, by name

    def use(self, parts: TurnParts) -> None:
        """Show the shop and its flows as they are from now on."""
        self.turns, self.shop = parts, parts.shop

    def end(self) -> None:
        """Let go of whoever reads along: they would hold up the end."""
        for each in self.kept.values():
            if end := getattr(each, "end", None):
                end()

    @property
    def flows(self) -> FlowSet:
        """The conversations and journeys of this shop."""
        return self.turns.flows

    @property
    def machine(self) -> Clock:
        """Real time, which no jump of the demo moves: for sign-ins, codes and signed links."""
        return self.clock.behind if isinstance(self.clock, ShiftedClock) else self.clock

    def say_bye(self, agent_id: int) -> None:
        """Some sign-in of this agent has ended: open streams look whether it was theirs (`visitors.is_still`)."""
        if agent_id:
            self.coordinator.publish(FAREWELLS, {"agent": agent_id})

    def now(self) -> int:
        """The shop's time, in µs."""
        return to_micros(self.clock.now())

    def real_now(self) -> int:
        """Real time, in µs."""
        return to_micros(self.machine.now())
