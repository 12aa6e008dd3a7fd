"""Size guides: the measures that a product's own table asks for become one size, with the reasons."""

import re
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

from bot.actions.base import Events, ShopAction, Talk, fill
from bot.actions.finding.goods import BIKE, BOARD, CLOTHES, body_measures, goods_of, kind_of, table_of
from bot.actions.finding.wishes import NAMED
from catalog.measures import read_measures
from catalog.wishes import CATEGORY, Hit, Shown, Wish

SKIP, DONE = "skip", "done"
MOST_MEASURES = 2  # are asked for; the first of them must be told
MOST_CANDIDATES = 300
_FIRST = {
    BOARD: ("weight_kg", "height_cm"),
    BIKE: ("height_cm", "inseam_cm"),
    CLOTHES: ("chest_cm", "waist_cm", "hip_cm"),
}
_TASTES = ("level", "terrain", "ride", "wearer")  # what a product should be for
_CORRECTS = re.compile(r"^\s*(?:no|nope|sorry|actually|wait|i mean|아니|아뇨|죄송)", re.IGNORECASE)


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


def measures_told(talk: Talk) -> dict[str, float | None]:
    """What is known, in the order in which it was told; None where it was not to be told."""
    told: Any = talk.slots.get("measures")
    return dict(told) if isinstance(told, Mapping) else {}


def chosen_product(talk: Talk) -> Shown | None:
    """The product that the size is for, if the talk is about one and is still for its kind of thing."""
    product = talk.shelf.products.get(talk.text_of("guide_product"))
    if product is None or kind_of(talk.shelf, talk.reads.shop, product) != talk.text_of("guide_kind"):
        return None
    return product


def candidates(talk: Talk) -> list[Hit]:
    """The products that the guide may choose from, what suits level, terrain and ride best first."""
    chosen = chosen_product(talk)
    if chosen is not None and chosen.variants:
        return [Hit(chosen, (chosen.in_stock or chosen.variants)[0])]
    likes = [Wish(NAMED[name], (code, "unisex") if name == "wearer" else (code,)) for name, code in _told(talk)]
    found = talk.shelf.find([Wish(CATEGORY, _categories(talk), firm=True)], preferences=likes)
    return [hit for hit in islice(found.hits, MOST_CANDIDATES) if _is_for(talk, hit.product)]


def _is_for(talk: Talk, product: Shown) -> bool:
    measured = bool(body_measures(table_of(talk.reads.shop, product)))
    return measured and kind_of(talk.shelf, talk.reads.shop, product) == talk.text_of("guide_kind")


def _asked(talk: Talk) -> Sequence[str]:
    """The measures of the table, at most two; before a product is chosen those that its kind has."""
    chosen = chosen_product(talk)
    tables = [body_measures(table_of(talk.reads.shop, hit.product)) for hit in candidates(talk)]
    there = {name for names in tables for name in names}
    if chosen is None:
        names = [name for name in _FIRST.get(talk.text_of("guide_kind"), ()) if name in there]
        return names[:MOST_MEASURES] or (tables[0] if tables else [])[:MOST_MEASURES]
    return body_measures(table_of(talk.reads.shop, chosen))[:MOST_MEASURES]


def _categories(talk: Talk) -> tuple[str, ...]:
    if path := talk.text_of("guide_path"):
        return (path,)
    goods, kind = goods_of(talk.shelf, talk.reads.shop), talk.text_of("guide_kind")
    paths = goods.sized.get(kind, goods.others)
    worn = [path for path in paths if path.rpartition("/")[2] == talk.text_of("guide_wear")]
    return tuple(worn) or paths


def _told(talk: Talk) -> list[tuple[str, str]]:
    return [(name, code) for name in _TASTES if (code := talk.text_of(name)) and code != "any"]
