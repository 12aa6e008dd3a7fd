"""What an explanation reads like: a sentence for each line, in the language of whoever asks, else in English."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any

from bot.journeys.explain import Line
from bot.outbox.reason import Explain
from bot.storage.columns import from_micros
from flows.engine.journeys.spans import zone_of

FALLBACK = "en"


class Wordbook:
    """Says lines. `explain` are the provider's codes in words; moments are shown in `zone`."""

    def __init__(self, language: str, zone: str, explain: Explain) -> None:
        self._words, self._reasons = _words(language), _reasons(language)
        self._zone, self._explain = zone_of(zone), explain

    def say(self, line: Line) -> str:
        """The sentence of a line."""
        told: dict[str, Any] = dict(line.told)
        sayers: Mapping[str, Callable[[dict[str, Any]], str]] = {
            "standing": self._standing,
            "due": self._due,
            "message": self._message,
            "ended": self._ended,
            "waits": self._waits,
            "exposure": self._exposure,
        }
        if line.kind in sayers:
            return sayers[line.kind](told)
        told["until"] = self.moment(told.get("until"))
        told["reason"] = self.reason(told.get("reason", ""))
        return self._words[line.kind].format(**told)

    def moment(self, at: int | None) -> str:
        """A moment (µs) on the contact's clock; `never` for none."""
        if at is None:
            return self._words["never"]
        local: datetime = from_micros(at).astimezone(UTC).astimezone(self._zone)
        return f"{local:%Y-%m-%d %H:%M:%S}"

    def _standing(self, told: dict[str, Any]) -> str:
        words = self._words
        purposes = ", ".join(words[f"purpose.{name}"] for name in told["purposes"])
        consent = words["consent.some"].format(purposes=purposes) if purposes else words["consent.none"]
        if told["opted_out_at"] is not None:
            consent = words["consent.out"].format(moment=self.moment(told["opted_out_at"]))
        owner = told["owner"]
        who = words.get(f"owner.{owner}") or words["owner.agent"].format(owner=owner.partition(":")[2] or owner)
        wrote = self.moment(told["wrote_at"])
        return words["standing"].format(name=told["name"], consent=consent, owner=who, wrote=wrote, zone=told["zone"])

    def _due(self, told: dict[str, Any]) -> str:
        outcome = self._words[f"outcome.{told['outcome']}"].format(until=self.moment(told["until"]))
        status = self._words.get(f"status.{told['status']}", "") if told["outcome"] == "sent" else ""
        due = self.moment(told["due_at"])
        return self._words["due"].format(**{**told, "outcome": outcome, "due": due, "why": self._why(told, status)})

    def _message(self, told: dict[str, Any]) -> str:
        outcome = self._words[f"message.{told['status']}"]
        return self._words["message"].format(what=told["what"], outcome=outcome, why=self._why(told))

    def _why(self, told: dict[str, Any], status: str = "") -> str:
        """`: reason; how far it came (the provider's code)`."""
        reasons = [each for each in (self.reason(told["reason"]), status) if each]
        why = f" — {'; '.join(reasons)}" if reasons else ""
        if code := told["error_code"]:
            known = self._explain(code)
            then = f"; {known.then}" if known.then else ""
            why += self._words["code"].format(code=code, words=known.words, then=then)
        return why

    def _ended(self, told: dict[str, Any]) -> str:
        goal = self._words["goal"].format(goal=told["goal"]) if told["goal"] else ""
        return self._words["ended"].format(**{**told, "reason": self.reason(told["reason"]), "goal": goal})

    def _waits(self, told: dict[str, Any]) -> str:
        until, events = told["until"], ", ".join(told["events"])
        form = "waits.both" if until is not None and events else "waits.for" if events else "waits.until"
        wait = self._words[form].format(until=self.moment(until), events=events)
        return self._words["waits"].format(**{**told, "wait": wait})

    def _exposure(self, told: dict[str, Any]) -> str:
        form = "exposure.holdout" if told["split"] == "holdout" else "exposure"
        return self._words[form].format(**{**told, "arm": self._words.get(told["arm"], told["arm"])})

    def reason(self, reason: str) -> str:
        """A reason in this language, as far as there are words for it."""
        return self._reasons.get(reason) or next(_fitting(self._reasons, reason), reason)


def _fitting(reasons: Mapping[str, str], reason: str) -> Iterator[str]:
    """Reasons that hold a name or a number, written `{}`."""
    for pattern, words in reasons.items():
        if "{}" in pattern:
            found = re.fullmatch(re.escape(pattern).replace(r"\{\}", "(.+)"), reason)
            if found:
                yield words.format(*found.groups())


@cache
def _words(language: str) -> Mapping[str, str]:
    return {**_read(f"{FALLBACK}.json"), **_read(f"{language}.json")}


@cache
def _reasons(language: str) -> Mapping[str, str]:
    return _read(f"reasons.{language}.json")


def _read(name: str) -> dict[str, str]:
    file = files("bot.journeys") / "words" / name
    is_plain = name.replace(".", "").replace("-", "").isalnum()
    return dict(json.loads(file.read_text("utf-8"))) if is_plain and file.is_file() else {}
