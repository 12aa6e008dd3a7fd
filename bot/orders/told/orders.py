"""A store's orders: the newest word holds, by the store's own time, and each change is told once.

`changed_at` and `told_mark` say which word the order stands for; payment has a moment of its own. What cannot be
undone (placed, cancelled, a refund) only ever adds up. So any order of the same facts ends in the same row.
"""

from collections.abc import Sequence
from hashlib import sha256

from bot.contacts.known import recognise
from bot.orders.agreed import write_agreed
from bot.orders.facts import Fulfilment, LineTold, OrderDeleted, OrderTold, Payment, PaymentTold, RefundTold
from bot.orders.states import OrderStatus
from bot.orders.told import queries
from bot.orders.told.kept import OrderKept, fill_kept, find_kept
from bot.orders.told.ledger import Ledger
from bot.orders.told.news import tell_order
from bot.orders.told.parked import of_order, park
from bot.orders.told.status import settle, settle_status
from bot.orders.vouchers import tell_redeemed
from bot.rewards.redeem import Use, release_redemption, report_redemption
from bot.storage.columns import from_micros, to_micros
from bot.storage.transactions import Row

PAYMENTS = tuple(Payment)  # in their order: of two told for one moment the later one holds
FULFILMENTS = tuple(Fulfilment)
LONGEST_TITLE = 300


async def take_order(ledger: Ledger, fact: OrderTold) -> OrderKept | None:
    """Write an order down; None when its buyer wants to be forgotten."""
    before = await find_kept(ledger, fact.external_id)
    link = await ledger.find_link(fact.who.ref)
    contact_id = await recognise(
        ledger.tx,
        fact.who,
        ledger.about,
        also=before.contact_id if before else None,
        ref=link[0] if link else None,
        alone=f"order:{ledger.source}:{fact.external_id}",
    )
    if contact_id is None:
        return None
    kept = before or await _add(ledger, fact, contact_id)
    newest = await _set_newest(ledger, fact, kept, is_new=before is None)
    after = await settle(ledger, await _fill(ledger, fact, kept, contact_id, newest))
    if await ledger.is_erased(contact_id):
        return after
    await _close_carts(ledger, fact, after, link)
    await _settle_coupons(ledger, fact, after)
    if after.is_placed:
        agreed = [*ledger.consent.given_with(fact, ledger.source), *fact.agreed]
        await write_agreed(ledger.tx, contact_id, agreed, f"order:{after.id}")
    await tell_order(ledger, before, after, to_micros(fact.at), is_newest=newest)
    return after


async def take_deleted(ledger: Ledger, fact: OrderDeleted) -> OrderKept | None:
    """A deleted order is a cancelled one; of one that nobody knew there is nothing to say."""
    before = await find_kept(ledger, fact.external_id)
    if before is None:
        await park(ledger.tx, of_order(ledger.source, fact.external_id), fact, ledger.about.now)
        return None
    at = min(to_micros(fact.at), before.cancelled_at or to_micros(fact.at))
    facts = (int(before.is_placed), at, before.paid_at, None, None, before.contact_id, None, None)
    after = await settle(ledger, await fill_kept(ledger, before.id, *facts))
    await tell_order(ledger, before, after, to_micros(fact.at), is_newest=False)
    return after


async def take_payment(ledger: Ledger, fact: PaymentTold) -> None:
    """How far the payment is, told by itself."""
    before = await find_kept(ledger, fact.order)
    if before is None:
        await park(ledger.tx, of_order(ledger.source, fact.order), fact, ledger.about.now)
        return
    await take_payment_state(ledger, before, to_micros(fact.at), fact.state)
    after = await settle_status(ledger, before.id)
    await tell_order(ledger, before, after, to_micros(fact.at), is_newest=False)


async def take_refund(ledger: Ledger, fact: RefundTold) -> None:
    """Money went back: each refund counts once."""
    kept = await find_kept(ledger, fact.order)
    if kept is None:
        await park(ledger.tx, of_order(ledger.source, fact.order), fact, ledger.about.now)
        return
    at = to_micros(fact.at)
    told = (ledger.source, fact.external_id, kept.id, fact.amount, fact.currency, at)
    if not await ledger.tx.run(queries.ADD_REFUND, *told):
        return
    await ledger.tx.run(queries.SET_REFUNDED, kept.id)
    after = await settle_status(ledger, kept.id)
    news = {
        "order_id": after.id,
        "number": after.number,
        "total": after.total,
        "currency": fact.currency,
        "amount": fact.amount,
        "refunded": after.refunded,
        "is_all": after.refunded >= after.total,
    }
    await ledger.happened(after.contact_id, "order.refunded", f"{after.id}:{fact.external_id}", at, news)


async def take_payment_state(ledger: Ledger, kept: OrderKept, at: int, state: Payment) -> None:
    """Of two words on a payment the newer one holds; of one moment, the one that is further."""
    if _is_newer(kept, at, state):
        await ledger.tx.run(queries.SET_PAYMENT, kept.id, state.value, at)


def _is_newer(kept: OrderKept, at: int, state: Payment) -> bool:
    known = PAYMENTS.index(Payment(kept.payment_state)) if kept.payment_state else -1
    return (at, PAYMENTS.index(state)) > (kept.payment_at if kept.payment_at is not None else -1, known)


