"""Facts of what is sold: pieces, prices, and who waits for something that was sold out."""

from collections.abc import Mapping, Sequence

from bot.doors.wishes import count_promised, read_called
from bot.outbox.untrue import BUSY, Fact, How, Stated, Untrue, id_of, judge_each, read_held
from bot.storage.transactions import Row, Tx
from catalog.stock import PLENTY, to_pay

OFFERS = (
    "select o.sku, o.price, o.sale_price, o.currency, case when o.stock is null "  # noqa: S608 - a number of ours
    f"or o.availability in ('preorder', 'backorder') then {PLENTY} else o.stock end, p.active, v.gone_at, "
    "o.sale_from, o.sale_until from offer o join variant v on v.sku = o.sku join product p on p.id = v.product_id "
    "where o.sku = any($1::text[])"
)
HOLD = "for share of o skip locked"
HOLD_ALONE = "for no key update of o skip locked"  # who counts promises, counts alone
NOT_SOLD = "the product is not sold any more"


async def check_stock(tx: Tx, stated: Sequence[Stated], now: int) -> dict[int, Untrue]:  # noqa: ARG001
    """`{sku, at_least: 1}`."""

    def judge(each: Stated, row: Row) -> Untrue | None:
        if not _is_sold(row):
            return Untrue(NOT_SOLD)
        wanted = int(each.fact.get("at_least", 1))
        return Untrue("it is sold out" if row[4] <= 0 else f"only {row[4]} are left") if row[4] < wanted else None

    return judge_each(stated, await read_held(tx, OFFERS, HOLD, _skus(stated)), _sku, judge, NOT_SOLD)


async def check_price(tx: Tx, stated: Sequence[Stated], now: int) -> dict[int, Untrue]:
    """`{sku, is: minor units, currency}`: what has to be paid for it at this moment."""

    def judge(each: Stated, row: Row) -> Untrue | None:
        if not _is_sold(row):
            return Untrue(NOT_SOLD)
        asked = to_pay(row[1], row[2], (row[7], row[8]), now)
        same = asked == each.fact.get("is") and row[3] == each.fact.get("currency", row[3])
        return None if same else Untrue("the price has changed since it was written", How.ANEW)

    return judge_each(stated, await read_held(tx, OFFERS, HOLD, _skus(stated)), _sku, judge, NOT_SOLD)


async def check_wishes(tx: Tx, stated: Sequence[Stated], now: int) -> dict[int, Untrue]:
    """`{id, sku}`: still waited for, and no more people are told of the pieces than there are."""
    offers = await read_held(tx, OFFERS, HOLD_ALONE, _skus(stated))
    called = await read_called(tx, [id_of(each.fact) for each in stated])
    promised = await count_promised(tx, _skus(stated), now)
    found: dict[int, Untrue] = {}
    for each in stated:
        wrong = _judge_wish(each, offers, called, promised)
        if wrong is not None:
            found[each.entry_id] = wrong
        else:
            promised[_sku(each.fact)] = promised.get(_sku(each.fact), 0) + 1
    return found


def _judge_wish(
    each: Stated, offers: Mapping[str, Row | None], called: Mapping[int, str], promised: Mapping[str, int]
) -> Untrue | None:
    sku = _sku(each.fact)
    if called.get(id_of(each.fact)) != sku:
        return Untrue("the contact does not wait for it any more")
    if sku not in offers:
        return Untrue(NOT_SOLD)
    row = offers[sku]
    if row is None:
        return BUSY
    if not _is_sold(row) or row[4] <= 0:
        return Untrue("it is sold out again")
    return Untrue("others were told of the pieces that are left") if promised.get(sku, 0) >= row[4] else None


def _is_sold(row: Row) -> bool:
    return bool(row[5]) and row[6] is None and row[1] is not None


def _skus(stated: Sequence[Stated]) -> list[str]:
    return sorted({_sku(each.fact) for each in stated})


def _sku(fact: Fact) -> str:
    return str(fact.get("sku", ""))
