"""Commands about one person: consents with their proof, everything that is known, being forgotten."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from bot.desk.command import at_the_desk


def add_people_commands(cli: typer.Typer) -> None:
    """Put them beside the other commands."""
    for command in (consent, export, erase):
        cli.command()(command)


def consent(
    contact: Annotated[str, typer.Argument(help="the contact's id, phone number or BSUID; with --all a file")] = "",
    everybody: Annotated[bool, typer.Option("--all", help="the consents of all contacts, as CSV")] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="CSV")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="JSON")] = False,
) -> None:
    """The proof of what contacts agreed to or withdrew: text, moment, source, evidence.

    Example: shopclerk consent +14155550101 --json; shopclerk consent --all --csv consents.csv
    """
    from bot.desk.people import export_consent, show_consent

    if everybody:
        at_the_desk(partial(export_consent, path=Path(contact) if contact else None))
    elif contact:
        style = "json" if as_json else "csv" if as_csv else "table"
        at_the_desk(partial(show_consent, words=contact, style=style))
    else:
        raise typer.BadParameter("name a contact, or --all")


def export(contact: Annotated[str, typer.Argument(help="the contact's id, phone number or BSUID")]) -> None:
    """Everything that is kept about a contact, as JSON.

    Example: shopclerk export +14155550101 > amina.json
    """
    from bot.desk.people import export_contact

    at_the_desk(partial(export_contact, words=contact))


def erase(
    contact: Annotated[str, typer.Argument(help="the contact's id, phone number or BSUID")],
    sure: Annotated[bool, typer.Option("--yes", help="do not ask")] = False,
) -> None:
    """Forget a contact everywhere; what the law demands and a STOP stay, without a name. Cannot be undone.

    Example: shopclerk erase +14155550101
    """
    from bot.desk.people import erase_contact

    if not sure:
        typer.confirm(f"Forget {contact} for good?", abort=True)
    at_the_desk(partial(erase_contact, words=contact))
