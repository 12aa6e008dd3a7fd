"""`shopclerk journeys …`: messages over days, and how they are doing."""

from functools import partial
from typing import Annotated

import typer

from bot.desk.command import at_the_desk

journeys_cli = typer.Typer(help="Messages over days.", no_args_is_help=True)


@journeys_cli.command("list")
def list_() -> None:
    """Every journey: what begins it, what kind of message it sends, how many steps, who is held out.

    Example: shopclerk journeys list
    """
    from bot.desk.journeys import show_journeys

    at_the_desk(show_journeys)


@journeys_cli.command()
def status(name: Annotated[str, typer.Argument(help="only this one; default: all")] = "") -> None:
    """Who is under way at which step, what became of each step, and goals by arm and holdout.

    Example: shopclerk journeys status cart_recovery
    """
    from bot.desk.journeys import show_status

    at_the_desk(partial(show_status, name=name))
