"""A shop's own quiet hours and caps for all journeys of a kind."""

from datetime import time, timedelta

import pytest

from flows.engine.journeys.caps import CapWrong, parse_cap, write_cap
from flows.engine.journeys.journey import Cap
from flows.engine.journeys.limits import Limit, limit
from tests.flows.journeys.make import WHOLE, compiled

NIGHT = (time(22), time(7))


def test_what_is_left_out_stays_as_it_is_written() -> None:
    """An empty limit changes nothing; one of another kind neither."""
    flows = compiled(WHOLE)
    assert limit(flows, {"marketing": Limit()}) is flows
    assert limit(flows, {"utility": Limit((NIGHT,), ())}).journeys == flows.journeys


def test_a_limit_is_for_journeys_and_their_steps() -> None:
    """Quiet hours of a step of its own give way, too; none means none."""
    flows = compiled(WHOLE.replace("expires: 12h", 'expires: 12h, quiet_hours: "12:00-13:00"'))
    assert flows.journeys["cart_recovery"].policy_at("m1").quiet == (time(12), time(13))
    limited = limit(flows, {"marketing": Limit((NIGHT,), (Cap(1, timedelta(days=2)),))}).journeys["cart_recovery"]
    assert {limited.policy_at(step).quiet for step in limited.steps} == {NIGHT}
    assert limited.policy.caps == (Cap(1, timedelta(days=2)),)
    free = limit(flows, {"marketing": Limit((), ())}).journeys["cart_recovery"].policy_at("m1")
    assert (free.quiet, free.caps) == (None, ())


@pytest.mark.parametrize(
    ("text", "written"), [("1 per 12h", "1 per 12h"), ("3 per 168h", "3 per 7d"), ("2 per 90s", "2 per 90s")]
)
def test_caps_are_read_and_written(text: str, written: str) -> None:
    """In the longest unit that fits."""
    assert write_cap(parse_cap(text)) == written


@pytest.mark.parametrize("text", ["", "1", "per 12h", "0 per 12h", "-1 per 12h", "9999 per 1d", "1 per soon"])
def test_what_is_no_cap_is_refused(text: str) -> None:
    """With words that say how one is written."""
    with pytest.raises(CapWrong):
        parse_cap(text)
