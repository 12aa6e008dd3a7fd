"""What a size guide advises: one variant, why, and what is honest to add."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.actions.base import Events, ShopAction, Talk, fill, want
from bot.actions.finding.finder import keep_search
from bot.actions.finding.goods import BIKE, BOARD, CLOTHES, kind_of, table_of
from bot.actions.finding.guides import candidates, measures_told
from bot.actions.showing.cards import payload, say_card, say_sold_out
from catalog.naming import word_of
from catalog.sizing import Fit, choose_size, nearest_codes, option_of, rows_of, step_size
from catalog.wishes import CATEGORY, Found, Hit, Offered, Shown, Wish

_LEANS = {"freestyle": -1, "powder": 1, "beginner": -1, "advanced": 1, "tight": -1, "loose": 1}
_RUNS = {"small": 1, "large": -1}  # how the shop says that its clothes run
_UNITS = {"cm": "cm", "kg": "kg", "eu": "EU"}


@dataclass(frozen=True, slots=True)
class Advice:
    """A product, the size that suits, and its variant; without stock `offer` is sold out."""

    hit: Hit
    fit: Fit
    offer: Offered

    @property
    def rank(self) -> tuple[bool, bool, int, int]:
        """What fits, then what is in stock, then what suits best, comes first."""
        return (not self.fit.fits, self.offer.stock <= 0, -len(self.hit.fulfilled), -self.hit.product.popularity)


class SizeAdvice(ShopAction):
    """Chooses product and size, says why, and leaves exactly one variant to be shown."""

    called = "action_size_advice"

    async def act(self, talk: Talk) -> Events:
        told = {name: value for name, value in measures_told(talk).items() if value is not None}
        known = sorted(
            (a for hit in candidates(talk) if (a := _advise(talk, hit, told))), key=lambda advice: advice.rank
        )
        cleared = fill(guide_product=None, measures=None, guide_measure=None)
        if not known:
            return [*cleared, *fill(match_count=0)]
        best = known[0]
        _explain(talk, best, told)
        shown = best if best.offer.stock > 0 else _instead(talk, best)
        product = best.hit.product
        hits = (Hit(product, shown.offer),)
        wishes = [Wish(CATEGORY, (product.category,), firm=True)]
        return [
            *cleared,
            *keep_search({"words": product.words(talk.language).title}, wishes, Found(hits), view="sized"),
            *_remember(talk, best, told),
        ]


async def show_sized(talk: Talk, product: Shown, offer: Offered) -> None:
    """The card of the size that was chosen: into the cart, or another size."""
    if offer.stock > 0:
        say_card(talk, "utter_sized_card", product, offer, others_payload=payload("variants", offer))
    else:
        say_sold_out(talk, product, offer)


def _advise(talk: Talk, hit: Hit, told: Mapping[str, float]) -> Advice | None:
    table = table_of(talk.reads.shop, hit.product)
    lean = _lean(talk, hit.product)
    usual = talk.text_of("usual_size")
    if _kind(talk, hit.product) == CLOTHES and usual in [row.code for row in rows_of(table)]:
        code = step_size(table, usual, lean + _RUNS.get(talk.reads.shop.policies.sizing or "", 0))
        fit: Fit | None = Fit(code, {}, fits=True)
    else:
        fit = choose_size(table, told, lean=lean)
        fit = _loosened(table, fit, lean) if fit and _kind(talk, hit.product) == CLOTHES else fit
    offer = _variant(talk, hit.product, fit.code) if fit else None
    return Advice(hit, fit, offer) if fit and offer else None


def _loosened(table: Mapping[str, Any], fit: Fit, lean: int) -> Fit:
    """Who likes it loose takes the next size up; nobody can wear what is too small, so tight changes nothing."""
    if lean <= 0 or not fit.fits or fit.beside:
        return fit
    return Fit(step_size(table, fit.code, 1), fit.ranges, fits=True)


def _lean(talk: Talk, product: Shown) -> int:
    """Towards the smaller or the larger of two sizes that fit."""
    told = [talk.text_of(name) for name in ("level", "terrain", "size_fit")]
    own = [value for name in ("level", "terrain") for value in product.attributes.get(name, ())[:1]]
    score = sum(_LEANS.get(code, 0) for code in (told if any(told) else own))
    return (score > 0) - (score < 0)


def _kind(talk: Talk, product: Shown) -> str:
    return kind_of(talk.shelf, talk.reads.shop, product)


def _variant(talk: Talk, product: Shown, code: str) -> Offered | None:
    """The variant of this size: in stock and least expensive if there is one."""
    option = option_of(table_of(talk.reads.shop, product))
    sized = [v for v in product.variants if v.options.get(option) == code]
    return min(sized, key=lambda v: (v.stock <= 0, v.to_pay), default=None)


def _instead(talk: Talk, best: Advice) -> Advice:
    """The right size is sold out: the neighbour that would do as well, if there is one; else it stays what it is."""
    table = table_of(talk.reads.shop, best.hit.product)
    option = option_of(table)
    name = talk.shelf.label(option, best.fit.code, talk.language)
    fair = [best.fit.beside] if best.fit.beside else []
    for code in fair:
        offer = _variant(talk, best.hit.product, code)
        if offer is not None and offer.stock > 0:
            other = talk.shelf.label(option, code, talk.language)
            talk.say("utter_size_sold_out_but", size=name, other=other)
            return Advice(best.hit, best.fit, offer)
    nearest = [c for c in nearest_codes(table, best.fit.code) if _in_stock(talk, best.hit.product, c)]
    talk.say("utter_size_sold_out" if nearest else "utter_size_all_sold_out", size=name)
    return best


def _in_stock(talk: Talk, product: Shown, code: str) -> bool:
    offer = _variant(talk, product, code)
    return offer is not None and offer.stock > 0


def _explain(talk: Talk, best: Advice, told: Mapping[str, float]) -> None:
    option, fit = option_of(table_of(talk.reads.shop, best.hit.product)), best.fit
    kind = _kind(talk, best.hit.product)
    values = {
        "size": talk.shelf.label(option, fit.code, talk.language),
        "beside": talk.shelf.label(option, fit.beside, talk.language) if fit.beside else "",
        "you": _told(talk, told),
        "made_for": _ranges(talk, fit),
    }
    if fit.outside:
        talk.say("utter_size_outside", **values, outside=_told(talk, {name: told[name] for name in fit.outside}))
        return
    if not told or not fit.ranges:
        talk.say("utter_size_usual", **values)
    elif fit.torn:
        talk.say("utter_size_torn", **values)
    elif fit.beside:
        talk.say(f"utter_size_between/{kind}" if kind in (BOARD, BIKE, CLOTHES) else "utter_size_between", **values)
    else:
        talk.say(f"utter_size_found/{kind}" if kind in (BOARD, BIKE, CLOTHES) else "utter_size_found", **values)


def _told(talk: Talk, told: Mapping[str, float]) -> str:
    """`height 180 cm · weight 75 kg`."""
    return " · ".join(f"{_word(talk, name)} {value:.0f} {_unit(name)}" for name, value in told.items())


def _ranges(talk: Talk, fit: Fit) -> str:
    words = (f"{_word(talk, name)} {low:g}–{high:g} {_unit(name)}" for name, (low, high) in fit.ranges.items())
    return " · ".join(words)


def _word(talk: Talk, name: str) -> str:
    return word_of(talk.shelf, "measure", name, talk.language)


def _unit(name: str) -> str:
    return _UNITS.get(name.rpartition("_")[2], "")


def _remember(talk: Talk, best: Advice, told: Mapping[str, float]) -> Events:
    answers: dict[str, Any] = dict(told)
    product = best.hit.product
    worn = _kind(talk, product) == CLOTHES and option_of(table_of(talk.reads.shop, product)) == "size"
    if worn and best.fit.code in ("XS", "S", "M", "L", "XL"):
        answers["clothes_size"] = best.fit.code
    kept = fill(clothes_size=answers["clothes_size"]) if "clothes_size" in answers else []
    return [*kept, *want("save_profile", answers=answers, source="size_guide")] if answers else []
