"""Saying a question of the finder: what its answers are called, and what their buttons stand for.

The same for every flow that asks about the catalog; `slot` is the one that its answers fill.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b

from bot.actions.base import Talk
from bot.actions.finding.wanted import OPEN, label_of
from bot.actions.money import render_money
from bot.actions.showing.cards import fit_title
from catalog.amounts import find_money
from catalog.finder.bands import band_of
from catalog.finder.pool import Pool
from catalog.finder.questions import Answer, Question
from catalog.naming import name_of
from catalog.search.normal import fold
from catalog.wishes import CATEGORY, PRICE

_BARE = re.compile(r"\D{0,3}\d[\d.,]*\D{0,3}")
_TAPPED = re.compile(r"([\w-]+):(\S+)")
_LONGEST_CODE = 48  # bytes: a signed button holds no more
_UNWRITABLE = re.compile(r"[,()\s=]")
_WORDED = frozenset({CATEGORY, "size", "colour", "gender", "brand", "material"})  # questions with words of their own


@dataclass(frozen=True, slots=True)
class Asking:
    """Who asks: the slot that the answers fill."""

    talk: Talk
    slot: str

    def say(self, question: Question) -> None:
        """The question with its answers as buttons, and “it doesn't matter”."""
        if question.name == PRICE:
            self._say_price(question)
        else:
            self._say_choices(question)

    def say_nothing_left(self) -> None:
        """In place of a question whose answers were sold a moment ago."""
        self.talk.say("utter_live_ask_other", about="", before=[], open_payload=self._payload(OPEN, OPEN))

    def _say_choices(self, question: Question) -> None:
        choices = len(question.answers) + 1  # and “doesn't matter”
        titles = [_capital(label_of(self.talk, question.name, each.code)) for each in question.answers]
        rows = [
            {"title": fit_title(title, choices), "payload": self._answer_payload(question.name, each)}
            for title, each in zip(titles, question.answers, strict=True)
        ]
        told = {"before": rows, "open_payload": self._payload(question.name, OPEN)}
        if own := self.talk.reads.shop.finder.question_of(question.name, self.talk.language):
            self.talk.say("utter_live_ask_own", question=own, **told)
        elif question.name in _WORDED:
            self.talk.say(f"utter_live_ask_{question.name}", **told)
        else:
            about = name_of(self.talk.shelf, question.name, self.talk.language)
            self.talk.say("utter_live_ask_other", about=about, **told)

    def _say_price(self, question: Question) -> None:
        shop, language = self.talk.reads.shop, self.talk.language
        bands = [band for answer in question.answers if (band := band_of(answer.code))]
        edges = [render_money(b.high, shop.currency, language) for b in bands if b.high is not None]
        names = ("low", "high") if len(bands) == 2 else ("low", "middle", "high")
        payloads = {f"{name}_payload": "" for name in ("low", "middle", "high")}
        payloads |= {f"{name}_payload": self._payload(PRICE, b.code) for name, b in zip(names, bands, strict=True)}
        self.talk.say(
            "utter_live_ask_price",
            low=edges[0],
            high=edges[-1],
            open_payload=self._payload(PRICE, OPEN),
            **payloads,
        )

    def _answer_payload(self, name: str, answer: Answer) -> str:
        return self._payload(name, _short_form(answer.code))

    def _payload(self, name: str, code: str) -> str:
        return f"/SetSlots({self.slot}={name}:{code})"


def read_tapped(answer: str, pools: Iterable[Pool]) -> tuple[str, str] | None:
    """The name and the code on a button, a shortened one among what these hold; None when it is none of ours."""
    found = _TAPPED.fullmatch(answer)
    if not found:
        return None
    name, code = found[1], found[2]
    if code.startswith("#"):
        code = next((full for pool in pools for full in pool.counts(name) if _short_form(full) == code), code)
    return name, code


def read_amount(talk: Talk, answer: str) -> float | None:
    """An answer that is nothing but an amount in the shop's currency, named or not; None for any other."""
    currency = talk.reads.shop.currency
    told = find_money(fold(answer), currency) if _BARE.fullmatch(answer.strip()) else []
    if len(told) != 1 or told[0].currency not in ("", currency):
        return None
    return abs(told[0].value)


def _short_form(code: str) -> str:
    """A code as a button can hold it: a long or odd one by its hash."""
    if is_writable(code):
        return code
    return "#" + blake2b(code.encode(), digest_size=8).hexdigest()


def is_writable(code: str) -> bool:
    """Whether a button can hold a code as it is."""
    return len(code.encode()) <= _LONGEST_CODE and not _UNWRITABLE.search(code)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
