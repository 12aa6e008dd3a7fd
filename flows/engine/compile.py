"""Flow files in, a FlowSet or every fault out. Reading files is the shell's part: here are only texts."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any
from zlib import crc32

from flows.engine.checks.buttons import check_buttons
from flows.engine.checks.conditions import check_conditions
from flows.engine.checks.graph import check_graph
from flows.engine.checks.languages import check_languages
from flows.engine.checks.templates import check_templates
from flows.engine.faults import Fault, FaultList, FlowFaults
from flows.engine.flow import Flow
from flows.engine.flowset import FlowSet, Language
from flows.engine.journeys.checks import check_journeys
from flows.engine.journeys.names import ANYTHING, Spoken, Vocabulary, check_names
from flows.engine.journeys.reading import read_journeys
from flows.engine.reading.book import Book
from flows.engine.reading.flows import read_flows, read_triggers
from flows.engine.reading.gather import BASE_LANGUAGE, Source, gather
from flows.engine.reading.part import Known
from flows.engine.reading.responses import read_responses
from flows.engine.reading.slots import read_slots
from flows.engine.reading.templates import read_templates

__all__ = ["Fault", "FlowFaults", "Source", "check_flows", "compile_flows"]


def compile_flows(
    sources: Sequence[Source], actions: Collection[str] | None = None, quotable: Vocabulary = ANYTHING
) -> FlowSet:
    """Everything the sources say, ready to be advanced. `actions`: those that exist; None does not check them.
    `quotable`: what journeys may quote.

    Raises FlowFaults when there are errors; warnings alone do not hinder.
    """
    flows, faults = _compile(sources, actions, quotable)
    if any(fault.severity == "error" for fault in faults):
        raise FlowFaults(fault for fault in faults if fault.severity == "error")
    return flows


def check_flows(
    sources: Sequence[Source], actions: Collection[str] | None = None, quotable: Vocabulary = ANYTHING
) -> tuple[Fault, ...]:
    """Every fault and warning, by file and line."""
    return _compile(sources, actions, quotable)[1]


def check_templates_alone(sources: Sequence[Source]) -> tuple[Fault, ...]:
    """Every fault and warning of the templates, and of the responses that name one."""
    book = gather(sources)
    book.faults = FaultList()
    responses = read_responses(book)
    book.faults = FaultList()
    check_templates(book, read_templates(book), responses)
    return book.faults.in_order()


def _compile(
    sources: Sequence[Source], actions: Collection[str] | None, quotable: Vocabulary
) -> tuple[FlowSet, tuple[Fault, ...]]:
    book = gather(sources)
    slots = read_slots(book)
    responses = read_responses(book)
    existing = frozenset(actions) if actions is not None else None
    declared = (existing or frozenset()) | (frozenset() if existing is not None else frozenset(book.actions))
    readable = frozenset(quotable.readings) if quotable.readings is not None else None
    known = Known(book, slots, frozenset(responses), existing, declared, readable)
    flows = read_flows(known)
    triggers = read_triggers(known)
    journeys = read_journeys(known)
    check_graph(book, flows)
    check_journeys(book, journeys, responses, flows)
    check_conditions(book, slots)
    check_buttons(book, slots, responses, flows)
    check_languages(book, slots, responses, flows)
    templates = read_templates(book)
    check_templates(book, templates, responses)
    check_names(book, journeys, Spoken(responses, templates), quotable)
    compiled = FlowSet(
        version=_version(sources),
        slots=slots,
        languages=_languages(book, flows),
        triggers=triggers,
        examples={intent: tuple(dict.fromkeys(phrases)) for intent, phrases in book.examples.items()},
        flows=flows,
        responses=responses,
        overridden=tuple(sorted(book.overridden)),
        actions=declared,
        initial={slot.name: slot.initial_value for slot in slots.values() if slot.initial_value is not None},
        templates=templates,
        journeys=journeys,
    )
    return compiled, book.faults.in_order()


def _version(sources: Sequence[Source]) -> str:
    """The hash of the sources, whatever their order."""
    checksum = 0
    for source in sorted(sources, key=lambda source: source.path):
        checksum = crc32(f"{source.path}\0{source.text}\0{source.own}".encode(), checksum)
    return f"{checksum:08x}"


def _languages(book: Book, flows: Mapping[str, Flow]) -> dict[str, Language]:
    codes = {BASE_LANGUAGE, *book.languages, *book.keywords, *book.synonyms, *book.names}
    codes |= {code for flow in flows.values() for code in flow.names}
    return {code: _language(book, flows, code) for code in sorted(codes)}


def _language(book: Book, flows: Mapping[str, Flow], code: str) -> Language:
    named: dict[str, Any] = {flow.id: flow.names.get(code, "") for flow in flows.values()}
    if code == BASE_LANGUAGE:
        named = {flow.id: flow.names.get(code) or flow.name for flow in flows.values()}
    return Language(
        code,
        keywords={name: tuple(phrases) for name, phrases in book.keywords.get(code, {}).items()},
        synonyms={
            slot: {value: tuple(phrases) for value, phrases in values.items()}
            for slot, values in book.synonyms.get(code, {}).items()
        },
        names={**{flow: name for flow, name in named.items() if name}, **book.names.get(code, {})},
    )
