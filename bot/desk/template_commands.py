"""`shopclerk templates …`: the messages that WhatsApp approves first."""

from functools import partial
from typing import Annotated

import typer

from bot.desk.command import at_the_desk

templates_cli = typer.Typer(help="Messages that WhatsApp approves first.", no_args_is_help=True)

Names = Annotated[list[str] | None, typer.Argument(help="only these; default: all")]


@templates_cli.command("list")
def list_() -> None:
    """Every template with its languages, where each stands, and what it costs at home.

    Example: shopclerk templates list
    """
    from bot.desk.templates import show_templates

    at_the_desk(show_templates)


@templates_cli.command()
def check() -> None:
    """Every fault of the templates by file and line, and each language that WhatsApp has not approved.

    Ends with 1 when there is an error in the files or a wording that cannot be sent.

    Example: shopclerk templates check
    """
    from bot.desk.templates import check_templates

    at_the_desk(check_templates)


@templates_cli.command()
def submit(names: Names = None) -> None:
    """Create what is new at the provider and ask WhatsApp to approve it. Doing it again does nothing again.

    Example: shopclerk templates submit; shopclerk templates submit order_paid
    """
    from bot.desk.templates import submit_templates

    at_the_desk(partial(submit_templates, names=names or []))


@templates_cli.command()
def sync() -> None:
    """Ask the provider now what became of every template; a running shop does so by itself.

    Example: shopclerk templates sync
    """
    from bot.desk.templates import sync_templates

    at_the_desk(sync_templates)


@templates_cli.command()
def status(
    names: Names = None,
    limit: Annotated[int, typer.Option(help="at most so many changes of each wording")] = 10,
) -> None:
    """Approvals, rejections with their reasons, pauses, changes of category: each with its time, the newest first.

    Example: shopclerk templates status order_paid
    """
    from bot.desk.templates import show_status

    at_the_desk(partial(show_status, names=names or [], limit=limit))
