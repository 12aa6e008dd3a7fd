"""What a journey would do: who has lately given it cause, and what its messages would cost."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.console.desk import Desk
from bot.console.merchant.graphs import KINDS
from bot.console.merchant.journeyqueries import COUNT_SENDS, LIST_EVENTS
from bot.storage.transactions import Row
from bot.templates.rates import MILLION, Tariff
from flows.engine.journeys.journey import Journey

DAYS = 14
MOST = 5_000  # events looked at
_DAY = timedelta(days=1) // timedelta(microseconds=1)
_KNOWN = 20  # passages from which on what they really sent is taken


@dataclass(frozen=True)
class Forecast:
    """`by_day` has DAYS numbers, the last one of today so far; the cost is of a day, at most, in `currency`."""

    by_day: tuple[int, ...]
    qualify_now: int
    a_day: float
    sends_each: float
    cost_a_day: float
    currency: str
    is_measured: bool
    is_whole: bool


async def forecast(desk: Desk, journey: Journey) -> Forecast:
    """By the triggers of the last 14 days, whether or not the journey was on."""
    now = desk.now()
    async with desk.database.read() as tx:
        events = await tx.rows(LIST_EVENTS, now - DAYS * _DAY, MOST)
        row = await tx.row(COUNT_SENDS, journey.id, now - 30 * _DAY)
    passages, sent = (int(row[0]), int(row[1])) if row else (0, 0)
    begun = list(beginnings(journey, events))
    by_day = Counter((now - at) // _DAY for _, at, _ in begun)
    days = tuple(by_day.get(number, 0) for number in range(DAYS - 1, -1, -1))
    is_measured = passages >= _KNOWN
    sends = sent / passages if is_measured else most_sends(journey)
    tariff = desk.wordings.rates.on(desk.clock.now().date())
    category = category_of(journey)
    each = mean_price(tariff, category, [country for _, _, country in begun])
    a_day = len(begun) / DAYS
    cost = a_day * sends * each
    now_ = len({who for who, at, _ in begun if now - at < _DAY})
    return Forecast(days, now_, a_day, sends, cost, tariff.currency, is_measured, len(events) < MOST)


def beginnings(journey: Journey, events: Iterable[Row]) -> Iterable[tuple[int, int, str]]:
    """Contact, moment and country of each event that would begin a passage; one for each key and day."""
    seen: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
    for contact_id, body, at, country in events:
        told = json.loads(body)
        data = told.get("data") or told.get("slots") or {}
        key = journey.key_of(data)
        if key is None or not _is_trigger(journey, str(told.get("name", "")), data):
            continue
        if all(abs(at - other) >= _DAY for other in seen[contact_id, key]):
            seen[contact_id, key].append(at)
            yield contact_id, at, country


def most_sends(journey: Journey) -> float:
    """As many messages as it has steps that send, where nothing is known yet."""
    return float(sum(KINDS.get(type(step).__name__) == "send" for step in journey.steps.values()))


def category_of(journey: Journey) -> str:
    """By which its messages are billed: that of its templates, else its own."""
    category = journey.policy.category
    return "utility" if category == "service" else category


def mean_price(tariff: Tariff, category: str, countries: Sequence[str]) -> float:
    """Of one message outside the window, in the currency's unit, over the countries that there are."""
    asked = countries or [""]
    prices = [tariff.price(category, country, in_window=False) for country in asked]
    return sum(prices) / len(prices) / MILLION


def _is_trigger(journey: Journey, name: str, data: Any) -> bool:
    """A condition on the contact is taken to hold: it is not known any more how the contact was."""
    for on in journey.triggers:
        if on.event != name:
            continue
        try:
            if on.condition is None or on.condition({}, {"event": data, "contact": {}}):
                return True
        except (TypeError, ValueError):
            continue
    return False
