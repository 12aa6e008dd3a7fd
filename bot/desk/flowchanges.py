"""`shopclerk flows diff`: what the files on disk would change, against what runs."""

from pathlib import Path

import typer

from bot.actions.registry import list_actions
from bot.actions.shopfile.shop import read_shop
from bot.changes.outline import FACT, Outline, ScriptChange, StepChange, compare, needs_restart, outline_of
from bot.changes.state import read_changes
from bot.console.merchant.queries import COUNT_LIVE_STEPS, LIST_STATES
from bot.console.merchant.standing import MOST_STATES, stand
from bot.errors import SettingsWrong
from bot.inbox.queries import find_fact
from bot.settings import Settings
from bot.sources import read_flows
from bot.storage.database import Database
from bot.storage.transactions import Tx

THEN = {
    "stays": "they stay there",
    "again": "they go on at the first question without an answer",
    "restart": "they begin the journey again",
    "ended": "it ends for them",
}


async def show_changes(settings: Settings) -> None:
    """A line for each step that is different. Raises SettingsWrong for faults in the files."""
    shop = read_shop(Path(settings.shop_file))
    database = Database(settings.database_url)
    try:
        async with database.read() as tx:
            told, changes = await find_fact(tx, FACT), await read_changes(tx)
            if told is None:
                raise SettingsWrong("nothing has run on this database yet: start it once with `shopclerk run`")
            actions = list_actions(None, settings.own_flows)
            flows = read_flows(settings.own_flows, actions, shop.journeys.tunings(), changes)
            running, fresh = Outline.from_json(told), outline_of(flows)
            found = compare(running, fresh)
            standing = stand(flows, await tx.rows(LIST_STATES, 0, MOST_STATES), [], 0)
            people = dict(standing.here)
            for change in found:
                await _show(tx, change, people)
    finally:
        await database.close()
    if not found:
        typer.echo("No flow, journey or step is different from what runs.")
    elif restart := needs_restart(running, fresh):
        typer.echo(f"templates changed ({', '.join(restart)}): this needs a restart")
    else:
        typer.echo("Publish it at /console/flows/changes, or restart: `shopclerk run`.")


async def _show(tx: Tx, change: ScriptChange, people: dict[tuple[str, str], int]) -> None:
    typer.secho(f"{change.kind} {change.id}: {change.what}", bold=True)
    live = {}
    if change.kind == "journey":
        live = {row[0]: int(row[1]) for row in await tx.rows(COUNT_LIVE_STEPS, change.id)}
    for step in change.steps:
        count = live.get(step.step, 0) if change.kind == "journey" else people.get((change.id, step.step), 0)
        typer.echo(f"  {step.step}: {step.what}" + _told(step, count))


def _told(step: StepChange, count: int) -> str:
    if step.what == "added" or not count:
        return ""
    then = f"they go on at {step.target}" if step.then == "moved" else THEN[step.then]
    return f"; {count} {'person stands' if count == 1 else 'people stand'} there: {then}"
