"""`shopclerk staff …`: who may sign in to the console, from a terminal."""

from functools import partial
from typing import Annotated

import typer

from bot.desk.command import at_the_desk

staff_cli = typer.Typer(help="Who works in the console.", no_args_is_help=True)

Email = Annotated[str, typer.Argument(help="the e-mail address")]


@staff_cli.command("list")
def list_() -> None:
    """Everybody who has an account, and open invitations.

    Example: shopclerk staff list
    """
    from bot.desk.staff import show_staff

    at_the_desk(show_staff)


@staff_cli.command()
def invite(
    email: Email,
    role: Annotated[str, typer.Option(help="viewer, agent, lead or admin")] = "agent",
) -> None:
    """Print a one-time link with which somebody makes their account, within three days.

    Example: shopclerk staff invite mina@example.com --role lead
    """
    from bot.desk.staff import invite_by_link

    at_the_desk(partial(invite_by_link, email=email, role=role))


@staff_cli.command()
def disable(
    email: Email,
    undo: Annotated[bool, typer.Option("--undo", help="let them in again")] = False,
) -> None:
    """Somebody may not sign in any more, and is signed out everywhere; their tokens end too.

    Example: shopclerk staff disable mina@example.com
    """
    from bot.desk.staff import disable_member

    at_the_desk(partial(disable_member, email=email, disabled=not undo))


@staff_cli.command()
def reset(email: Email) -> None:
    """Print a one-time link for a new password; it also turns the second factor off. Good for a day.

    Example: shopclerk staff reset mina@example.com
    """
    from bot.desk.staff import print_reset_link

    at_the_desk(partial(print_reset_link, email=email))
