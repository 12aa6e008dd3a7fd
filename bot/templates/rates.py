"""What a message costs, from a dated table: by category, the contact's country, and whether the window is open."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.errors import SettingsWrong

SHIPPED = Path(__file__).with_name("rates.toml")
SERVICE = "service"  # free-form, inside the window
MILLION = 1_000_000


class _Period(BaseModel):
    """What changes on a day."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    begins: date = Field(alias="from")
    service: Literal["free", "utility"] | None = None
    utility_in_window: Literal["free", "billed"] | None = None
    withheld: dict[str, list[str]] = Field(default_factory=dict)
    rates: dict[str, dict[Literal["marketing", "utility", "authentication"], float]] = Field(default_factory=dict)


class _File(BaseModel):
    """The shape of rates.toml."""

    model_config = ConfigDict(extra="forbid")

    currency: str = Field(default="", pattern="^[A-Z]{3}$|^$")
    provider_fee: float | None = Field(default=None, ge=0)
    period: list[_Period] = Field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Tariff:
    """What holds on one day. Amounts are millionths of the currency's unit."""

    currency: str
    fee: int
    service_is_free: bool = True
    utility_is_free: bool = True
    rates: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    withheld: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def price(self, category: str, country: str, *, in_window: bool) -> int:
        """Of one delivered message: `service` or a template's category."""
        free = (category == SERVICE and self.service_is_free) or (
            category == "utility" and in_window and self.utility_is_free
        )
        rates = self.rates.get(country) or self.rates.get("default") or {}
        return self.fee + (0 if free else rates.get("utility" if category == SERVICE else category, 0))

    def is_withheld(self, category: str, country: str) -> bool:
        """Whether WhatsApp does not deliver this category there."""
        return category in self.withheld.get(country, ())


class Rates:
    """The shipped table with the shop's own over it."""

    def __init__(self, files: Sequence[_File]) -> None:
        self._files = files
        self._on = lru_cache(maxsize=8)(self._tariff)

    def on(self, day: date) -> Tariff:
        """What holds on this day (UTC)."""
        return self._on(day)

    def _tariff(self, day: date) -> Tariff:
        currency = next((file.currency for file in reversed(self._files) if file.currency), "USD")
        fees = [file.provider_fee for file in self._files if file.provider_fee is not None]
        periods = sorted((period for file in self._files for period in file.period), key=lambda each: each.begins)
        held = [period for period in periods if period.begins <= day]
        rates: dict[str, dict[str, int]] = {}
        withheld: dict[str, Sequence[str]] = {}
        for period in held:
            withheld |= period.withheld
            for country, prices in period.rates.items():
                rates[country] = {**rates.get(country, {}), **{name: _micros(p) for name, p in prices.items()}}
        service = [period.service for period in held if period.service]
        utility = [period.utility_in_window for period in held if period.utility_in_window]
        return Tariff(
            currency,
            _micros(fees[-1]) if fees else 0,
            service[-1:] != ["utility"],
            utility[-1:] != ["billed"],
            rates,
            withheld,
        )


def read_rates(own: Path | None = None) -> Rates:
    """The shipped rates with `own` laid over them. Raises SettingsWrong."""
    return Rates([_read(SHIPPED), *([_read(own)] if own else [])])


@lru_cache(maxsize=4)
def _read(path: Path) -> _File:
    try:
        told: Any = tomllib.loads(path.read_text(encoding="utf-8"))
        return _File.model_validate(told)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsWrong(f"SHOPCLERK_RATES_FILE: {path} cannot be read ({error})") from error
    except ValidationError as error:
        fault = error.errors()[0]
        where = ".".join(map(str, fault["loc"]))
        raise SettingsWrong(f"SHOPCLERK_RATES_FILE: {path}: {where}: {fault['msg']}") from error


def _micros(amount: float) -> int:
    return round(amount * MILLION)
