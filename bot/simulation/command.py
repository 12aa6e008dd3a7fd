"""`shopclerk simulate`: months of a shop in minutes, printed as tables."""

import time
from collections.abc import Sequence

import typer

from bot.simulation.report import Cost, Result
from bot.simulation.run import Asked, Told
from bot.simulation.shares import Setup, run_shared


def simulate(asked: Asked, setup: Setup) -> bool:
    """Run and print; whether nothing that must never happen has happened."""
    from rich.progress import Progress

    began = time.monotonic()
    with Progress(transient=True) as progress:
        bar = progress.add_task(f"{asked.days} days", total=1.0)
        told, result = run_shared(asked, setup, lambda share: progress.update(bar, completed=share))
    _print(asked, told, result, time.monotonic() - began)
    return not result.broken and result.counted == result.due


def _print(asked: Asked, told: Told, result: Result, seconds: float) -> None:
    pace = asked.shoppers * asked.days / max(told.cpu_seconds, 0.001)
    typer.echo(f"{asked.shoppers} shoppers, {asked.days} days, seed {asked.seed}")
    if asked.kills:
        typer.echo(f"the worker was killed {told.killed} times and started anew\n")
    else:
        typer.echo(f"{told.cpu_seconds:.1f} s of processor time: {pace:,.0f} days of shoppers a second")
        typer.echo(f"{seconds:.1f} s by the clock, processes: {asked.processes}\n")
    typer.echo(f"{told.orders} orders, {told.reminded_orders} of them by shoppers whom a reminder brought back\n")
    typer.echo(f"{result.due} steps came due, {result.counted} outcomes:")
    for journey, outcome, reason, count in result.outcomes:
        typer.echo(f"  {count:7}  {journey:24} {outcome:11} {reason}")
    _print_cost(result.cost)
    typer.echo("\nreached what they are for:")
    aiming = {journey for journey, _, _, reached in result.goals if reached}
    for journey, held_out, ended, reached in (each for each in result.goals if each[0] in aiming):
        who = "held out" if held_out else "treated"
        typer.echo(f"  {journey:24} {who:9} {reached:6} of {ended:6}  {reached / max(ended, 1):6.1%}")
    typer.echo()
    for words, count in result.broken.items():
        typer.secho(f"BROKEN, {count} times: {words}", fg="red")
    if not result.broken:
        typer.secho("Nothing that must never happen has happened.", fg="green")


def _print_cost(cost: Sequence[Cost]) -> None:
    """What went out, and what that costs by the table of rates (docs/templates.md)."""
    typer.echo("\nmessages that went out, and what they cost by the table of rates:")
    for each in cost:
        price = f"{each.price / 1_000_000:10,.2f} {each.currency}" if each.currency else "         –"
        typer.echo(f"  {each.messages:7}  {each.journey or 'answers in the chat':24} {each.billed_as:11} {price}")
    for currency in sorted({each.currency for each in cost if each.currency}):
        whole = sum(each.price for each in cost if each.currency == currency) / 1_000_000
        typer.echo(f"           {'together':36} {whole:10,.2f} {currency}")
