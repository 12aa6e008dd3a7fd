"""`shopclerk handoff …`: conversations that people have or wait for."""

from functools import partial
from typing import Annotated

import typer

from bot.desk.command import at_the_desk

handoff_cli = typer.Typer(help="Conversations that people have.", no_args_is_help=True)

Contact = Annotated[str, typer.Argument(help="the contact's id, phone number or BSUID")]


@handoff_cli.command("list")
def list_(
    stranded: Annotated[
        bool, typer.Option("--stranded", help="only those that nobody answers for: none, ever")
    ] = False,
) -> None:
    """Who waits for a person, since when and why, and who has whom. The longest wait comes first.

    Example: shopclerk handoff list
    """
    from bot.desk.handoffs import show_handoffs, show_stranded

    at_the_desk(show_stranded if stranded else show_handoffs)


@handoff_cli.command()
def take(
    contact: Contact,
    agent: Annotated[str, typer.Option(help="the agent's e-mail address")],
    force: Annotated[bool, typer.Option("--force", help="also from another agent")] = False,
) -> None:
    """An agent takes a conversation over; from then on the bot is silent.

    Example: shopclerk handoff take +14155550101 --agent joon@mallo.example
    """
    from bot.desk.handoffs import take_contact

    at_the_desk(partial(take_contact, words=contact, email=agent, force=force))


@handoff_cli.command()
def assign(
    contact: Contact,
    agent: Annotated[str, typer.Option(help="the agent's e-mail address")] = "",
    team: Annotated[str, typer.Option(help="or the name of a team")] = "",
) -> None:
    """Give a conversation to an agent, or to the queue of a team.

    Example: shopclerk handoff assign +14155550101 --team Returns
    """
    from bot.desk.handoffs import assign_contact

    if bool(agent) == bool(team):
        raise typer.BadParameter("name an agent or a team")
    at_the_desk(partial(assign_contact, words=contact, email=agent, team=team))


@handoff_cli.command()
def release(
    contact: Contact,
    resume: Annotated[
        str, typer.Option(help="ask, resume, skip, restart or quiet: of the flow that was open")
    ] = "ask",
) -> None:
    """Give a conversation back to the bot, as `shopclerk release` does.

    Example: shopclerk handoff release +14155550101 --resume skip
    """
    from bot.desk.handoffs import release_contact
    from bot.handoff.standing import RESUMES

    if resume not in RESUMES:
        raise typer.BadParameter(f"--resume is one of {', '.join(RESUMES)}")
    at_the_desk(partial(release_contact, words=contact, resume=resume))
