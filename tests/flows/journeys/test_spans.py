"""Lengths and times of day, over changes of clocks and in every zone."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.engine.journeys.spans import SpanWrong, is_within, next_at, parse_range, parse_span, zone_of

BERLIN = ZoneInfo("Europe/Berlin")
ZONES = st.sampled_from(sorted(available_timezones()))
MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - as hypothesis takes them
TIMES = st.times().map(lambda moment: moment.replace(second=0, microsecond=0))


@pytest.mark.parametrize(
    ("written", "span"),
    [
        ("30m", timedelta(minutes=30)),
        ("1h30m", timedelta(minutes=90)),
        ("3d", timedelta(days=3)),
        ("2w", timedelta(weeks=2)),
        (" 1d 2h ", timedelta(hours=26)),
    ],
)
def test_lengths_are_read(written: str, span: timedelta) -> None:
    assert parse_span(written) == span


@pytest.mark.parametrize("written", ["", "3", "h", "1.5h", "-3d", "3d later", "99999w", None])
def test_what_is_no_length_is_said(written: str | None) -> None:
    with pytest.raises(SpanWrong):
        parse_span(written)


def test_a_quiet_night_in_berlin() -> None:
    night = parse_range("21:00-08:00")
    assert is_within(datetime(2026, 7, 1, 19, 0, tzinfo=UTC), night, BERLIN)
    assert not is_within(datetime(2026, 7, 1, 18, 59, tzinfo=UTC), night, BERLIN)
    assert not is_within(datetime(2026, 7, 2, 6, 0, tzinfo=UTC), night, BERLIN)
    assert is_within(datetime(2026, 12, 2, 6, 59, tzinfo=UTC), night, BERLIN)


def test_a_time_that_the_clocks_skip_comes_as_much_later() -> None:
    """On 29 March 2026 Berlin goes from 2:00 to 3:00."""
    assert next_at(datetime(2026, 3, 29, 0, 0, tzinfo=UTC), time(2, 30), BERLIN) == datetime(
        2026, 3, 29, 1, 30, tzinfo=UTC
    )


def test_a_time_that_comes_twice_comes_once() -> None:
    """On 25 October 2026 Berlin has 2:30 twice."""
    first = next_at(datetime(2026, 10, 24, 22, 0, tzinfo=UTC), time(2, 30), BERLIN)
    assert first == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


@settings(max_examples=300)
@given(MOMENTS, TIMES, ZONES)
def test_the_next_time_is_ahead_and_within_two_days(now: datetime, moment: time, zone: str) -> None:
    found = next_at(now, moment, zone_of(zone))
    assert now <= found <= now + timedelta(hours=49)


@settings(max_examples=300)
@given(MOMENTS, TIMES, TIMES, ZONES)
def test_what_waits_for_the_end_of_quiet_hours_is_not_quiet_then(
    now: datetime, begins: time, ends: time, zone: str
) -> None:
    """A message that was put off is not put off for ever."""
    if begins == ends:
        return
    there = zone_of(zone)
    shown = next_at(now, ends, there).astimezone(there).time().replace(tzinfo=None)
    if shown >= ends:  # but for the day on which the clocks skip the end
        assert not is_within(next_at(now, ends, there), (begins, ends), there) or shown != ends


def test_an_unknown_zone_is_utc() -> None:
    assert zone_of("Mars/Olympus") == ZoneInfo("UTC") == zone_of("")
