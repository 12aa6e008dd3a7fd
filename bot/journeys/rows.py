"""Enrollments as they are stored, and back."""

import json
from typing import Any

from bot.storage.columns import dump_json, from_micros, to_micros
from bot.storage.transactions import Row
from flows.engine.journeys.enrollment import Enrollment, Stage


def from_row(row: Row) -> Enrollment:
    """From the columns of `queries.FIELDS`."""
    journey, key, entry, stage, step, pace, waiting, until, wake_at, context, held_out, goal, reason, began, ended = (
        row
    )
    return Enrollment(
        journey=journey,
        key=key,
        entry=entry,
        step=step,
        began_at=from_micros(began),
        stage=Stage(stage),
        pace=pace,
        waiting=waiting,
        until=tuple(_value(until)),
        wake_at=None if wake_at is None else from_micros(wake_at),
        context=_value(context),
        held_out=bool(held_out),
        goal=goal,
        reason=reason,
        ended_at=None if ended is None else from_micros(ended),
    )


def to_row(contact_id: int, enrollment: Enrollment) -> tuple[object, ...]:
    """The arguments of `queries.KEEP`."""
    e = enrollment
    wake_at = None if e.wake_at is None else to_micros(e.wake_at)
    ended_at = None if e.ended_at is None else to_micros(e.ended_at)
    return (
        contact_id, e.journey, e.key, e.entry, e.stage.value, e.step, e.pace, e.waiting, dump_json(list(e.until)),
        wake_at, dump_json(dict(e.context)), e.held_out, e.goal, e.reason, to_micros(e.began_at), ended_at,
    )  # fmt: skip


def _value(told: Any) -> Any:
    """JSON, which one of the databases hands out as text."""
    return json.loads(told) if isinstance(told, str) else told
