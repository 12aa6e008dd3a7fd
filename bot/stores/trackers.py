"""What EasyPost and AfterShip tell of a parcel, as facts: its whole way, each time."""

from collections.abc import Sequence

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
    steps = []
    for each in records(told.get("tracking_details"))[-MOST_STEPS:]:
        stage = EASYPOST_STAGES.get(text(each.get("status")))
        when = moment(each.get("datetime"))
        if stage and when:
            steps.append(
                StepTold(stage=stage, at=when, place=_town(record(each.get("tracking_location")).get("city")))
            )
    now = EASYPOST_STAGES.get(text(told.get("status")))
    if now and now not in {step.stage for step in steps}:
        steps.append(StepTold(stage=now, at=at))
    return [
        TrackingTold(
            number=needed(told, "tracking_code"),
            at=at,
            carrier=text(told.get("carrier"))[:200],
            url=text(told.get("public_url"))[:2000],
            expected_at=moment(told.get("est_delivery_date")),
            steps=tuple(steps),
        )
    ]


def aftership(heard: Heard) -> Sequence[Told]:
    """`tracking_update`. Whether a state is told for the first time we know better ourselves. Raises RowWrong."""
    told = record(heard.body.get("msg"))
    at = moment(told.get("updated_at")) or moment(heard.body.get("ts")) or heard.at
    steps = []
    for each in records(told.get("checkpoints"))[-MOST_STEPS:]:
        stage = AFTERSHIP_STAGES.get(text(each.get("tag")))
        when = moment(some(each.get("checkpoint_time"), each.get("created_at")))
        if stage and when:
            steps.append(StepTold(stage=stage, at=when, place=_town(some(each.get("city"), each.get("location")))))
    now = AFTERSHIP_STAGES.get(text(told.get("tag")))
    if now and now not in {step.stage for step in steps}:
        steps.append(StepTold(stage=now, at=at))
    return [
        TrackingTold(
            number=needed(told, "tracking_number"),
            at=at,
            carrier=text(told.get("slug"))[:200],
            url=text(told.get("courier_tracking_link"))[:2000],
            expected_at=moment(told.get("expected_delivery")),
            steps=tuple(steps),
        )
    ]


def _town(told: object) -> str:
    name = text(told)
    return (name.title() if name.isupper() else name)[:200]
