"""Where the flows come from: the shipped library and, if the shop has one, its own folder of `*.yml`."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

from bot.actions.registry import list_actions
from bot.changes.sources import sources_of
from bot.changes.state import NOTHING, Changes
from bot.errors import SettingsWrong
from bot.journeys.vocabulary import QUOTABLE
from flows.engine.compile import Fault, FlowFaults, Source, check_flows, compile_flows
from flows.engine.flowset import FlowSet
from flows.engine.journeys.limits import Limit, limit
from flows.engine.journeys.tuning import Tuning, switch_off, tune
from flows.shipped import list_shipped_sources


def read_flows(
    own: Path | None,
    actions: Collection[str],
    tunings: Mapping[str, Tuning] = MappingProxyType({}),
    changes: Changes = NOTHING,
    limits: Mapping[str, Limit] = MappingProxyType({}),
) -> FlowSet:
    """Shipped and own flows, compiled together, journeys as the shop wants them, and what was changed since.

    Raises SettingsWrong with every fault, file and line.
    """
    return compile_shop(list_own(own), actions, tunings, changes, limits)


def compile_shop(
    own: Sequence[Source],
    actions: Collection[str],
    tunings: Mapping[str, Tuning],
    changes: Changes,
    limits: Mapping[str, Limit] = MappingProxyType({}),
) -> FlowSet:
    """The same from the texts of the shop's own files. Raises SettingsWrong."""
    sources = [*list_shipped_sources(), *own, *sources_of(changes.answers)]
    on = {each.journey: replace(tunings.get(each.journey, Tuning()), on=True) for each in changes.switches}
    off = {each.journey: f"{each.by} switched the journey off" for each in changes.switches if not each.is_on}
    try:
        tuned = tune(compile_flows(sources, actions, QUOTABLE), {**tunings, **on})
        return switch_off(limit(tuned, limits), off)
    except FlowFaults as error:
        raise SettingsWrong(f"the flows cannot be used:\n{error}") from error


def check_all(own: Path | None) -> tuple[Fault, ...]:
    """Every fault of shipped and own flows, warnings included."""
    return check_flows(list_sources(own), list_actions(None, own), QUOTABLE)


def list_sources(own: Path | None) -> list[Source]:
    """The texts of all flow files. Raises SettingsWrong when the folder is not there or a file is unreadable."""
    return [*list_shipped_sources(), *list_own(own)]


def list_own(own: Path | None) -> list[Source]:
    """The texts of the shop's own flow files. Raises SettingsWrong."""
    if own is None:
        return []
    if not own.is_dir():
        raise SettingsWrong(f"SHOPCLERK_FLOWS_DIR: there is no folder {own}")
    sources = []
    for path in sorted([*own.rglob("*.yml"), *own.rglob("*.yaml")]):
        try:
            sources.append(Source(str(path), path.read_text(encoding="utf-8"), own=True))
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsWrong(f"{path}: cannot be read as UTF-8 text ({error})") from error
    return sources