async def _add(ledger: Ledger, fact: OrderTold, contact_id: int) -> OrderKept:
    place = (fact.number, contact_id, fact.currency, to_micros(fact.placed_at), ledger.source, fact.external_id)
    row = await ledger.tx.row(queries.ADD_ORDER, *place)
    kept = OrderKept.of(row) if row else await find_kept(ledger, fact.external_id)
    assert kept is not None  # noqa: S101 - it is there by now, whoever made it
    return kept


async def _set_newest(ledger: Ledger, fact: OrderTold, kept: OrderKept, *, is_new: bool) -> bool:
    """Whether this is the newest word; then the order is as it says."""
    at, mark = to_micros(fact.at), mark_of(fact)
    if (at, mark) <= (kept.changed_at if kept.changed_at is not None else -(2**62), kept.told_mark):
        return False
    await ledger.tx.run(
        queries.SET_ORDER,
        kept.id,
        fact.number,
        fact.currency,
        fact.subtotal,
        fact.discount,
        fact.shipping,
        fact.total,
        ", ".join(fact.coupons)[:200],
        fact.payment,
        to_micros(fact.placed_at),
        fact.fulfilment_state.value,
        fact.country,
        at,
        mark,
    )
    lines = one_per_sku(fact.lines, await skus_of(ledger, fact.lines))
    rows = [
        (kept.id, sku, line.title[:LONGEST_TITLE] or sku, line.quantity, line.price, False)
        for sku, line in lines.items()
    ]
    await ledger.tx.insert(queries.KEEP_LINES, rows)
    if not is_new:
        await ledger.tx.run(queries.DROP_LINES, kept.id, sorted(lines))
    return True


async def _fill(ledger: Ledger, fact: OrderTold, kept: OrderKept, contact_id: int, newest: bool) -> OrderKept:
    told = to_micros(fact.cancelled_at) if fact.cancelled_at else None
    cancelled = _earliest(told, kept.cancelled_at)
    if fact.may_revive:
        cancelled = told if newest else kept.cancelled_at
    paid = _earliest(to_micros(fact.paid_at) if fact.paid_at else None, kept.paid_at)
    tokens = fact.who.cart or None, fact.who.checkout or None
    is_placed = int(kept.is_placed or fact.is_placed)
    at = to_micros(fact.at)
    payment = (fact.payment_state.value, at) if _is_newer(kept, at, fact.payment_state) else (None, None)
    return await fill_kept(ledger, kept.id, is_placed, cancelled, paid, *tokens, contact_id, *payment)


async def _close_carts(ledger: Ledger, fact: OrderTold, after: OrderKept, link: Row | None) -> None:
    """What was bought is in no cart any more, in the store or in the chat that led there."""
    if not after.is_placed:
        return
    who = fact.who
    await ledger.tx.rows(queries.END_CARTS, ledger.source, who.cart, who.checkout, who.anonymous)
    if link and link[1] == "checkout" and str(link[2]).isdecimal():
        await ledger.tx.run(queries.END_CHAT_CART, int(link[2]), link[0])


async def _settle_coupons(ledger: Ledger, fact: OrderTold, after: OrderKept) -> None:
    """Codes of ours count as used by this order; those of a cancelled one can be used again."""
    if after.status == OrderStatus.CANCELLED:
        await release_redemption(ledger.tx, str(after.id))
    elif after.is_placed:
        for code in fact.coupons:
            used = await report_redemption(ledger.tx, code, str(after.id), from_micros(to_micros(fact.placed_at)))
            if used == Use.REDEEMED and ledger.is_news(to_micros(fact.at)):
                await tell_redeemed(ledger.tx, code, ledger.about.now)


async def skus_of(ledger: Ledger, lines: Sequence[LineTold]) -> dict[str, str]:
    """Our SKUs by the store's ids of variants, as far as the catalog follows that store."""
    ids = sorted({line.variant for line in lines if line.variant})
    rows = await ledger.tx.rows(queries.FIND_SKUS, ledger.source, ids) if ids else []
    return {row[0]: row[1] for row in rows}


def one_per_sku(lines: Sequence[LineTold], skus: dict[str, str]) -> dict[str, LineTold]:
    """Lines by SKU; the same thing twice (with another engraving) is one line of both."""
    found: dict[str, LineTold] = {}
    for line in lines:
        sku = skus.get(line.variant) or line.sku or f"variant:{line.variant or line.product or line.title}"[:200]
        if sku in found:
            line = found[sku].model_copy(update={"quantity": found[sku].quantity + line.quantity})
        found[sku] = line
    return found


def mark_of(fact: OrderTold) -> str:
    """Which of two words of one moment holds: the one that is further on, then any, but always the same one."""
    rank = (
        bool(fact.cancelled_at),
        PAYMENTS.index(fact.payment_state),
        FULFILMENTS.index(fact.fulfilment_state),
        fact.is_placed,
    )
    digest = sha256(fact.model_dump_json(exclude={"at", "who", "agreed", "boxes", "paid_at"}).encode()).hexdigest()[
        :16
    ]
    return "".join(f"{int(each)}" for each in rank) + digest


def _earliest(*moments: int | None) -> int | None:
    return min((each for each in moments if each is not None), default=None)
