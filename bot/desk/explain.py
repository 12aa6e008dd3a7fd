"""`shopclerk explain`: why a contact got something around a time, or did not."""

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.actions.registry import list_actions
from bot.actions.shopfile.shop import read_shop
from bot.clock import SystemClock
from bot.contacts.queries import find_contact_by
from bot.desk.events import NotFound, console
from bot.desk.people import print_json
from bot.errors import BotError
from bot.journeys.explain import Line, Question, explain
from bot.journeys.wordbook import Wordbook
from bot.settings import Settings
from bot.sources import read_flows
from bot.storage.columns import from_micros, to_micros
from bot.storage.database import Database
from bot.whatsapp.reasons import explain as explain_code
from flows.engine.journeys.spans import SpanWrong, parse_span, zone_of

WIDE = timedelta(hours=24)  # before and after the moment that is asked about


class NoSuchMoment(BotError):
    """It is no moment: write 2026-11-27 09:30, or with a zone 2026-11-27T09:30+09:00."""


async def show_explanation(
    settings: Settings, words: str, *, at: str = "", within: str = "", language: str = "en", as_json: bool = False
) -> None:
    """Tell it on the terminal. Raises NotFound or NoSuchMoment."""
    shop = read_shop(Path(settings.shop_file))
    flows = read_flows(settings.own_flows, list_actions(None, settings.own_flows))
    database = Database(settings.database_url)
    try:
        async with database.read() as tx:
            contact_id = await find_contact_by(tx, words)
            if contact_id is None:
                raise NotFound(f"There is no contact {words}.")
            moment = _moment(at, shop.timezone)
            wide = _span(within)
            asked = Question(
                contact_id, to_micros(moment - wide), to_micros(moment + wide), flows.journeys, shop.timezone
            )
            lines = await explain(tx, _until_now(asked))
    finally:
        await database.close()
    zone = str(lines[0].told["zone"]) if lines else shop.timezone
    show(lines, Wordbook(language, zone, explain_code), as_json=as_json)


def show(lines: list[Line], words: Wordbook, *, as_json: bool) -> None:
    """A sentence a line, or JSON with the sentence in it."""
    if as_json:
        print_json([_as_json(line, words.say(line).strip()) for line in lines])
        return
    for line in lines:
        when = "" if line.kind in ("standing", "nothing") else f"{words.moment(line.at)}  "
        console.print(f"{when}{words.say(line)}", soft_wrap=True, highlight=False, markup=False)


def _as_json(line: Line, sentence: str) -> dict[str, Any]:
    told = {name: _readable(name, value) for name, value in line.told.items()}
    return {"at": from_micros(line.at).isoformat(), "kind": line.kind, **told, "words": sentence}


def _readable(name: str, value: Any) -> Any:
    is_moment = isinstance(value, int) and (name == "until" or name.endswith("_at"))
    return from_micros(value).isoformat() if is_moment else value


def _moment(told: str, timezone: str) -> datetime:
    """Now when nothing is said; without a zone, the shop's."""
    if not told:
        return SystemClock().now()
    try:
        moment = datetime.fromisoformat(told)
    except ValueError as error:
        raise NoSuchMoment(f"“{told}” is no moment: write 2026-11-27 09:30 (the shop's time)") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=zone_of(timezone))


def _span(told: str) -> timedelta:
    try:
        return parse_span(told) if told else WIDE
    except SpanWrong as error:
        raise NoSuchMoment(str(error)) from error


def _until_now(asked: Question) -> Question:
    """Nobody knows what will be."""
    return replace(asked, before=min(asked.before, max(asked.since, to_micros(SystemClock().now()))))
