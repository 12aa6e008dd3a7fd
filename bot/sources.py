"""Where the flows come from: the shipped library and, if the shop has one, its own folder of `*.yml`."""

from collections.abc import Collection, Mapping
from pathlib import Path
from types import MappingProxyType

from bot.actions.registry import list_actions
from bot.errors import SettingsWrong
from bot.journeys.vocabulary import QUOTABLE
from flows.engine.compile import Fault, FlowFaults, Source, check_flows, compile_flows
from flows.engine.flowset import FlowSet
from flows.engine.journeys.tuning import Tuning, tune
from flows.shipped import list_shipped_sources


def read_flows(
    own: Path | None, actions: Collection[str], tunings: Mapping[str, Tuning] = MappingProxyType({})
) -> FlowSet:
    """Shipped and own flows, compiled together, journeys as the shop wants them.

    Raises SettingsWrong with every fault, file and line.
    """
    try:
        return tune(compile_flows(list_sources(own), actions, QUOTABLE), tunings)
    except FlowFaults as error:
        raise SettingsWrong(f"the flows cannot be used:\n{error}") from error


def check_all(own: Path | None) -> tuple[Fault, ...]:
    """Every fault of shipped and own flows, warnings included."""
    return check_flows(list_sources(own), list_actions(None, own), QUOTABLE)


def list_sources(own: Path | None) -> list[Source]:
    """The texts of all flow files. Raises SettingsWrong when the folder is not there or a file is unreadable."""
    sources = list(list_shipped_sources())
    if own is None:
        return sources
    if not own.is_dir():
        raise SettingsWrong(f"SHOPCLERK_FLOWS_DIR: there is no folder {own}")
    for path in sorted([*own.rglob("*.yml"), *own.rglob("*.yaml")]):
        try:
            sources.append(Source(str(path), path.read_text(encoding="utf-8"), own=True))
        except (OSError, UnicodeDecodeError) as error:
            raise SettingsWrong(f"{path}: cannot be read as UTF-8 text ({error})") from error
    return sources
