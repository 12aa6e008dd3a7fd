"""The command `shopclerk`. Every subcommand has `--help` with an example."""

import asyncio
import gc
import sys
from datetime import timedelta
from functools import partial
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import Annotated

import typer

from bot.desk.command import at_the_desk as _at_the_desk
from bot.desk.command import settings_for as _settings
from bot.desk.coupon_commands import coupons_cli
from bot.desk.door_commands import doors_cli
from bot.desk.handoff_commands import handoff_cli
from bot.desk.journey_commands import journeys_cli
from bot.desk.order_commands import orders_cli
from bot.desk.people_commands import add_people_commands
from bot.desk.source_commands import add_source_commands
from bot.desk.staff_commands import staff_cli
from bot.desk.template_commands import templates_cli
from bot.desk.webhook_commands import hooks_cli
from bot.errors import BotError, SettingsWrong

cli = typer.Typer(
    name="shopclerk",
    help="The shop assistant that lives in WhatsApp.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
flows_cli = typer.Typer(help="The conversations.", no_args_is_help=True)
cli.add_typer(flows_cli, name="flows")
cli.add_typer(coupons_cli, name="coupons")
cli.add_typer(doors_cli, name="doors")
cli.add_typer(orders_cli, name="orders")
cli.add_typer(templates_cli, name="templates")
cli.add_typer(journeys_cli, name="journeys")
cli.add_typer(handoff_cli, name="handoff")
cli.add_typer(staff_cli, name="staff")
cli.add_typer(hooks_cli, name="hooks")
catalog_cli = typer.Typer(help="What is sold.", no_args_is_help=True)
cli.add_typer(catalog_cli, name="catalog")
add_source_commands(catalog_cli)

Host = Annotated[str, typer.Option(help="address to listen on")]
Port = Annotated[int, typer.Option(help="port to listen on")]


def main() -> None:
    """What the console script calls: our own errors are a line each, not a traceback."""
    gc.enable()
    try:
        cli(standalone_mode=True)
    except SettingsWrong as error:
        typer.secho(f"Settings are wrong:\n{error}", fg="red", err=True)
        sys.exit(2)
    except BotError as error:
        typer.secho(str(error), fg="red", err=True)
        sys.exit(1)


@cli.command()
def run(host: Host = "127.0.0.1", port: Port = 8000) -> None:
    """Everything in one process: webhooks, turns, sends, timers and, without an account, the simulated phone.

    Example: shopclerk run --port 8000
    """
    from bot.migrations.first import being_prepared

    settings = _settings(port)
    gc.disable()  # until all is read: nearly nothing of it is garbage
    with being_prepared(settings):
        # it reads the system's certificates, a twentieth of a second for which nobody else needs to wait
        Thread(target=import_module, args=("aiohttp",)).start()
        from bot.actions.shelves import use_meanings
        from bot.serving import ALL_ROLES, run_loop, serve_app
    use_meanings(settings)
    run_loop(serve_app(settings, host, port, ALL_ROLES))


@cli.command()
def serve(host: Host = "127.0.0.1", port: Port = 8000) -> None:
    """Webhooks and pages alone; `shopclerk work` does the rest, here or on other machines.

    Example: shopclerk serve --host 0.0.0.0 --port 8000
    """
    from bot.serving import run_loop, serve_app

    run_loop(serve_app(_settings(port), host, port, ("web",)))


@cli.command()
def work() -> None:
    """Turns, sends and timers; any number of these may run beside each other.

    Example: shopclerk work
    """
    from bot.actions.shelves import use_meanings
    from bot.serving import run_loop, work_on

    settings = _settings()
    use_meanings(settings)
    run_loop(work_on(settings, ("turns", "sends", "timers")))


@cli.command()
def simulate(  # noqa: PLR0913 - one parameter is one option
    shoppers: Annotated[int, typer.Option(min=1, max=100_000)] = 200,
    days: Annotated[int, typer.Option(min=1, max=400)] = 30,
    seed: Annotated[int, typer.Option(help="the same seed, the same shoppers")] = 1,
    grain: Annotated[int, typer.Option(min=1, max=60, help="minutes that are worked off together")] = 15,
    shoppers_file: Annotated[Path | None, typer.Option(help="how they behave: TOML")] = None,
    kill: Annotated[
        int, typer.Option(min=0, max=1000, help="kill the worker so many times in between, and start it anew")
    ] = 0,
    processes: Annotated[int, typer.Option(min=1, max=64, help="that share the shoppers, a shop for each")] = 1,
) -> None:
    """Months of this shop in minutes: its flows and journeys, made-up shoppers, a provider that sends nothing.

    Example: shopclerk simulate --shoppers 1000 --days 120 --seed 1
    """
    from bot.simulation.command import simulate as run_it
    from bot.simulation.model import read_shoppers
    from bot.simulation.run import Asked
    from bot.simulation.shares import Setup

    if kill and processes > 1:
        raise typer.BadParameter("--kill is for one process")
    settings = _settings()
    asked = Asked(shoppers, days, seed, timedelta(minutes=grain), kill, processes)
    if not run_it(asked, Setup(settings.shop_file, settings.flows_dir, read_shoppers(shoppers_file))):
        raise typer.Exit(1)


@cli.command()
def migrate(
    to: Annotated[str, typer.Option(help="a revision, `head`, or `base` to undo everything")] = "head",
) -> None:
    """Bring the database to the newest schema.

    Example: shopclerk migrate
    """
    from alembic.util import CommandError

    from bot.migrations.upgrade import downgrade, has_newest, upgrade

    settings = _settings()
    asyncio.run(has_newest(settings.database_url))  # raises when it cannot be opened
    try:
        (downgrade if to == "base" else upgrade)(settings.database_url, to)
    except CommandError as error:
        raise SettingsWrong(f"the database cannot be brought to {to}: {error}") from error
    typer.echo(f"The database is at {to}.")


@cli.command()
def chat(
    phone: Annotated[str, typer.Option(help="the number (or BSUID) to write from")] = "+14155550199",
    name: Annotated[str, typer.Option(help="the profile name")] = "Amina",
    url: Annotated[str, typer.Option(help="a running Shopclerk")] = "http://127.0.0.1:8000",
    record: Annotated[Path | None, typer.Option(help="write the conversation into this transcript")] = None,
) -> None:
    """The simulated phone in a terminal, against a running `shopclerk run`.

    Example: shopclerk chat --name Amina --record tests/transcripts/amina_finds_a_serum.yaml
    """
    from bot.phone.terminal import chat as chat_with

    asyncio.run(chat_with(url, phone, name, record, input, print))


@cli.command()
def events(
    failed: Annotated[bool, typer.Option("--failed", help="those that were set aside")] = False,
    retry: Annotated[int | None, typer.Option(help="give this event another turn")] = None,
    limit: Annotated[int, typer.Option(help="at most so many")] = 50,
) -> None:
    """What waits in the inbox, and what was set aside after repeated failures.

    Example: shopclerk events --failed; shopclerk events --retry 17
    """
    from bot.desk.events import show_events

    _at_the_desk(partial(show_events, failed=failed, retry=retry, limit=limit))


@cli.command()
def outbox(
    unknown: Annotated[bool, typer.Option("--unknown", help="sends whose outcome could not be settled")] = False,
    limit: Annotated[int, typer.Option(help="at most so many")] = 50,
) -> None:
    """What waits to be sent, what failed and why, and what could not be settled.

    Example: shopclerk outbox --unknown
    """
    from bot.desk.events import show_outbox

    _at_the_desk(partial(show_outbox, unknown=unknown, limit=limit))


@cli.command()
def media(
    failed: Annotated[bool, typer.Option("--failed", help="those that could not be had, and why")] = False,
    retry: Annotated[int | None, typer.Option(help="ask the provider for this file again, now")] = None,
    limit: Annotated[int, typer.Option(help="at most so many")] = 50,
) -> None:
    """Files that contacts sent and that are not here yet, and those that could not be had.

    Example: shopclerk media --failed; shopclerk media --retry 17
    """
    from bot.desk.events import show_media

    _at_the_desk(partial(show_media, failed=failed, retry=retry, limit=limit))


@cli.command()
def explain(
    contact: Annotated[str, typer.Argument(help="the contact's id, phone number or BSUID")],
    at: Annotated[str, typer.Option(help="around when: 2026-11-27 09:30 (the shop's time); default: now")] = "",
    within: Annotated[str, typer.Option(help="so long before and after: 30m, 24h, 7d")] = "24h",
    language: Annotated[str, typer.Option(help="of the answer: en or ko")] = "en",
    as_json: Annotated[bool, typer.Option("--json", help="JSON")] = False,
) -> None:
    """Why a contact got something around a time, or why nothing: event, rules, template, provider.

    Example: shopclerk explain +14155550101 --at "2026-11-27 09:30"
    """
    from bot.desk.explain import show_explanation

    _at_the_desk(partial(show_explanation, words=contact, at=at, within=within, language=language, as_json=as_json))


@cli.command()
def release(
    contact: Annotated[str, typer.Argument(help="the contact's id, phone number or BSUID")],
) -> None:
    """Give a conversation that a person had back to the bot.

    Example: shopclerk release +14155550101
    """
    from bot.desk.handoffs import release_contact

    _at_the_desk(partial(release_contact, words=contact))


@flows_cli.command("diff")
def flows_diff() -> None:
    """What publishing SHOPCLERK_FLOWS_DIR would change, against the flows that run, and for how many people.

    Example: shopclerk flows diff
    """
    from bot.desk.command import at_the_desk
    from bot.desk.flowchanges import show_changes

    at_the_desk(show_changes)


@flows_cli.command("check")
def check(
    folder: Annotated[Path | None, typer.Argument(help="own flows; default: SHOPCLERK_FLOWS_DIR")] = None,
) -> None:
    """Every fault of the shipped and the shop's own flows, with file and line.

    Example: shopclerk flows check my-flows/
    """
    from bot.sources import check_all

    faults = check_all(folder or _settings().own_flows)
    for fault in faults:
        typer.echo(str(fault))
    errors = sum(fault.severity == "error" for fault in faults)
    typer.echo(f"{errors} errors, {len(faults) - errors} warnings")
    raise typer.Exit(1 if errors else 0)


@catalog_cli.command("search")
def search(
    words: Annotated[list[str] | None, typer.Argument(help="what a shopper would type")] = None,
    language: Annotated[str, typer.Option(help="of titles")] = "en",
    explain: Annotated[bool, typer.Option("--explain", help="which word matched where")] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="as JSON; without words: one query per line from standard input")
    ] = False,
) -> None:
    """What a search finds, best first.

    Example: shopclerk catalog search "red dress under 50" --explain
    """
    from bot.desk.catalog import search_catalog

    if not words and not as_json:
        raise typer.BadParameter("say what to search for, or give --json and queries on standard input")
    said = " ".join(words or ())
    _at_the_desk(partial(search_catalog, words=said, language=language, explain=explain, as_json=as_json))


add_people_commands(cli)
