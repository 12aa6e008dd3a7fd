"""What every action of ours is built on: a rasa-sdk action that knows the shop."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, ClassVar

from bot.actions.reads import Reads
from bot.actions.sdk import Action, CollectingDispatcher, Tracker
from bot.actions.served import open_reads
from catalog.shelf import Shelf

Events = list[dict[str, Any]]


@dataclass
class Talk:
    """One run of an action: who is talking, what is known, what can be said."""

    reads: Reads
    dispatcher: CollectingDispatcher
    tracker: Tracker

    @cached_property
    def shelf(self) -> Shelf:
        """One snapshot for the whole run, so that all it says is from the same moment."""
        return self.reads.shelf()

    @cached_property
    def now(self) -> datetime:
        return self.reads.clock.now()

    @property
    def contact_id(self) -> int:
        return int(self.tracker.sender_id)

    @property
    def language(self) -> str:
        return str(self.tracker.slots.get("language") or self.reads.shop.languages[0])

    @property
    def slots(self) -> Mapping[str, Any]:
        slots: Mapping[str, Any] = self.tracker.slots
        return slots

    def text_of(self, slot: str) -> str:
        """A slot as text; empty when nothing is in it."""
        value = self.tracker.slots.get(slot)
        return "" if value is None else str(value)

    def say(self, response: str, **values: Any) -> None:
        """Say a response of the flows; `values` fill its placeholders. `buttons` and `image` go along."""
        self.dispatcher.utter_message(response=response, **values)


class ShopAction(Action, ABC):  # type: ignore[misc]  # rasa-sdk is untyped
    """An action of the shop. Subclasses set `called` and write `act`; they read through `talk.reads` only.

    Made without arguments (by the stock action server) it opens what it reads from the settings.
    """

    called: ClassVar[str]

    def __init__(self, reads: Reads | None = None) -> None:
        self._reads = reads

    def name(self) -> str:
        return self.called

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> Events:  # noqa: ARG002
        """rasa-sdk's entry."""
        return await self.act(Talk(self._reads or await open_reads(), dispatcher, tracker))

    @abstractmethod
    async def act(self, talk: Talk) -> Events:
        """Read, say something, and answer with what should happen."""


def fill(**slots: Any) -> Events:
    """Events that give slots a value."""
    return [{"event": "slot", "timestamp": None, "name": name, "value": value} for name, value in slots.items()]


def want(name: str, **data: Any) -> Events:
    """The event that asks the turn to do this in its transaction (see `bot/turns/performs.py`)."""
    return [{"event": "perform", "name": name, "data": data}]
