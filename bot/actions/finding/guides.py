"""Size guides: the measures that a product's own table asks for become one size, with the reasons."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bot.actions.base import Events, ShopAction, Talk, fill
from bot.actions.finding.wishes import NAMED
from catalog.measures import read_measures
from catalog.sizing import measures_of
from catalog.wishes import CATEGORY, Hit, Shown, Wish

BOARD, BIKE, CLOTHES, OTHER = "snowboard", "bicycle", "clothes", "other"
SKIP, DONE = "skip", "done"
MOST_MEASURES = 2  # are asked for; the first of them must be told
_FIRST = {BOARD: ("weight_kg", "height_cm"), BIKE: ("height_cm", "inseam_cm"), CLOTHES: ("chest_cm", "waist_cm")}
_TASTES = ("level", "terrain", "ride", "wearer")  # what a product should be for
_CORRECTS = re.compile(r"^\s*(?:no|nope|sorry|actually|wait|i mean|아니|아뇨|죄송)", re.IGNORECASE)


class BeginGuide(ShopAction):
    """What the guide is for, and what the first words have already told: `snowboard size for 180 cm 75 kg`."""

    called = "action_begin_guide"

    async def act(self, talk: Talk) -> Events:
        found = talk.shelf.find_sku(talk.text_of("sku"))
        product = found[0] if found and measures_of(found[0].size_table) else None
        wanted = talk.text_of("guide_kind")
        if product is not None and wanted and kind_of(product) != wanted:
            product = None
        told = read_measures(str(talk.tracker.latest_message.get("text") or ""))
        kind = kind_of(product) if product else wanted or None
        return fill(guide_kind=kind, guide_product=product.id if product else None, measures=told, guide_measure=None)


class NextMeasure(ShopAction):
    """Which measure to ask for next, into `guide_measure`; `done` when enough is known."""

    called = "action_next_measure"

    async def act(self, talk: Talk) -> Events:
        known = measures_told(talk)
        open_ones = [name for name in _asked(talk) if name not in known]
        return fill(guide_measure=open_ones[0] if open_ones else DONE)


class AskMeasure(ShopAction):
    """Asks for the measure; all but the first may be left out."""

    called = "action_ask_guide_said"

    async def act(self, talk: Talk) -> Events:
        name = talk.text_of("guide_measure")
        talk.say(f"utter_measure/{name}")
        return []


class ReadMeasure(ShopAction):
    """Reads what was typed, in any unit; several measures at once, or another value for the one before."""

    called = "validate_guide_said"

    async def act(self, talk: Talk) -> Events:
        said, asked, known = talk.text_of("guide_said"), talk.text_of("guide_measure"), measures_told(talk)
        if said == SKIP:
            return fill(measures={**known, asked: None})
        before = [name for name, value in known.items() if value is not None]
        corrects = bool(_CORRECTS.match(said)) and bool(before)
        told = read_measures(said, before[-1] if corrects else asked)
        if not told:
            talk.say("utter_measure_unclear")
            return fill(guide_said=None)
        return fill(measures={**known, **told})


def kind_of(product: Shown) -> str:
    """Which guide a product belongs to."""
    department, _, kind = product.category.partition("/")
    if department == "sport":
        return kind if kind in (BOARD, BIKE) else OTHER
    return CLOTHES if department == "clothes" else OTHER


def measures_told(talk: Talk) -> dict[str, float | None]:
    """What is known, in the order in which it was told; None where it was not to be told."""
    told: Any = talk.slots.get("measures")
    return dict(told) if isinstance(told, Mapping) else {}


def candidates(talk: Talk) -> list[Hit]:
    """The products that the guide may choose from, what suits level, terrain and ride best first."""
    chosen = talk.shelf.products.get(talk.text_of("guide_product"))
    if chosen is not None and chosen.variants:
        return [Hit(chosen, (chosen.in_stock or chosen.variants)[0])]
    likes = [Wish(NAMED[name], (code, "unisex") if name == "wearer" else (code,)) for name, code in _told(talk)]
    found = talk.shelf.find([Wish(CATEGORY, (_category(talk),), firm=True)], preferences=likes)
    return [hit for hit in found.hits if measures_of(hit.product.size_table)]


def _asked(talk: Talk) -> Sequence[str]:
    """The measures of the table, at most two; before a product is chosen those that its kind has."""
    chosen = talk.shelf.products.get(talk.text_of("guide_product"))
    there = {name for hit in candidates(talk) for name in measures_of(hit.product.size_table)}
    names = (
        measures_of(chosen.size_table)
        if chosen
        else [n for n in _FIRST.get(talk.text_of("guide_kind"), ()) if n in there]
    )
    return names[:MOST_MEASURES] or sorted(there)[:1]


def _category(talk: Talk) -> str:
    kind = talk.text_of("guide_kind")
    if kind in (BOARD, BIKE):
        return f"sport/{kind}"
    worn = talk.text_of("guide_wear")
    return f"clothes/{worn}" if worn and worn != "any" else "clothes"


def _told(talk: Talk) -> list[tuple[str, str]]:
    return [(name, code) for name in _TASTES if (code := talk.text_of(name)) and code != "any"]
