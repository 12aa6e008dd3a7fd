"""Sending something back: what may come back, why something may not, and what happens next (E7)."""

from bot.actions.base import Events, ShopAction, Talk, fill, want
from bot.actions.buying.orders import document, number_in, title_of
from bot.actions.money import render_day
from bot.actions.showing.cards import fit_title
from bot.orders.queries import find_line_with_order, find_order, list_order_lines, list_orders
from bot.orders.returns import Returnable, WhyNot, judge
from bot.storage.columns import from_micros
from bot.storage.transactions import Tx
from bot.understanding.normal import fold
from bot.understanding.words import stem

_MOST_ROWS = 8
_FIXED_ROWS = 2  # a person, never mind


class LookForReturns(ShopAction):
    """What may come back, into `return_step`: choose | nothing. Says why when nothing may."""

    called = "action_look_for_returns"

    async def act(self, talk: Talk) -> Events:
        if not talk.reads.shop.policies.return_days:  # nothing is taken back, or nobody knows
            talk.say("utter_faq/returns")
            return fill(order_number=None, return_step="nothing")
        number = number_in(talk)
        named = fill(order_number=None, return_order=number or None)
        judged = await _judge_all(talk, number)
        if judged is None:
            return [*named, *fill(return_step="nothing")]
        may = [each for each in judged if each.why_not is None]
        for each in judged:
            if each.why_not is WhyNot.ASKED_ALREADY:
                talk.say(
                    f"utter_return_{each.line.return_status}",
                    number=each.line.return_number,
                    product=title_of(talk, each.line),
                )
        if may:
            line = str(may[0].line.id) if len(may) == 1 else None
            return [*named, *fill(return_step="choose", return_line=line)]
        _say_why_not(talk, judged)
        return [*named, *fill(return_step="nothing")]


class AskReturnLine(ShopAction):
    """Which of the things that may come back."""

    called = "action_ask_return_line"

    async def act(self, talk: Talk) -> Events:
        judged = await _judge_all(talk, talk.text_of("return_order")) or []
        may = [each for each in judged if each.why_not is None][:_MOST_ROWS]
        rows = [_row(talk, each, len(may) + _FIXED_ROWS) for each in may]
        if not rows:
            _say_why_not(talk, judged)
            return fill(return_line="0")
        talk.say("utter_which_return", before=rows)
        return []


class ValidateReturnLine(ShopAction):
    """“The calm serum”: which of the things that may come back; else it is asked again."""

    called = "validate_return_line"

    async def act(self, talk: Talk) -> Events:
        told = talk.text_of("return_line")
        if told.isdecimal():
            return fill(return_line=told)
        words = {stem(word) for word in fold(told).split()}
        judged = await _judge_all(talk, talk.text_of("return_order")) or []
        scored = [(len(words & _words_of(talk, each)), each) for each in judged if each.why_not is None]
        best = max((score for score, _ in scored), default=0)
        meant = [each for score, each in scored if score == best > 0]
        if len(meant) != 1:
            talk.say("utter_invalid/return_line")
            return fill(return_line=None)
        return fill(return_line=str(meant[0].line.id))


class CheckReturn(ShopAction):
    """Looks once more at the one that was chosen: a button may be old, or the return asked for already."""

    called = "action_check_return"

    async def act(self, talk: Talk) -> Events:
        each = await _chosen(talk)
        if each is None:
            return fill(return_step="nothing")
        if each.why_not is not None:
            _say_why_not(talk, [each])
            return fill(return_step="nothing")
        talk.say("utter_return_of", product=title_of(talk, each.line))
        by_post = fill(return_way="label") if not talk.reads.shop.stores else []  # there is nowhere else to bring it
        return [*fill(return_step="choose"), *by_post]


class RequestReturn(ShopAction):
    """Promises the return's number and says what happens next; the turn writes it down."""

    called = "action_request_return"

    async def act(self, talk: Talk) -> Events:
        each = await _chosen(talk)
        if each is None or each.why_not is not None:
            _say_why_not(talk, [each] if each else [])
            return []
        way, reason = talk.text_of("return_way") or "label", talk.text_of("return_reason") or "other"
        talk.say("utter_return_made", number=each.number, product=title_of(talk, each.line))
        if way == "label":
            talk.say("utter_return_label", attachment=document(talk, "label", each.line.id, each.number))
        else:
            talk.say("utter_return_store", number=each.number)
        talk.say("utter_return_refund")
        return want("request_return", number=each.number, line=each.line.id, reason=reason, way=way)


async def _judge_all(talk: Talk, number: str) -> list[Returnable] | None:
    """Every line of the order that was named, else of all the contact's orders; None (and said) without any."""
    async with talk.reads.database.read() as tx:
        orders = await list_orders(tx, talk.contact_id)
        if number:
            order = await find_order(tx, talk.contact_id, number)
            if order is None:
                talk.say("utter_order_not_yours", number=number)
                return None
            orders = [order]
        if not orders:
            talk.say("utter_return_no_orders")
            return None
        policies = talk.reads.shop.policies
        return [
            judge(order, line, policies, talk.now)
            for order in orders
            for line in await list_order_lines(tx, order.id)
        ]


async def _chosen(talk: Talk) -> Returnable | None:
    line_id = talk.text_of("return_line")
    if not line_id.isdecimal():
        return None
    async with talk.reads.database.read() as tx:
        return await _find(tx, talk, int(line_id))


async def _find(tx: Tx, talk: Talk, line_id: int) -> Returnable | None:
    found = await find_line_with_order(tx, talk.contact_id, line_id)
    return judge(*found, talk.reads.shop.policies, talk.now) if found else None


def _say_why_not(talk: Talk, judged: list[Returnable]) -> None:
    """The reason that is nearest to a return: a parcel on its way before one that is long over."""
    reasons = {each.why_not: each for each in reversed(judged)}
    for reason in (WhyNot.NOT_DELIVERED, WhyNot.FINAL_SALE, WhyNot.TOO_LATE):
        if reason in reasons:
            each = reasons[reason]
            talk.say(
                f"utter_return_not_{reason.value}",
                product=title_of(talk, each.line),
                number=each.order.number,
            )
            return
    talk.say("utter_return_nothing_left")


def _words_of(talk: Talk, each: Returnable) -> set[str]:
    """As the order has it and as it was shown: both may be typed."""
    return {stem(word) for word in fold(f"{each.line.title} {title_of(talk, each.line)}").split()}


def _row(talk: Talk, each: Returnable, choices: int) -> dict[str, str]:
    title = fit_title(title_of(talk, each.line), choices)
    day = render_day(from_micros(each.order.placed_at), talk.reads.shop.timezone, talk.language)
    return {
        "title": title,
        "payload": f"/SetSlots(return_line={each.line.id})",
        "description": f"📦 {each.order.number} · {day}",
    }
