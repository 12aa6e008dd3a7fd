"""Values that a journey quotes and nobody can fill: in what it says, asks, tells on, and in its conditions."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property

from flows.engine.conditions.grammar import (
    Both,
    Compare,
    ConditionWrong,
    Expression,
    Name,
    Not,
    parse_condition,
)
from flows.engine.faults import Place
from flows.engine.journeys.journey import Journey, On
from flows.engine.journeys.steps.call import Call
from flows.engine.journeys.steps.emit import EmitEvent
from flows.engine.journeys.steps.fetch import FetchFrom
from flows.engine.journeys.steps.send import SendResponse
from flows.engine.journeys.steps.split import Split
from flows.engine.journeys.steps.wait import Wait
from flows.engine.reading.book import Book
from flows.engine.responses import Response
from flows.engine.templates import TemplateContract

Fields = Mapping[str, Collection[str]]

OF_CONTACT = frozenset({"contact_name", "country", "language"})  # what a message may quote of its reader
_CONTACT_SAID = frozenset({"name", "country"})  # the same as `contact.…`
_ALWAYS = frozenset({"event", "trigger", "outcome", "visits", "began", "key", "contact"})
_PATHS = ("event", "contact", "context")


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """`events`: the fields of each event that the shop tells; `readings`: the words of each. None: not checked.

    Whoever tells `order.paid` tells all that begins with `order.`; other names are the shop's own to tell.
    """

    events: Fields | None = None
    readings: Fields | None = None

    def is_told(self, event: str) -> bool:
        """Whether it may ever happen, as far as anybody can know."""
        return self.events is None or event in self.events or event.partition(".")[0] not in self._families

    @cached_property
    def _families(self) -> frozenset[str]:
        return frozenset(name.partition(".")[0] for name in self.events or ())

    def near(self, event: str) -> str:
        """Which event was probably meant."""
        return next(iter(get_close_matches(event, [*(self.events or ())], 1)), "")


ANYTHING = Vocabulary()


@dataclass(frozen=True, slots=True)
class Spoken:
    """What journeys say with."""

    responses: Mapping[str, Response]
    templates: Mapping[str, TemplateContract]


def check_names(book: Book, journeys: Mapping[str, Journey], spoken: Spoken, known: Vocabulary) -> None:
    """Add a fault, with its line, for each value that is always empty."""
    emitted = _emitted(journeys.values())
    for journey in journeys.values():
        _Names(book, journey, spoken, known, emitted).check()


def _emitted(journeys: Collection[Journey]) -> dict[str, set[str]]:
    """What journeys tell one another."""
    found: dict[str, set[str]] = {}
    for journey in journeys:
        for step in journey.steps.values():
            if isinstance(step, EmitEvent):
                found.setdefault(step.event, set()).update(step.data)
    return found


class _Names:
    """Checks one journey."""

    def __init__(
        self, book: Book, journey: Journey, spoken: Spoken, known: Vocabulary, emitted: Mapping[str, set[str]]
    ) -> None:
        self._book, self._journey, self._spoken = book, journey, spoken
        self._known, self._emitted = known, emitted
        restarts = {name for step in journey.steps.values() if isinstance(step, Wait) for name in step.restart_on}
        self._fields = self._fields_of({*(on.event for on in journey.triggers), *restarts})
        self._context = frozenset(self._remembered())

    def check(self) -> None:
        """All of it."""
        self._check_heard()
        for on in (*self._journey.triggers, *self._journey.exits):
            self._check_event(on)
        if self._fields is not None and self._journey.key and self._journey.key[0] not in self._fields:
            self._say(self._journey.place, f"event.{self._journey.key[0]}", f"the key of {self._journey.id}")
        for step in self._journey.steps.values():
            for branch in step.next:
                self._check_condition(branch.text, branch.place or step.place, self._fields)
            if isinstance(step, SendResponse) and step.utter in self._spoken.responses:
                self._check_send(step)
            for name in _quoted(step):
                if not self._is_path(name):
                    self._say(step.place, name, f"the step `{step.id}`")

    def _fields_of(self, events: Collection[str]) -> frozenset[str] | None:
        """What these events may bear together; None where nobody can know."""
        told = self._known.events
        if told is None or any(name not in told and name not in self._emitted for name in events):
            return None
        return frozenset(field for name in events for field in (*told.get(name, ()), *self._emitted.get(name, ())))

    def _remembered(self) -> Iterator[str]:
        """What steps add to `context`."""
        yield from _ALWAYS
        for step in self._journey.steps.values():
            match step:
                case Split():
                    yield from ("arm", "arms")
                case Call():
                    yield "answers"
                case Wait():
                    yield "heard"
                case FetchFrom():
                    yield step.save

    def _check_heard(self) -> None:
        """Every event that it listens to."""
        heard = [(on.event, on.place) for on in (*self._journey.triggers, *self._journey.exits)]
        for step in self._journey.steps.values():
            if isinstance(step, Wait):
                heard += [(event, step.place) for event in (*step.until, *step.restart_on)]
        for event, place in heard:
            if event not in self._emitted and not self._known.is_told(event):
                near = self._known.near(event)
                meant = f": did you mean `{near}`?" if near else ""
                self._book.faults.error(place, f"nobody tells `{event}`{meant}")

    def _check_event(self, on: On) -> None:
        self._check_condition(on.text, on.place, self._fields_of({on.event}))

    def _check_condition(self, text: str, place: Place, fields: frozenset[str] | None) -> None:
        for path in _paths(text):
            root, _, rest = path.partition(".")
            first = rest.partition(".")[0]
            is_gone = (root == "event" and fields is not None and first not in fields) or (
                root == "context" and first not in self._context
            )
            if is_gone or (root == "context" and not self._is_path(path)):
                self._say(place, path, "the condition")

    def _check_send(self, step: SendResponse) -> None:
        words = self._words(step)
        response = self._spoken.responses[step.utter]
        for name in sorted(response.names() | self._of_templates(response)):
            if not self._is_said(name, words):
                self._say(step.place, name, step.utter)

    def _of_templates(self, response: Response) -> set[str]:
        """The variables of its templates, but for those with words for when nobody knows them."""
        found: set[str] = set()
        for variation in response.variations:
            told = variation.metadata.get("whatsapp")
            contract = self._spoken.templates.get(str(told.get("template"))) if isinstance(told, Mapping) else None
            for wording in contract.wordings.values() if contract else ():
                found |= {token for token in wording.tokens() if token not in wording.otherwise}
        return found

    def _words(self, step: SendResponse) -> frozenset[str] | None:
        readings = self._known.readings
        if readings is None or any(name not in readings for name in step.reads):
            return None
        return frozenset(word for name in step.reads for word in readings[name])

    def _is_said(self, name: str, words: frozenset[str] | None) -> bool:
        """Whether a message can fill it: dotted names are paths, others are looked for everywhere."""
        if name.startswith("contact."):
            return name.removeprefix("contact.") in _CONTACT_SAID
        if "." in name:
            return self._is_path(name)
        if words is None or self._fields is None:
            return True
        return name in words or name in OF_CONTACT or name in self._fields or name in self._context

    def _is_path(self, name: str) -> bool:
        """Whether a path leads anywhere: below the event, the contact or what steps have remembered."""
        root, _, rest = name.removeprefix("context.").partition(".")
        if root in ("event", "began") and rest and self._fields is not None:
            return rest.partition(".")[0] in self._fields
        return root in self._context

    def _say(self, place: Place, name: str, where: str) -> None:
        self._book.faults.error(place, f"nobody can fill `{name}` of {where}")


def _quoted(step: object) -> Iterator[str]:
    """The paths that a step's own texts and values quote."""
    match step:
        case EmitEvent():
            yield from (name for text in step.data.values() for name in text.names())
        case FetchFrom():
            yield from step.url.names()
            yield from (name for text in step.body.values() for name in text.names())
        case Call():
            values = (value for value in step.slots.values() if isinstance(value, str) and "." in value)
            yield from (value for value in values if value.split(".")[0] in _PATHS)


def _paths(text: str) -> Iterator[str]:
    """The dotted names of a condition; none of one that cannot be read, which is said elsewhere."""
    if not text:
        return
    try:
        yield from _names_in(parse_condition(text))
    except ConditionWrong:
        return


def _names_in(condition: Expression) -> Iterator[str]:
    match condition:
        case Name(path):
            yield path
        case Compare(_, left, right) | Both(_, left, right):
            yield from _names_in(left)
            yield from _names_in(right)
        case Not(inner):
            yield from _names_in(inner)
