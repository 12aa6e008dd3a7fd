"""The shade match: depth and undertone of the skin become one shade that is in stock, and its neighbour."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from bot.actions.base import Events, ShopAction, Talk, fill, want
from bot.actions.finding.finder import keep_search
from bot.actions.finding.goods import SHADES, goods_of, shade_kind_of, table_of
from bot.actions.showing.cards import payload, say_card
from catalog.naming import word_of
from catalog.wishes import CATEGORY, Found, Hit, Offered, Shown, Wish

DEPTHS = ("fair", "light", "medium", "tan", "deep")
MOST_PRODUCTS = 300
UNSURE, NEUTRAL = "unsure", "neutral"
_OPPOSITE = 2  # warm against cool; neutral is half as far from either
_OF_DEPTH = 3  # one step of depth shows more than any undertone


@dataclass(frozen=True, slots=True)
class Shade:
    """A shade of a product, and how far it is from the skin: 0 is exact."""

    product: Shown
    offer: Offered
    option: str
    code: str
    depth: str
    undertone: str
    off: int


class ToShades(ShopAction):
    """The finder's way to the shades: of a kind, not of the product that the talk was about."""

    called = "action_to_shades"

    async def act(self, talk: Talk) -> Events:
        return fill(shade_kind=talk.slots.get("makeup_kind"), shade_door="finder", shade_product=None)


class BeginShades(ShopAction):
    """Which product the shade is for: the one that the talk is about, or none yet."""

    called = "action_begin_shades"

    async def act(self, talk: Talk) -> Events:
        if talk.text_of("shade_door") == "finder":
            return []
        found = talk.shelf.find_sku(talk.text_of("sku"))
        kind = _kind_of(talk, found[0]) if found else ""
        wanted = talk.text_of("shade_kind")
        if not found or not kind or (wanted and wanted != kind):
            return fill(shade_product=None)
        return fill(shade_kind=kind, shade_product=found[0].id)


class AskShadeKind(ShopAction):
    """Asks what the shade is for: only what is in stock."""

    called = "action_ask_shade_kind"

    async def act(self, talk: Talk) -> Events:
        there = [kind for kind in SHADES if any(p.in_stock for p in _products(talk, kind, ""))]
        talk.say("utter_pick_shade_kind", only=[f"/SetSlots(shade_kind={kind})" for kind in there])
        return []


class MatchShade(ShopAction):
    """Chooses the shade, says why, and remembers depth and undertone."""

    called = "action_match_shade"

    async def act(self, talk: Talk) -> Events:
        kind, depth = talk.text_of("shade_kind"), talk.text_of("depth")
        undertone = talk.text_of("undertone") or UNSURE
        products = _products(talk, kind, talk.text_of("shade_product"))
        every = sorted(_shades(talk, products, depth, undertone), key=_rank)
        there = [shade for shade in every if shade.offer.stock > 0]
        cleared = fill(shade_door=None, shade_product=None, shade_kind=None)
        if not there:
            return [*cleared, *fill(match_count=0)]
        best = there[0]
        self._explain(talk, best, every[0], depth, undertone)
        more = sorted(_shades(talk, _products(talk, kind, ""), depth, undertone), key=_rank)
        others = [shade for shade in more if shade.offer.stock > 0]
        told = {name: code for name, code in (("depth", depth), ("undertone", undertone)) if code and code != UNSURE}
        wishes = [Wish(CATEGORY, (best.product.category,), firm=True)]
        searched = {
            "department": "makeup",
            "makeup_kind": kind,
            **{n: v for n, v in told.items() if n == "undertone"},
        }
        hits = tuple(Hit(shade.product, shade.offer) for shade in _one_each([*there, *others]))
        return [
            *cleared,
            *keep_search(searched, wishes, Found(hits), view="shade"),
            *fill(shade_known=bool(told), undertone=None if undertone == UNSURE else undertone),
            *want("save_profile", answers=told, source="shade_match"),
            *want("save_lead", flow="shade_match", answers={"shade_kind": kind, **told}),
        ]

    @staticmethod
    def _explain(talk: Talk, best: Shade, ideal: Shade, depth: str, undertone: str) -> None:
        values = {
            "shade": _name(talk, best),
            "skin": _skin(talk, "" if best.depth == "" else depth, undertone),
            "neighbour": next((_name(talk, s) for s in _neighbours(talk, best)), ""),
        }
        if ideal.off < best.off and ideal.product.id == best.product.id:
            talk.say("utter_shade_sold_out", ideal=_name(talk, ideal), **values)
        elif undertone == UNSURE:
            talk.say("utter_shade_unsure", **values)
        elif values["neighbour"]:
            talk.say("utter_shade_found", **values)
        else:
            talk.say("utter_shade_only", **values)


