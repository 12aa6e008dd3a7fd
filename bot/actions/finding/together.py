"""What goes with what: from what is bought in one order and looked at by the same people, then what is alike.

Never what the contact owns or has in the cart, only what is in stock; every pick says which product it is because of.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.actions.base import Events, ShopAction, Talk, fill
from bot.actions.finding.finder import keep_search
from bot.orders.carts import read_open_cart
from bot.orders.pairs import Pair, list_looked_at, list_owned, list_pairs
from catalog.wishes import Found, Hit, Offered, Shown

BOUGHT, VIEWED, ALIKE = "bought", "viewed", "alike"
MOST = 6  # picks
OF_LATE = 5  # products that somebody bought or looked at last, that picks are made for
ENOUGH_LOOKED = 2  # so many people looked at both before it is said unasked


@dataclass(frozen=True, slots=True)
class Pick:
    """A product, and why: `bought` or `viewed` together with `because`, or `alike` it."""

    hit: Hit
    because: Shown
    why: str


@dataclass(frozen=True, slots=True)
class Known:
    """What a contact has (bought, or in the cart) and has looked at, newest first. Product ids."""

    owned: tuple[str, ...]
    carted: tuple[str, ...]
    looked_at: tuple[str, ...]

    @property
    def has(self) -> frozenset[str]:
        return frozenset((*self.owned, *self.carted))


class GoesWith(ShopAction):
    """“What goes with it”: with the product of the talk, else with what is in the cart. Into `match_count`."""

    called = "action_find_goes_with"

    async def act(self, talk: Talk) -> Events:
        known = await read_known(talk)
        found = talk.shelf.find_sku(talk.text_of("sku"))
        about = [found[0].id] if found else list(known.carted)
        return keep_picks(talk, await pick(talk, known, about, but=about), about)


class Suggest(ShopAction):
    """“Recommend me something”: by what was bought and looked at last. Into `match_count`."""

    called = "action_suggest"

    async def act(self, talk: Talk) -> Events:
        known = await read_known(talk)
        about = list(dict.fromkeys((*known.carted, *known.owned[:OF_LATE], *known.looked_at[:OF_LATE])))
        return keep_picks(talk, await pick(talk, known, about, but=()), about)


class LookAtPick(ShopAction):
    """The one that was named beside the cart, to be looked at: into `match_count`."""

    called = "action_look_at_pick"

    async def act(self, talk: Talk) -> Events:
        found = talk.shelf.find_sku(talk.text_of("picked_sku"))
        if found is None:
            return fill(match_count=0, picked_sku=None)
        return [*keep_search({}, [], Found((Hit(*found),)), view="card"), *fill(picked_sku=None)]


async def best_beside(talk: Talk, product: Shown) -> Pick | None:
    """What is worth a word when this product goes into the cart; only what people really bought or saw with it."""
    known = await read_known(talk)
    async with talk.reads.database.read() as tx:
        pairs = [p for p in await list_pairs(tx, [product.id]) if p.bought or p.viewed >= ENOUGH_LOOKED]
    return next(_picks(talk, pairs, known.has | {product.id}), None)


async def read_known(talk: Talk) -> Known:
    """What this contact has and has looked at."""
    async with talk.reads.database.read() as tx:
        owned = await list_owned(tx, talk.contact_id)
        looked_at = await list_looked_at(tx, talk.contact_id)
        cart = await read_open_cart(tx, talk.contact_id)
    carted = [found[0].id for line in cart.lines if (found := talk.shelf.find_sku(line.sku))]
    return Known(tuple(owned), tuple(dict.fromkeys(carted)), tuple(looked_at))


async def pick(talk: Talk, known: Known, about: Sequence[str], *, but: Iterable[str]) -> list[Pick]:
    """At most MOST picks for these products, bought together first, then looked at, then alike."""
    without = known.has | set(but)
    async with talk.reads.database.read() as tx:
        pairs = await list_pairs(tx, about)
    together = list(_picks(talk, sorted(pairs, key=lambda pair: pair.bought == 0), without))
    return (together or list(_alike(talk, about, without)))[:MOST]


def keep_picks(talk: Talk, picks: Sequence[Pick], about: Sequence[str]) -> Events:
    """Remember them as what is shown next. Nothing to show leaves the talk where it is."""
    if not picks:
        named = next((product for id_ in about if (product := talk.shelf.products.get(id_))), None)
        return fill(match_count=0, goes_about=named.id if named else None)
    first = picks[0].hit.offer
    return fill(
        matches=[one.hit.offer.sku for one in picks],
        match_count=len(picks),
        picked_because={one.hit.offer.sku: [one.why, one.because.id] for one in picks},
        sku=first.sku,
        seen_price=first.to_pay,
        searched=None,
        wished=None,
        relaxed=None,
        card_view="goes",
        card_shown=None,
    )


def _picks(talk: Talk, pairs: Iterable[Pair], without: frozenset[str] | set[str]) -> Iterator[Pick]:
    seen = set(without)
    for pair in pairs:
        product, because = talk.shelf.products.get(pair.other), talk.shelf.products.get(pair.product)
        if product is None or because is None or pair.other in seen or not product.in_stock:
            continue
        seen.add(pair.other)
        yield Pick(Hit(product, _cheapest(product)), because, BOUGHT if pair.bought else VIEWED)


def _alike(talk: Talk, about: Sequence[str], without: frozenset[str] | set[str]) -> Iterator[Pick]:
    seen = set(without)
    for id_ in about:
        product = talk.shelf.products.get(id_)
        if product is None or not product.variants:
            continue
        for hit in talk.shelf.alike(product, price=product.variants[0].to_pay)[:MOST]:
            if hit.product.id not in seen:
                seen.add(hit.product.id)
                yield Pick(hit, product, ALIKE)


def _cheapest(product: Shown) -> Offered:
    return min(product.in_stock, key=lambda offer: offer.to_pay)
