"""How fast somebody writes (P38)."""

from bot.turns.rhythm import MINUTE, MOST_A_MINUTE, Rhythm

START = 1_000 * MINUTE


def written(rhythm: Rhythm, times: int, now: int, pause: int) -> Rhythm:
    """After so many messages, `pause` µs apart."""
    for number in range(times):
        rhythm = rhythm.beat(now + number * pause)
    return rhythm


def test_a_flood_is_muted_until_a_quiet_minute_has_passed():
    flood = written(Rhythm(), MOST_A_MINUTE + 2, START, 1_000_000)
    assert flood.is_muted
    assert not flood.beat(flood.last + MINUTE + 1).is_muted


def test_a_clock_that_was_set_back_mutes_nobody():
    """Two messages a minute are no flood, however far the clock has to catch up with the last one before."""
    before = written(Rhythm(), 3, START + 60 * MINUTE, 1_000_000)
    after = written(before, MOST_A_MINUTE * 2, START, MINUTE // 2)
    assert not after.is_muted
    assert after.count <= 3
