"""The skin quiz: four answers become a profile in words and a routine of three products that are in stock."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.actions.base import Events, ShopAction, Talk, fill, want
from bot.actions.finding.finder import keep_search, list_wishes
from bot.actions.finding.wishes import ANY
from bot.actions.showing.cards import payload, plain_price_of, reasons_of, short
from catalog.wishes import CATEGORY, Found, Hit, Offered, Shown, Wish

PROFILE = ("skin_type", "skin_reacts", "skin_concern", "sun")
#: The steps of a routine, and where else to look when nothing of the first kind is in stock.
ROUTINE = {
    "cleanse": ("skincare/cleanser", "skincare/toner"),
    "treat": ("skincare/serum", "skincare/moisturiser", "skincare/mask"),
    "protect": ("skincare/sunscreen", "skincare/moisturiser"),
}
BUTTON = 20  # characters of a button's title, by WhatsApp


class SkinRoutine(ShopAction):
    """Says the profile and the routine, keeps both, and leaves the three products to be looked at."""

    called = "action_skin_routine"

    async def act(self, talk: Talk) -> Events:
        answers = {name: talk.slots[name] for name in PROFILE if talk.slots.get(name) is not None}
        found = _routine(talk, answers)
        kept = [
            *fill(skin_known=True),
            *want("save_profile", answers=answers, source="skin_quiz"),
            *want("save_lead", flow="skin_quiz", answers=answers),
        ]
        talk.say("utter_skin_profile", profile=profile_of(talk, answers))
        if not found:
            return [*kept, *fill(match_count=0)]
        searched = {"department": "skincare", **{n: v for n, v in answers.items() if n != "sun"}}
        wishes = list_wishes(searched, talk.reads.shop.currency)
        return [*kept, *keep_search(searched, wishes, Found(tuple(found)), view="routine")]


def profile_of(talk: Talk, answers: dict[str, Any]) -> str:
    """`dry skin · reacts easily · calms redness · much sun`."""
    names = {"skin_concern": "concern"}
    told = [(names.get(name, name), str(code)) for name, code in answers.items() if code != ANY]
    return " · ".join(talk.shelf.label(name, code, talk.language) for name, code in told)


async def show_routine(talk: Talk, product: Shown, offer: Offered) -> None:  # noqa: ARG001 (one signature for all views)
    """The three steps with their products, each of which opens its card."""
    told = talk.slots.get("matches")
    skus = [str(sku) for sku in told] if isinstance(told, list) else []
    found = [Hit(*pair) for sku in skus if (pair := talk.shelf.find_sku(sku)) and pair[1].stock > 0]
    lines = {step: _line(talk, found, paths) for step, paths in ROUTINE.items()}
    buttons = [
        {"title": short(hit.product.words(talk.language).title, BUTTON), "payload": payload("show", hit.offer)}
        for hit in found
    ]
    talk.say("utter_skin_routine", **lines, buttons=buttons)


def _line(talk: Talk, found: Sequence[Hit], paths: Sequence[str]) -> str:
    """A step's product with price and why; a dash when there is none."""
    hit = next((hit for path in paths for hit in found if hit.product.category == path), None)
    if hit is None:
        return "–"
    title = hit.product.words(talk.language).title
    return f"*{title}* – {plain_price_of(talk, hit.offer)}{reasons_of(talk, hit.fulfilled)}"


def _routine(talk: Talk, answers: dict[str, Any]) -> list[Hit]:
    """The best of each step, none of them twice."""
    found: list[Hit] = []
    for paths in ROUTINE.values():
        hits = (hit for path in paths for hit in _best_of(talk, path, answers))
        if best := next((hit for hit in hits if hit.product not in [other.product for other in found]), None):
            found.append(best)
    return found


def _best_of(talk: Talk, path: str, answers: dict[str, Any]) -> Sequence[Hit]:
    wishes = list_wishes({"skin_kind": path.partition("/")[2], **answers}, talk.reads.shop.currency)
    gentle = [replace(wish, firm=False) for wish in wishes if wish.name == "fragrance_free"]
    rest = [wish for wish in wishes if wish.name not in (CATEGORY, "fragrance_free")]
    return talk.shelf.find([Wish(CATEGORY, (path,), firm=True), *gentle, *rest], enough=1).hits
