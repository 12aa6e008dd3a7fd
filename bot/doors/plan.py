"""Doors and ads as the shop's file describes them: `[[doors]]` and `[[ads]]`."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fnmatch import fnmatchcase

from pydantic import BaseModel, ConfigDict, Field, model_validator

from bot.errors import SettingsWrong
from bot.inbox.messages import Referral

ID = r"^[a-z0-9][a-z0-9_-]{0,39}$"


class DoorKind(StrEnum):
    """What a door looks like to those who come through it."""

    BUBBLE = "bubble"  #: the chat bubble on a website
    PRODUCT = "product"  #: a button beside a product
    COUPON = "coupon"  #: a pop-up or landing page that promises a coupon
    SOCIAL = "social"
    QR = "qr"
    LINK = "link"  #: any other link: e-mail, SMS …


_FLOWS = {DoorKind.PRODUCT: "open_product", DoorKind.COUPON: "unlock_coupon"}


class Door(BaseModel):
    """One way in. `text` is what the visitor finds written in WhatsApp, by language; `flow` what then begins.

    `{product}` and `{shop}` in a text are filled in. `utm` are three names that reports and links carry along.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=ID)
    kind: DoorKind = DoorKind.LINK
    flow: str = Field(default="", description="begins with the first message; empty: the kind's own, or the menu")
    slots: dict[str, str | int | float | bool] = Field(default_factory=dict)
    sku: str = Field(default="", description="a variant or a product of the catalog")
    campaign: str = Field(default="", description="the coupon campaign of a coupon door")
    text: dict[str, str] = Field(default_factory=dict)
    utm: dict[str, str] = Field(default_factory=dict)
    sender: str = Field(default="", description="the number to write to, if the shop has several")

    @model_validator(mode="after")
    def _texts_are_recognisable(self) -> "Door":
        if short := [language for language, text in self.text.items() if len(text) < 12]:
            raise ValueError(f"text.{short[0]}: write 12 characters or more, or it cannot be told from small talk")
        return self

    @property
    def begins(self) -> str:
        """The flow that the door leads to; empty for the menu."""
        return self.flow or _FLOWS.get(self.kind, "")

    def slots_for(self, sku: str) -> dict[str, str | int | float | bool]:
        """What the flow is given; `sku` is the link's own product."""
        told = dict(self.slots)
        if self.campaign:
            told["campaign"] = self.campaign
        if sku or self.sku:
            told["sku"] = sku or self.sku
        return told


class Ad(BaseModel):
    """What begins for those who come from an ad: found by its id, else by patterns (`*` stands for anything)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source_id: str = ""
    source_url: str = ""
    headline: str = ""
    flow: str = ""
    slots: dict[str, str | int | float | bool] = Field(default_factory=dict)
    texts: tuple[str, ...] = Field(default=(), description="what the ad writes for the visitor, in any language")

    @model_validator(mode="after")
    def _says_which(self) -> "Ad":
        if not (self.source_id or self.source_url or self.headline):
            raise ValueError("name a source_id, or a pattern for source_url or headline")
        return self

    def fits(self, referral: Referral) -> bool:
        """Whether a person came from this ad. An id never matches a click id."""
        if self.source_id:
            return self.source_id == referral.source_id
        return _like(referral.source_url, self.source_url) and _like(referral.headline, self.headline)


def _like(text: str, pattern: str) -> bool:
    return not pattern or fnmatchcase(text.strip().casefold(), pattern.strip().casefold())


@dataclass(frozen=True)
class DoorPlan:
    """All doors and ads of a shop."""

    doors: Mapping[str, Door]
    ads: Sequence[Ad]

    @classmethod
    def of(cls, doors: Sequence[Door], ads: Sequence[Ad]) -> "DoorPlan":
        return cls({door.id: door for door in doors}, sorted(ads, key=lambda ad: not ad.source_id))

    def find_ad(self, referral: Referral) -> Ad | None:
        """The first entry that fits, those with an id before patterns."""
        return next((ad for ad in self.ads if ad.fits(referral)), None)

    def check(self, flows: Collection[str], slots: Collection[str], campaigns: Collection[str]) -> None:
        """Raises SettingsWrong naming doors and ads that lead nowhere."""
        faults = []
        for name, flow, given in self._led():
            if flow and (flow not in flows or flow.startswith("pattern_")):
                faults.append(f"{name}: there is no flow {flow}")
            faults += [f"{name}: there is no slot {slot}" for slot in given if slot not in slots]
            if "campaign" in given and given["campaign"] not in campaigns:
                faults.append(f"{name}: there is no coupon campaign {given['campaign']}")
        if faults:
            raise SettingsWrong("the shop's file:\n" + "\n".join(faults))

    def _led(self) -> list[tuple[str, str, Mapping[str, object]]]:
        led: list[tuple[str, str, Mapping[str, object]]] = [
            (f"doors.{door.id}", door.begins, door.slots_for("")) for door in self.doors.values()
        ]
        names = (ad.source_id or ad.headline or ad.source_url for ad in self.ads)
        return led + [(f"ads ({name})", ad.flow, ad.slots) for name, ad in zip(names, self.ads, strict=True)]
