"""`shopclerk hooks …`: who is told what happens here."""

from functools import partial
from typing import Annotated

import typer

from bot.desk.command import at_the_desk

hooks_cli = typer.Typer(help="Webhooks out: other systems are told what happens.", no_args_is_help=True)

Id = Annotated[int, typer.Argument(help="its number in `shopclerk hooks list`")]


@hooks_cli.command("list")
def list_() -> None:
    """All webhooks, what they are told and how they are.

    Example: shopclerk hooks list
    """
    from bot.desk.webhooks import show_hooks

    at_the_desk(show_hooks)


@hooks_cli.command()
def add(
    url: Annotated[str, typer.Argument(help="https://…")],
    events: Annotated[str, typer.Option(help="with commas; all of them when left out")] = "",
) -> None:
    """Tell an address what happens; its secret is shown once.

    Example: shopclerk hooks add https://example.com/hook --events handoff.opened,message.received
    """
    from bot.desk.webhooks import add_hook

    at_the_desk(partial(add_hook, url=url, events=events))


@hooks_cli.command()
def remove(hook: Id) -> None:
    """Tell it nothing any more.

    Example: shopclerk hooks remove 3
    """
    from bot.desk.webhooks import remove_hook

    at_the_desk(partial(remove_hook, hook_id=hook))


@hooks_cli.command()
def enable(hook: Id) -> None:
    """Tell it again after it was disabled, what has failed included.

    Example: shopclerk hooks enable 3
    """
    from bot.desk.webhooks import enable_hook

    at_the_desk(partial(enable_hook, hook_id=hook))


@hooks_cli.command()
def log(hook: Id) -> None:
    """What it was told, the newest first, and what it answered.

    Example: shopclerk hooks log 3
    """
    from bot.desk.webhooks import show_log

    at_the_desk(partial(show_log, hook_id=hook))
