"""What EasyPost and AfterShip tell of a parcel, as facts: its whole way, each time."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.orders.facts import StepTold, Told, TrackingTold
from bot.stores.products import Heard
from bot.stores.reading import moment, needed, some
from catalog.feeds.loose import record, records, text

EASYPOST_STAGES = {
    "pre_transit": "label_made",
    "in_transit": "in_transit",
    "out_for_delivery": "out_for_delivery",
    "available_for_pickup": "ready_for_pickup",
    "delivered": "delivered",
    "return_to_sender": "returning",
    "failure": "exception",
    "error": "exception",
}
AFTERSHIP_STAGES = {
    "InfoReceived": "label_made",
    "InTransit": "in_transit",
    "OutForDelivery": "out_for_delivery",
    "AvailableForPickup": "ready_for_pickup",
    "AttemptFail": "attempt_failed",
    "Exception": "exception",
    "Delivered": "delivered",
    "Expired": "expired",
}
MOST_STEPS = 200


def easypost(heard: Heard) -> Sequence[Told]:
    """`tracker.created`, `tracker.updated`; other events and returns say nothing to a shopper. Raises RowWrong."""
    told = record(heard.body.get("result"))
    if text(told.get("object")) != "Tracker" or told.get("is_return") is True:
        return []
    at = moment(told.get("updated_at")) or heard.at
    steps = [
        (each.get("status"), each.get("datetime"), record(each.get("tracking_location")).get("city"))
        for each in records(told.get("tracking_details"))[-MOST_STEPS:]
    ]
    return [
        TrackingTold(
            number=needed(told, "tracking_code"),
            at=at,
            carrier=text(told.get("carrier"))[:200],
            url=text(told.get("public_url"))[:2000],
            expected_at=moment(told.get("est_delivery_date")),
            steps=_steps(steps, told.get("status"), at, EASYPOST_STAGES),
        )
    ]


def aftership(heard: Heard) -> Sequence[Told]:
    """`tracking_update`. Whether a state is told for the first time we know better ourselves. Raises RowWrong."""
    told = record(heard.body.get("msg"))
    at = moment(told.get("updated_at")) or moment(heard.body.get("ts")) or heard.at
    steps = [
        (
            each.get("tag"),
            some(each.get("checkpoint_time"), each.get("created_at")),
            some(each.get("city"), each.get("location")),
        )
        for each in records(told.get("checkpoints"))[-MOST_STEPS:]
    ]
    return [
        TrackingTold(
            number=needed(told, "tracking_number"),
            at=at,
            carrier=text(told.get("slug"))[:200],
            url=text(told.get("courier_tracking_link"))[:2000],
            expected_at=moment(told.get("expected_delivery")),
            steps=_steps(steps, told.get("tag"), at, AFTERSHIP_STAGES),
        )
    ]


def _steps(
    told: Iterable[tuple[Any, Any, Any]], now: Any, at: datetime, stages: Mapping[str, str]
) -> tuple[StepTold, ...]:
    """The way by our stages (`told`: state, moment, town), and the state of `now` where no step has it yet."""
    read = [(stages.get(text(state)), moment(when), town) for state, when, town in told]
    steps = [StepTold(stage=stage, at=when, place=_town(town)) for stage, when, town in read if stage and when]
    last = stages.get(text(now))
    if last and last not in {step.stage for step in steps}:
        steps.append(StepTold(stage=last, at=at))
    return tuple(steps)


def _town(told: object) -> str:
    name = text(told)
    return (name.title() if name.isupper() else name)[:200]
