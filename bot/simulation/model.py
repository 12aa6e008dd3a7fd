"""What made-up shoppers do: by chance, but the same for the same seed whatever the shop does in between."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field

from bot.settings import read_toml

SHIPPED = Path(__file__).with_name("shoppers.toml")
Share = Field(ge=0, le=1)
Value = TypeVar("Value")


class Shoppers(BaseModel):
    """The page of settings; see `shoppers.toml` for what each is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    languages: Mapping[str, float]
    phones: Mapping[str, float]
    agrees_to_offers: float = Share
    declines_updates: float = Share
    carts_per_month: float = Field(ge=0, le=30)
    items_per_cart: tuple[int, int]
    changes_mind: float = Share
    buys_at_once: float = Share
    comes_back_alone: float = Share
    comes_back_reminded: float = Share
    comes_back_for_gift: float = Share
    answers: float = Share
    stops: float = Share
    reads: float = Share
    cancels: float = Share
    ships_after_hours: tuple[int, int]
    arrives_after_hours: tuple[int, int]


def read_shoppers(path: Path | None = None) -> Shoppers:
    """Raises SettingsWrong, naming what is wrong with it."""
    return read_toml(path or SHIPPED, Shoppers)


@dataclass(frozen=True, slots=True, order=True)
class Deed:
    """Something that a shopper does, or that happens to an order of theirs. `number` keeps the order of equals."""

    at: datetime
    number: int
    shopper: int
    what: str  # fill, change, buy, write, stop, ship, arrive, cancel
    data: Mapping[str, Any] = field(default_factory=dict, compare=False)


class Shopper:
    """One of them. `chance(name)` is always the same for the same name."""

    def __init__(self, number: int, seed: int, settings: Shoppers) -> None:
        self.number, self._seed, self._settings = number, seed, settings
        lot = self.lot("who")
        self.language = _choose(settings.languages, lot)
        self.phone = f"{_choose(settings.phones, lot)}{number:05d}"
        self.agrees = lot.random() < settings.agrees_to_offers
        self.declines = lot.random() < settings.declines_updates

    def lot(self, name: str) -> Random:
        """Chance of its own for this name."""
        return Random(f"{self._seed}:{self.number}:{name}")

    def plan(self, begins: datetime, days: int, skus: int) -> list[Deed]:
        """The carts of all the time, and what would become of them without any reminder."""
        lot, rate = self.lot("plan"), self._settings.carts_per_month / 30
        deeds: list[Deed] = []
        day = lot.expovariate(rate) if rate else float(days)
        while day < days:
            deeds += self._cart(begins + timedelta(days=day), len(deeds), skus)
            day += max(2.0, lot.expovariate(rate))
        return deeds

    def _cart(self, at: datetime, place: int, skus: int) -> list[Deed]:
        lot, settings = self.lot(f"cart:{place}"), self._settings
        count = lot.randint(*settings.items_per_cart)
        chosen = {"lines": [[lot.randrange(skus), lot.randint(1, 2)] for _ in range(count)], "cart": place}
        deeds = [self._deed(at, "fill", chosen)]
        if lot.random() < settings.changes_mind:
            more = {"lines": [[lot.randrange(skus), 1]], "cart": place}
            deeds.append(self._deed(at + timedelta(minutes=lot.uniform(1, 50)), "change", more))
        if lot.random() < settings.buys_at_once:
            deeds.append(self._deed(at + timedelta(minutes=lot.uniform(51, 58)), "buy", {"cart": place}))
        elif lot.random() < settings.comes_back_alone:
            deeds.append(self._deed(at + timedelta(hours=lot.uniform(2, 96)), "buy", {"cart": place}))
        return deeds

    def on_reminder(self, at: datetime, key: str, *, has_gift: bool) -> list[Deed]:
        """What a reminder brings about."""
        lot, settings = self.lot(key), self._settings
        share = settings.comes_back_reminded + (settings.comes_back_for_gift if has_gift else 0.0)
        later = at + timedelta(minutes=lot.uniform(2, 180))
        if lot.random() < settings.stops:
            return [self._deed(later, "stop", {})]
        if lot.random() < share:
            return [self._deed(later, "buy", {"reminded": True})]
        return [self._deed(later, "write", {})] if lot.random() < settings.answers else []

    def on_order(self, at: datetime, order: str) -> list[Deed]:
        """The way of a parcel, or its cancellation."""
        lot, settings = self.lot(f"order:{order}"), self._settings
        if lot.random() < settings.cancels:
            return [self._deed(at + timedelta(hours=lot.uniform(0.05, 40)), "cancel", {"order": order})]
        shipped = at + timedelta(hours=lot.uniform(*settings.ships_after_hours))
        arrives = shipped + timedelta(hours=lot.uniform(*settings.arrives_after_hours))
        out = arrives - timedelta(hours=lot.uniform(1, 6))
        return [
            self._deed(shipped, "ship", {"order": order}),
            self._deed(out, "out_for_delivery", {"order": order}),
            self._deed(arrives, "arrive", {"order": order}),
        ]

    def _deed(self, at: datetime, what: str, data: Mapping[str, Any]) -> Deed:
        number = int(at.timestamp() * 1000) % 1_000_000_007
        return Deed(at, number * 16 + self.number % 16, self.number, what, data)


def _choose(shares: Mapping[str, float], lot: Random) -> str:
    names = list(shares)
    return lot.choices(names, [shares[name] for name in names])[0]
