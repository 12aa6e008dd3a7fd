"""What people ask about journeys from a terminal."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

from bot.actions.registry import list_actions
from bot.actions.shopfile.shop import read_shop
from bot.errors import SettingsWrong
from bot.journeys.status import Counted, Standing, read_standing
from bot.settings import Settings
from bot.sources import read_flows
from bot.storage.database import Database
from flows.engine.flowset import FlowSet
from flows.engine.journeys.journey import Journey
from flows.engine.journeys.tuning import tune

console = Console(markup=False)


async def show_journeys(settings: Settings) -> None:
    """A few lines for each; those that the shop's file has switched off, too."""
    shop = read_shop(Path(settings.shop_file))
    shipped = read_flows(settings.own_flows, list_actions(None, settings.own_flows))
    tuned = tune(shipped, shop.journeys.tunings())
    for name in sorted(shipped.journeys):
        journey: Journey = tuned.journeys.get(name, shipped.journeys[name])
        kind = journey.policy.category if name in tuned.journeys else "off"
        held = f", {journey.holdout:.0%} held out" if journey.holdout else ""
        typer.echo(f"{name}  {kind}, {len(journey.steps)} steps{held}")
        typer.echo(f"  begins with {', '.join(dict.fromkeys(on.event for on in journey.triggers))}")
        if journey.description:
            typer.echo(f"  {journey.description}")


async def show_status(settings: Settings, *, name: str = "") -> None:
    """Each journey's passages, steps and arms. Raises SettingsWrong for a name that there is none of."""
    flows = read_flows(settings.own_flows, list_actions(None, settings.own_flows))
    if name and name not in flows.journeys:
        raise SettingsWrong(f"there is no journey {name}: {', '.join(sorted(flows.journeys))}")
    database = Database(settings.database_url)
    try:
        async with database.read() as tx:
            standings = await read_standing(tx)
    finally:
        await database.close()
    for each in [name] if name else sorted({*flows.journeys, *standings}):
        _show(each, standings.get(each, Standing()), flows)


def _show(name: str, standing: Standing, flows: FlowSet) -> None:
    typer.secho(name, bold=True)
    if not standing.passages:
        typer.echo("  nobody has begun it yet")
        return
    for stage, goal, count in standing.passages:
        typer.echo(f"  {count} {stage}" + (f", reached {goal}" if goal else ""))
    order = _order(flows, name)
    _rows("step", "under way", sorted(standing.live, key=lambda row: order.get(row[0], 99)))
    if standing.outcomes:
        table = _table("step", "came to", "how many")
        for step, outcome, count in sorted(standing.outcomes, key=lambda row: (order.get(row[0], 99), row[1])):
            table.add_row(step, outcome, str(count))
        console.print(table)
    if standing.arms:
        table = _table("dealt by", "arm", "people", "reached the goal", "share")
        for split, arm, people, goals in standing.arms:
            table.add_row(split, arm, str(people), str(goals), f"{goals / people:.1%}")
        console.print(table)


def _order(flows: FlowSet, name: str) -> Mapping[str, int]:
    journey = flows.journeys.get(name)
    return {step: number for number, step in enumerate(journey.steps)} if journey else {}


def _rows(first: str, second: str, rows: Sequence[Counted]) -> None:
    if rows:
        table = _table(first, second)
        for step, count in rows:
            table.add_row(step, str(count))
        console.print(table)


def _table(*heads: str) -> Table:
    table = Table(box=None, pad_edge=False)
    for head in heads:
        table.add_column(head, no_wrap=True)
    return table
