"""What `shopclerk staff …` does. It acts for nobody in particular: the audit log says `terminal`."""

import re

import typer

from bot.clock import SystemClock
from bot.errors import BotError
from bot.handoff.ownership import return_all
from bot.settings import Settings
from bot.staff.agents import NOBODY
from bot.staff.audit import note_deed
from bot.staff.invitations import invite, let_reset
from bot.staff.listing import list_invitations, list_members
from bot.staff.members import change_member
from bot.staff.queries import find_agent_by_email
from bot.staff.refusals import LastAdmin, Taken
from bot.staff.roles import ROLES
from bot.storage.columns import to_micros
from bot.storage.database import Database
from bot.storage.transactions import Tx

ID_OF = "select id from agent where email = $1"


async def show_staff(settings: Settings) -> None:
    """Print accounts and invitations."""
    database = Database(settings.database_url)
    try:
        async with database.read() as tx:
            members = await list_members(tx)
            invited = await list_invitations(tx, _now())
    finally:
        await database.close()
    for each in members:
        state = "disabled" if each["disabled"] else "second factor" if each["second_factor"] else ""
        typer.echo(f"{each['role']:<8}{each['email']:<36}{each['name']:<24}{state}".rstrip())
    for each in invited:
        typer.echo(f"{each['role']:<8}{each['email']:<36}invited until {each['expires_at']}")
    if not members and not invited:
        typer.echo("Nobody yet: `shopclerk staff invite you@example.com --role admin`.")


async def invite_by_link(settings: Settings, email: str, role: str) -> None:
    """Print a link that makes an account."""
    if not re.fullmatch(r"[^\s@]+@[^\s@]+\.[^\s@]+", email.strip()):
        raise BotError(f"{email} is no e-mail address")
    kind = next((each for each in ROLES if each == role), None)
    if kind is None:
        raise BotError(f"{role} is no role: use {', '.join(ROLES)}")
    database = Database(settings.database_url)
    try:
        async with database.write() as tx:
            token = await invite(tx, email, kind, None, None, _now())
            await note_deed(tx, NOBODY, "agent.invited", email.strip().lower(), _now(), role=role)
    except Taken:
        raise BotError(f"{email} has an account already: `shopclerk staff reset` makes a link for it") from None
    finally:
        await database.close()
    _print_link(settings, token, "three days")


async def disable_member(settings: Settings, email: str, disabled: bool) -> None:
    """Shut somebody out, or let them in again."""
    database = Database(settings.database_url)
    try:
        async with database.write() as tx:
            member_id = await _id_of(tx, email)
            changed = await change_member(tx, member_id, {"disabled": disabled}, _now())
            await note_deed(tx, NOBODY, "agent.changed", changed.name, _now(), disabled=disabled)
        if disabled:
            async with database.write() as tx:
                await return_all(tx, member_id, None, _now())
    except LastAdmin:
        raise BotError("one admin must remain: make another one first") from None
    finally:
        await database.close()
    typer.echo(f"{changed.name} may {'not ' if disabled else ''}sign in.")


async def print_reset_link(settings: Settings, email: str) -> None:
    """Print a link for a new password."""
    database = Database(settings.database_url)
    try:
        async with database.write() as tx:
            member = await find_agent_by_email(tx, email)
            if member is None:
                raise BotError(f"nobody who may sign in has the address {email}")
            token = await let_reset(tx, member.email, member.role, None, _now())
            await note_deed(tx, NOBODY, "agent.reset_link", member.name, _now())
    finally:
        await database.close()
    _print_link(settings, token, "a day")


def _print_link(settings: Settings, token: str, lasts: str) -> None:
    typer.echo(f"Good once, within {lasts}:\n{settings.base_url}/console/invite/{token}")


async def _id_of(tx: Tx, email: str) -> int:
    row = await tx.row(ID_OF, email.strip().lower())
    if row is None:
        raise BotError(f"nobody has the address {email}")
    return int(row[0])


def _now() -> int:
    return to_micros(SystemClock().now())
