"""Moments as people say them: `8:00 PM`, `Mon 9:00 AM`, `오후 8:00`."""

from datetime import datetime, tzinfo

from babel.dates import format_datetime, format_skeleton, format_time

from bot.actions.money import find_locale


def render_clock(moment: datetime, zone: tzinfo, language: str) -> str:
    """`8:00 PM` or `오후 8:00`, on that zone's clock."""
    locale = find_locale(language)
    pattern = str(locale.time_formats["short"].pattern).replace("a", "aaaa")  # 오후, not PM
    return render_plain(format_time(moment, pattern, tzinfo=zone, locale=locale))


def render_moment(moment: datetime, now: datetime, zone: tzinfo, language: str) -> str:
    """The same, with the weekday (and from a week on, the date) unless it is today there."""
    local, locale = moment.astimezone(zone), find_locale(language)
    days = (local.date() - now.astimezone(zone).date()).days
    clock = render_clock(moment, zone, language)
    if days == 0:
        return clock
    day = format_datetime(local, "EEE", locale=locale) if days < 7 else format_skeleton("MMMd", local, locale=locale)
    return f"{render_plain(day)} {clock}"


def render_plain(text: str) -> str:
    """With ordinary spaces only."""
    return text.replace("\u202f", " ").replace("\xa0", " ")
