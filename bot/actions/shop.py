"""The shop's own file: name, currency, languages, links and coupon campaigns."""

import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.numbers import list_currencies
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from bot.actions.places import Store
from bot.errors import SettingsWrong
from bot.orders.policies import Policies
from bot.rewards.campaigns import CampaignPlan


class Coupons(BaseModel):
    """One campaign: `percent` or `amount` (minor units) off, so many coupons, each valid for so many days."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"[a-z0-9_-]{1,40}")
    prefix: str = Field(default="", pattern=r"[A-Z0-9]{0,8}")
    percent: int | None = Field(default=None, ge=1, le=100)
    amount: int | None = Field(default=None, ge=1)
    budget: int = Field(ge=0)
    valid_days: int = Field(default=7, ge=1)
    starts_at: datetime | None = None
    ends_at: datetime | None = None

    def to_plan(self) -> CampaignPlan:
        return CampaignPlan(
            id=self.id,
            prefix=self.prefix,
            budget=self.budget,
            valid_for=timedelta(days=self.valid_days),
            percent=self.percent,
            amount=self.amount,
            starts_at=self.starts_at,
            ends_at=self.ends_at,
        )


class Shop(BaseModel):
    """What `shop.toml` says. Unknown keys are errors, so that a slip of the pen is not silently ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = "Mallo"
    currency: str = "USD"
    languages: tuple[str, ...] = ("en", "ko")
    timezone: str = "UTC"
    base_url: str = "https://mallo.example"
    coupons: tuple[Coupons, ...] = ()
    policies: Policies = Policies()
    stores: tuple[Store, ...] = ()

    @field_validator("currency")
    @classmethod
    def _is_currency(cls, value: str) -> str:
        if value not in list_currencies():
            raise ValueError("must be a three-letter currency code such as USD")
        return value

    @field_validator("timezone")
    @classmethod
    def _is_timezone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (KeyError, ValueError, OSError) as error:
            raise ValueError("must be a time zone such as Europe/Madrid") from error
        return value

    @field_validator("languages")
    @classmethod
    def _has_language(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not value:
            raise ValueError("must name at least one language")
        return value

    @property
    def campaigns(self) -> list[CampaignPlan]:
        """The coupon campaigns, as the database wants them."""
        return [coupons.to_plan() for coupons in self.coupons]


def read_shop(path: Path) -> Shop:
    """Read the shop's file; without one the shop is the demo's. Raises SettingsWrong, naming what is wrong."""
    if not path.exists():
        return Shop()
    try:
        return Shop.model_validate(tomllib.loads(path.read_text("utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsWrong(f"{path}: {error}") from error
    except ValidationError as error:
        faults = (f"{path}: {'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        raise SettingsWrong("\n".join(faults)) from error