async def show_shade(talk: Talk, product: Shown, offer: Offered) -> None:
    """The shade's card: into the cart, all swatches, or another product in the matching shade."""
    others = len(talk.slots.get("matches") or []) > 1
    say_card(
        talk,
        "utter_shade_card" if offer.stock > 0 else "utter_product_card",
        product,
        offer,
        swatches_payload=payload("variants", offer),
        other_payload=payload("next_match", offer) if others else payload("more_options", offer),
    )


def _kind_of(talk: Talk, product: Shown) -> str:
    return shade_kind_of(talk.shelf, talk.reads.shop, product)


def _products(talk: Talk, kind: str, product_id: str) -> list[Shown]:
    chosen = talk.shelf.products.get(product_id)
    if chosen is not None:
        return [chosen]
    paths = goods_of(talk.shelf, talk.reads.shop).shades.get(kind, ())
    below = {product.id: product for path in paths for product in islice(talk.shelf.below(path), MOST_PRODUCTS)}
    return [product for product in below.values() if _kind_of(talk, product) == kind]


def _shades(talk: Talk, products: Sequence[Shown], depth: str, undertone: str) -> Iterator[Shade]:
    for product in products:
        table = table_of(talk.reads.shop, product)
        columns = [str(name) for name in table.get("columns", ())]
        for row in (dict(zip(columns, row, strict=False)) for row in table.get("rows", ())):
            code, has, tone = str(row[columns[0]]), str(row.get("depth") or ""), str(row.get("undertone") or NEUTRAL)
            offer = next((v for v in product.variants if v.options.get(columns[0]) == code), None)
            if offer is not None:
                off = _off(has, depth) * _OF_DEPTH + _tone_off(tone, undertone)
                yield Shade(product, offer, columns[0], code, has, tone, off)


def _off(has: str, wanted: str) -> int:
    if has not in DEPTHS or wanted not in DEPTHS:
        return 0
    return abs(DEPTHS.index(has) - DEPTHS.index(wanted))


def _tone_off(has: str, wanted: str) -> int:
    wanted = NEUTRAL if wanted in (UNSURE, "") else wanted
    if has == wanted:
        return 0
    return 1 if NEUTRAL in (has, wanted) else _OPPOSITE


def _rank(shade: Shade) -> tuple[int, int, int, str]:
    return (shade.off, -shade.product.popularity, shade.offer.to_pay, shade.offer.sku)


def _one_each(shades: Sequence[Shade]) -> list[Shade]:
    """The best shade of each product, in their order."""
    seen: dict[str, Shade] = {}
    for shade in shades:
        seen.setdefault(shade.product.id, shade)
    return list(seen.values())


def _neighbours(talk: Talk, best: Shade) -> list[Shade]:
    """Other shades of the same product that are in stock, nearest first."""
    every = _shades(talk, [best.product], best.depth, best.undertone)
    return sorted((s for s in every if s.offer.stock > 0 and s.code != best.code), key=lambda s: (s.off, s.offer.sku))


def _name(talk: Talk, shade: Shade) -> str:
    return talk.shelf.label(shade.option, shade.code, talk.language)


def _skin(talk: Talk, depth: str, undertone: str) -> str:
    told = [("depth", depth), ("undertone", NEUTRAL if undertone == UNSURE else undertone)]
    return ", ".join(word_of(talk.shelf, name, code, talk.language) for name, code in told if code)
