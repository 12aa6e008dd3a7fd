"""What was changed in the console, laid over the shop's file, and checked by the same models. Pure.

A setting has a name; its value is as JSON has it. Together they are the shop that everybody works with.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import ValidationError

from bot.actions.shopfile.privacy import Privacy
from bot.actions.shopfile.shop import Shop

#: The settings of each part of the page.
PARTS: Mapping[str, Sequence[str]] = {
    "hours": tuple(f"handoff.{name}" for name in ("hours", "special", "answer_minutes", "idle_hours", "assign")),
    "limits": tuple(f"limits.{kind}.{name}" for kind in ("marketing", "utility") for name in ("quiet_hours", "caps")),
    "languages": ("languages",),
    "privacy": tuple(f"privacy.{name}" for name in Privacy.model_fields),
}


def lay_over(file: Shop, settings: Mapping[str, Any]) -> Shop:
    """The shop with these settings. Raises ValidationError, whose places begin with the setting's name."""
    shop = file
    for name, value in settings.items():
        shop = _with(shop, name, value)
    return shop


def lay_what_fits(file: Shop, settings: Mapping[str, Any]) -> tuple[Shop, list[str]]:
    """The same without what does not fit (any more): the file's word holds for it. Also the names of those."""
    shop, unfit = file, []
    for name, value in settings.items():
        try:
            shop = _with(shop, name, value)
        except ValidationError:
            unfit.append(name)
    return shop, unfit


def value_in(shop: Shop, name: str) -> Any:
    """The setting's value, as JSON has it."""
    found: Any = shop.model_dump(mode="json", include={name.partition(".")[0]})
    for part in name.split("."):
        found = found[part]
    if name == "handoff.hours":
        return {day: text for day, text in found.items() if text}  # a day that is not named is closed as well
    return found


def find_faults(file: Shop, settings: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong, by name and place in it (`handoff.hours.mon`); empty: all of it may be used."""
    faults: dict[str, str] = {}
    for name, value in settings.items():
        try:
            _with(file, name, value)
        except ValidationError as error:
            faults |= {".".join(map(str, each["loc"])): each["msg"] for each in error.errors()}
    return faults


def _with(shop: Shop, name: str, value: Any) -> Shop:
    part, *path = name.split(".")
    if name == "languages":
        return shop.model_copy(update={"languages": _languages(shop, value)})
    told: Any = shop.model_dump(include={part}, exclude_unset=True).get(part, {})
    place = told
    for step in path[:-1]:
        place = place.setdefault(step, {})
    place[path[-1]] = value
    checked = Shop.model_validate({part: told})
    return shop.model_copy(update={part: getattr(checked, part)})


def _languages(shop: Shop, value: Any) -> tuple[str, ...]:
    """The first of the file stays the first: it is what everybody falls back to."""
    checked = Shop.model_validate({"languages": value}).languages
    return tuple(dict.fromkeys((shop.languages[0], *checked)))
