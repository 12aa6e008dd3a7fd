"""Yes or no to an order that is paid on delivery, by its buttons: the first answer counts."""

from bot.actions.base import Events, ShopAction, Talk, want
from bot.actions.buying.carts import money
from bot.actions.buying.orders import choose_order, due_in, payload
from bot.orders.cod import CANCELLED, CONFIRMED, find_answer, is_on_delivery, may_cancel
from bot.orders.queries import OrderSeen
from bot.orders.states import OrderStatus


class ConfirmOrder(ShopAction):
    """The order may be packed."""

    called = "action_confirm_cod"

    async def act(self, talk: Talk) -> Events:
        return await _answer(talk, CONFIRMED)


class CancelOrder(ShopAction):
    """The order is not to be, as long as nobody has said yes to it and nothing has been packed."""

    called = "action_cancel_cod"

    async def act(self, talk: Talk) -> Events:
        return await _answer(talk, CANCELLED)


async def _answer(talk: Talk, answer: str) -> Events:
    async with talk.reads.database.read() as tx:
        order, _ = await choose_order(tx, talk)
        said = await find_answer(tx, order.id) if order else ""
        is_ours = answer == CONFIRMED or (order is not None and await may_cancel(tx, order.id))
    if order is None:
        return []
    if order.status == OrderStatus.CANCELLED:
        _say(talk, CANCELLED, order)
        return []
    is_open = order.status == OrderStatus.PLACED and is_on_delivery(order.payment)
    if not (is_open and is_ours) or said not in ("", answer):
        _say(talk, "too_late", order)
        return []
    _say(talk, answer, order)
    return want("answer_cod", order=order.id, answer=answer)


def _say(talk: Talk, what: str, order: OrderSeen) -> None:
    talk.say(
        f"utter_cod_{what}",
        number=order.number,
        total=money(talk, order.total, order.currency),
        due=due_in(order.expected_at, talk.reads.shop.timezone, talk.language),
        status=payload("order_status", order),
    )
