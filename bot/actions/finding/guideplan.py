"""What a size guide asks next, and for what: only what this catalog's goods can tell apart."""

from bot.actions.base import Events, ShopAction, Talk, fill
from bot.actions.finding.goods import BIKE, BOARD, CLOTHES, OTHER, Goods, body_measures, goods_of, kind_of, table_of
from bot.actions.finding.guides import candidates, chosen_product
from bot.actions.finding.questioning import is_writable
from bot.actions.finding.wanted import label_of
from bot.actions.finding.wishes import ANY
from bot.actions.showing.cards import fit_title
from catalog.measures import read_measures
from catalog.sizing import rows_of
from catalog.wishes import CATEGORY, Shown

NONE, ADVISE, MEASURE = "none", "advise", "measure"
MOST_BUTTONS, MOST_ROWS = 3, 9
USUAL = ("XS", "S", "M", "L", "XL")
_TELLING = {BOARD: ("level", "terrain"), BIKE: ("ride",)}  # attributes that are asked about before measuring
_WEARS = ("tee", "knit", "shirt", "dress", "skirt", "trousers", "coat")


class BeginGuide(ShopAction):
    """What the guide is for, and what the first words have already told: `snowboard size for 180 cm 75 kg`."""

    called = "action_begin_guide"

    async def act(self, talk: Talk) -> Events:
        goods = goods_of(talk.shelf, talk.reads.shop)
        found = talk.shelf.find_sku(talk.text_of("sku"))
        product = found[0] if found and body_measures(table_of(talk.reads.shop, found[0])) else None
        wanted = talk.text_of("guide_kind")
        if product is not None and wanted and _kind(talk, product) != wanted:
            product = None
        told = read_measures(str(talk.tracker.latest_message.get("text") or ""))
        kind = _kind(talk, product) if product else _kind_in(goods, wanted)
        return fill(
            guide_kind=kind or None,
            guide_path=goods.others[0] if kind == OTHER and product is None else None,
            guide_product=product.id if product else None,
            guide_next=None if product or goods.has_sizes else NONE,
            measures=told,
            guide_measure=None,
        )


class AskGuideKind(ShopAction):
    """Asks what the size is for: only what this shop has tables for."""

    called = "action_ask_guide_kind"

    async def act(self, talk: Talk) -> Events:
        goods = goods_of(talk.shelf, talk.reads.shop)
        room = (MOST_BUTTONS if goods.sized else MOST_ROWS) - len(goods.sized)
        rows = _rows_of(talk, goods.others, OTHER, max(room, 0))
        only = [f"/SetSlots(guide_kind={kind})" for kind in goods.sized]
        talk.say("utter_pick_guide_kind", only=[*only, *(row["payload"] for row in rows)], buttons=rows)
        return []


class AskGuideWear(ShopAction):
    """Asks for the kind of clothes, as this shop divides them."""

    called = "action_ask_guide_wear"

    async def act(self, talk: Talk) -> Events:
        paths = goods_of(talk.shelf, talk.reads.shop).sized.get(CLOTHES, ())
        known = [wear for wear in _WEARS if f"clothes/{wear}" in paths]
        rows = [] if known else _rows_of(talk, paths, CLOTHES, MOST_ROWS - 1)
        only = [f"/SetSlots(guide_wear={wear})" for wear in (*known, ANY)]
        talk.say("utter_pick_guide_wear", only=[*only, *(row["payload"] for row in rows)], before=rows)
        return []


class AskUsualSize(ShopAction):
    """Asks for the size that is usually worn: those that the tables have."""

    called = "action_ask_usual_size"

    async def act(self, talk: Talk) -> Events:
        only = [f"/SetSlots(usual_size={size})" for size in (*_usual(talk), MEASURE)]
        talk.say("utter_pick_usual_size", only=only)
        return []


class PlanGuide(ShopAction):
    """The next question into `guide_next`; `measure` or `advise` when nothing is left to ask before."""

    called = "action_plan_guide"

    async def act(self, talk: Talk) -> Events:
        return fill(guide_next=_next(talk))


def _next(talk: Talk) -> str:
    kind, chosen = talk.text_of("guide_kind"), chosen_product(talk)
    if kind == CLOTHES:
        return _next_of_clothes(talk, chosen)
    telling = () if chosen else _TELLING.get(kind, ())
    return next((name for name in telling if not talk.text_of(name) and _parts(talk, name)), MEASURE)


def _next_of_clothes(talk: Talk, chosen: Shown | None) -> str:
    open_yet = not (chosen or talk.text_of("guide_wear") or talk.text_of("guide_path"))
    if open_yet and len(goods_of(talk.shelf, talk.reads.shop).sized.get(CLOTHES, ())) > 1:
        return "wear"
    if not talk.text_of("usual_size") and _usual(talk):
        return "usual"
    if not talk.text_of("size_fit"):
        return "fit"
    return MEASURE if talk.text_of("usual_size") in ("", MEASURE) else ADVISE


def _parts(talk: Talk, name: str) -> bool:
    """Whether the answer would tell the goods apart."""
    return len({codes for hit in candidates(talk) if (codes := hit.product.attributes.get(name))}) > 1


def _usual(talk: Talk) -> list[str]:
    codes = {row.code for hit in candidates(talk) for row in rows_of(table_of(talk.reads.shop, hit.product))}
    return [size for size in USUAL if size in codes]


def _kind_in(goods: Goods, wanted: str) -> str:
    """What was asked for, if there is any of it; else the only kind that there is."""
    kinds = [*goods.sized, *([OTHER] if goods.others else [])]
    if wanted in kinds:
        return wanted if wanted != OTHER or len(goods.others) == 1 else ""
    return kinds[0] if len(kinds) == 1 and (kinds[0] != OTHER or len(goods.others) == 1) else ""


def _kind(talk: Talk, product: Shown) -> str:
    return kind_of(talk.shelf, talk.reads.shop, product)


def _rows_of(talk: Talk, paths: tuple[str, ...], kind: str, most: int) -> list[dict[str, str]]:
    """Categories by their names, as answers."""
    shown = [path for path in paths if path and is_writable(path)][:most]
    slots = "guide_wear=any" if kind == CLOTHES else f"guide_kind={kind}"
    return [
        {
            "title": fit_title(_capital(label_of(talk, CATEGORY, path)), most),
            "payload": f"/SetSlots({slots}, guide_path={path})",
        }
        for path in shown
    ]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
