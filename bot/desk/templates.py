"""What people ask about templates from a terminal."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

from bot.account import secret_keys, with_demo_account
from bot.actions.registry import list_actions
from bot.actions.shopfile.shop import Shop, read_shop
from bot.clock import SystemClock
from bot.coordination.open import open_coordinator
from bot.settings import Settings
from bot.sources import list_sources, read_flows
from bot.storage.columns import from_micros
from bot.storage.database import Database
from bot.templates.clerk import TemplateClerk
from bot.templates.office import Draft
from bot.templates.queries import LIST_CHANGES
from bot.templates.rates import MILLION, Tariff, read_rates
from bot.templates.variants import Variant, VariantStatus
from bot.whatsapp.templates import TwilioTemplates
from flows.engine.compile import check_templates_alone

console = Console(markup=False)

WIDE = 110  # columns of a terminal that has room for texts


@dataclass(frozen=True)
class _Desk:
    database: Database
    clerk: TemplateClerk
    shop: Shop
    tariff: Tariff
    home: str  # the country of our first sender


@asynccontextmanager
async def _opened(given: Settings) -> AsyncIterator[_Desk]:
    database = Database(given.database_url)
    settings = with_demo_account(given, (await secret_keys(given, database))[0])
    coordinator = open_coordinator(settings.redis_url, database)
    office = TwilioTemplates(settings)
    try:
        flows = read_flows(settings.own_flows, list_actions(None, settings.own_flows))
        clock = SystemClock()
        clerk = TemplateClerk(database, coordinator, clock, office, flows.templates)
        rates = read_rates(Path(settings.rates_file) if settings.rates_file else None)
        home = _country_of(settings.senders[0])
        yield _Desk(database, clerk, read_shop(Path(settings.shop_file)), rates.on(clock.now().date()), home)
    finally:
        await office.close()
        await coordinator.close()
        await database.close()


async def show_templates(settings: Settings) -> None:
    """A line for each wording that the files have."""
    async with _opened(settings) as desk:
        known = _by_key(await desk.clerk.variants())
        drafts = desk.clerk.drafts()
    if not drafts:
        console.print("There are no templates: write some under `templates:` (docs/templates.md).")
        return
    wide = Console(markup=False) if console.is_terminal else Console(width=200, markup=False)
    table = Table()
    table.add_column("template", overflow="fold")
    for name in ("language", "category", "state", f"price ({desk.home})"):
        table.add_column(name, no_wrap=True)
    if wide.width >= WIDE:
        table.add_column("text", max_width=40, no_wrap=True, overflow="ellipsis")
    for draft in drafts:
        variant = known.get(_key(draft))
        category = variant.counts_as if variant else draft.contract.category
        price = desk.tariff.price(category, desk.home, in_window=False)
        text = draft.wording.filled(draft.wording.body).partition("\n")[0]
        told = f"{price / MILLION:.4f} {desk.tariff.currency}"
        shown = (draft.contract.name, draft.wording.language, category, _state(variant), told, text)
        table.add_row(*shown[: len(table.columns)])
    wide.print(table)


async def check_templates(settings: Settings) -> None:
    """Faults of the files, then what cannot be sent. Ends with 1 when there is any."""
    faults = check_templates_alone(list_sources(settings.own_flows))
    for fault in faults:
        typer.echo(str(fault))
    errors = sum(fault.severity == "error" for fault in faults)
    typer.echo(f"{errors} errors, {len(faults) - errors} warnings")
    if errors:
        raise typer.Exit(1)
    async with _opened(settings) as desk:
        known = _by_key(await desk.clerk.variants())
        drafts, languages = desk.clerk.drafts(), desk.shop.languages
    unfit = [d for d in drafts if not ((variant := known.get(_key(d))) and variant.is_usable)]
    for draft in unfit:
        typer.echo(f"{draft.contract.name} in {draft.wording.language}: {_state(known.get(_key(draft)))}")
    lacking = {d.contract.name: d.contract.lacks(languages) for d in drafts if d.contract.lacks(languages)}
    for name, codes in lacking.items():
        typer.echo(f"{name} is not written in {', '.join(codes)}: it goes out in {languages[0]}")
    raise typer.Exit(1 if unfit else 0)


async def submit_templates(settings: Settings, names: Sequence[str]) -> None:
    """Create and submit; a line for each wording. Ends with 1 when one was refused."""
    async with _opened(settings) as desk:
        told = await desk.clerk.submit(names)
        known = _by_key(await desk.clerk.variants())
    for draft, what in told:
        state = _state(known.get(_key(draft)))
        typer.echo(f"{draft.contract.name} in {draft.wording.language}: {what}; {state}")
    if not told:
        typer.echo("There are no templates.")
    open_ = (VariantStatus.NEW, VariantStatus.UNSUBMITTED)
    if any(known[_key(draft)].status in open_ for draft, _ in told):
        raise typer.Exit(1)


async def sync_templates(settings: Settings) -> None:
    """Ask about everything that is at the provider."""
    async with _opened(settings) as desk:
        count = await desk.clerk.sync()
    typer.echo(f"{count} wordings were looked at.")
    await show_templates(settings)


async def show_status(settings: Settings, names: Sequence[str], limit: int) -> None:
    """What became of each wording, also of earlier ones."""
    async with _opened(settings) as desk:
        wanted = {draft.contract.name for draft in desk.clerk.drafts(names)}
        current = {_key(draft) for draft in desk.clerk.drafts()}
        variants = [v for v in await desk.clerk.variants() if not names or v.name in wanted]
        async with desk.database.read() as tx:
            changes = {v.id: await tx.rows(LIST_CHANGES, v.id, limit) for v in variants}
    for variant in variants:
        old = "" if (variant.name, variant.language, variant.mark) in current else " (an earlier wording)"
        typer.echo(f"{variant.name} in {variant.language}{old}: {_state(variant)}")
        typer.echo(
            f"  submitted as {variant.category}, counts as {variant.counts_as}; {variant.sid or 'not created'}"
        )
        for at, what, before, after, reason in changes[variant.id]:
            line = f"  {from_micros(at):%Y-%m-%d %H:%M} {_WHAT[what]}: {before or '–'} → {after}"
            typer.echo(line + (f" ({reason})" if reason else ""))
    if not variants:
        typer.echo("Nothing was ever submitted: `shopclerk templates submit`.")


_WHAT = {"status": "state", "billed_as": "category", "quality": "quality", "refused": "a send was refused"}


def _state(variant: Variant | None) -> str:
    if variant is None or variant.status is VariantStatus.NEW:
        return "not submitted"
    told = variant.status.value
    if variant.paused_until and variant.status is VariantStatus.PAUSED:
        told += f" until about {from_micros(variant.paused_until):%Y-%m-%d %H:%M}"
    if variant.was_recategorised:
        told += ", counts as marketing now"
    if variant.doubt is not None:
        told += f", rests: a send was refused ({variant.doubt})"
    return f"{told}: {variant.reason}" if variant.reason else told


def _by_key(variants: Sequence[Variant]) -> dict[tuple[str, str, str], Variant]:
    return {(v.name, v.language, v.mark): v for v in variants}


def _key(draft: Draft) -> tuple[str, str, str]:
    return draft.contract.name, draft.wording.language, draft.mark


def _country_of(number: str) -> str:
    from phonenumbers import NumberParseException, parse, region_code_for_country_code

    try:
        code = parse(number).country_code
    except NumberParseException:
        return ""
    return str(region_code_for_country_code(code)) if code else ""
