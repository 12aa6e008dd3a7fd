"""The shop's own file: name, currency, languages, links and coupon campaigns."""

import re
from pathlib import Path
from typing import Annotated, Any, Literal

from babel.numbers import list_currencies
from pydantic import BaseModel, ConfigDict, Field, field_validator

from bot.actions.shopfile.campaigns import Coupons
from bot.actions.shopfile.finder import QUIZZES, Finder
from bot.actions.shopfile.guides import Guides
from bot.actions.shopfile.handoff import Handoff
from bot.actions.shopfile.journeys import Journeys
from bot.actions.shopfile.limits import LimitsByKind
from bot.actions.shopfile.native import WhatsApp
from bot.actions.shopfile.places import Store, TimeZone
from bot.actions.shopfile.privacy import Privacy
from bot.actions.shopfile.tables import Tables
from bot.doors.plan import Ad, Door, DoorPlan
from bot.orders.agreed import OrderConsent
from bot.orders.policies import Policies
from bot.orders.storecheckout import StoreCheckout
from bot.rewards.campaigns import CampaignPlan
from bot.settings import read_toml

__all__ = ["Coupons", "Shop", "read_shop"]


DEMO = "Mallo"  # the shop that there is without a file
#: What one unit of another currency is worth in the shop's own.
Rate = Annotated[float, Field(gt=0)]


class OptIn(BaseModel):
    """What is asked when somebody agrees to offers: further questions, and whether to ask twice."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    questions: tuple[Literal["city", "real_name"], ...] = ()
    double: bool = False


class Shop(BaseModel):
    """What `shop.toml` says. Unknown keys are errors, so that a slip of the pen is not silently ignored."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = "Our shop"
    currency: str = "USD"
    languages: tuple[str, ...] = ("en", "ko")
    timezone: TimeZone = "UTC"
    email: str = ""  # where people may write to instead; empty: nowhere is named
    base_url: str = ""  # the shop's website: pages of products begin with it; empty: there are none
    link_days: int = Field(default=90, ge=1, le=3650)  # how long a link to a product, coupon or parcel is good
    coupons: tuple[Coupons, ...] = ()
    doors: tuple[Door, ...] = ()
    ads: tuple[Ad, ...] = ()
    opt_in: OptIn = OptIn()
    stores: tuple[Store, ...] = ()
    policies: Policies = Policies()
    checkout: StoreCheckout = StoreCheckout()
    consent: OrderConsent = OrderConsent()
    country: str = Field(default="", pattern="^([A-Z]{2})?$")  # whose phone numbers are written without a code
    finder: Finder = Finder()
    guides: Guides = Guides()
    journeys: Journeys = Journeys()
    handoff: Handoff = Handoff()
    limits: LimitsByKind = LimitsByKind()
    privacy: Privacy = Privacy()
    whatsapp: WhatsApp = WhatsApp()
    catalog: Tables = Tables()

    @field_validator("base_url")
    @classmethod
    def _is_website(cls, value: str) -> str:
        if value and not re.fullmatch(r"https?://[^\s/?#]+[^\s?#]*", value):
            raise ValueError("must be a full address such as https://shop.example.com")
        return value.rstrip("/")

    @field_validator("email")
    @classmethod
    def _is_mailbox(cls, value: str) -> str:
        if value and not re.fullmatch(r"[^\s@]+@[^\s@]+\.[^\s@]+", value):
            raise ValueError("must be an address such as hello@shop.example.com")
        return value

    rates: dict[str, Rate] = Field(default_factory=dict)  # amounts in a currency that is not here are not converted

    @field_validator("currency")
    @classmethod
    def _is_currency(cls, value: str) -> str:
        if value not in list_currencies():
            raise ValueError("must be a three-letter currency code such as USD")
        return value

    @field_validator("rates")
    @classmethod
    def _are_of_currencies(cls, value: dict[str, float]) -> dict[str, float]:
        if strange := sorted(set(value) - list_currencies()):
            raise ValueError(f"{', '.join(strange)}: must be three-letter currency codes such as EUR")
        return value

    @field_validator("languages")
    @classmethod
    def _has_language(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        if not value:
            raise ValueError("must name at least one language")
        return value

    @field_validator("coupons", "doors")
    @classmethod
    def _have_ids_of_their_own(cls, value: tuple[Any, ...]) -> tuple[Any, ...]:
        ids = [each.id for each in value]
        if twice := {one for one in ids if ids.count(one) > 1}:
            raise ValueError(f"there are two of the id {', '.join(sorted(twice))}")
        return value

    @property
    def handoff_plan(self) -> Handoff:
        """When people are there and who is handed to them; on the shop's clock unless another one is named."""
        named = "timezone" in self.handoff.model_fields_set
        zone = self.handoff.timezone if named else self.timezone
        return self.handoff.model_copy(update={"timezone": zone, "currency": self.currency})

    @property
    def door_plan(self) -> DoorPlan:
        """Doors and ads, as the door room wants them."""
        return DoorPlan.of(self.doors, self.ads)

    @property
    def campaigns(self) -> list[CampaignPlan]:
        """The coupon campaigns, as the database wants them."""
        return [coupons.to_plan(self.timezone) for coupons in self.coupons]


def read_shop(path: Path) -> Shop:
    """Read the shop's file; without one the shop is the demo's. Raises SettingsWrong, naming what is wrong."""
    if not path.exists():
        return Shop(name=DEMO, finder=Finder(quizzes=QUIZZES))
    return read_toml(path, Shop)
