"""`shopclerk orders …`: orders of stores, and the people behind them."""

from functools import partial
from typing import Annotated

import typer

from bot.desk.command import at_the_desk

orders_cli = typer.Typer(help="Orders of stores, and the people behind them.", no_args_is_help=True)


@orders_cli.command()
def backfill(
    source: Annotated[str, typer.Argument(help="the store's name in `shopclerk catalog status`")],
    since: Annotated[str, typer.Option(help="how far back: 30d, 12w")] = "60d",
) -> None:
    """Read in the orders that a store had before it called us. Nobody is told anything of them.

    Example: shopclerk orders backfill shop --since 90d
    """
    from bot.desk.orders import backfill_orders

    at_the_desk(partial(backfill_orders, name=source, since=since))


@orders_cli.command()
def status() -> None:
    """How many orders there are of each store, and how backfills and webhooks stand.

    Example: shopclerk orders status
    """
    from bot.desk.orders import show_orders

    at_the_desk(show_orders)


@orders_cli.command()
def requests(done: Annotated[str, typer.Option(help="this one was answered")] = "") -> None:
    """People who have asked, through their store, what is kept of them.

    Example: shopclerk orders requests; shopclerk orders requests --done shop:99
    """
    from bot.desk.orders import show_requests

    at_the_desk(partial(show_requests, done=done))


@orders_cli.command()
def merges(limit: Annotated[int, typer.Option(help="at most so many")] = 50) -> None:
    """Contacts that turned out to be one person, and by what.

    Example: shopclerk orders merges
    """
    from bot.desk.orders import show_merges

    at_the_desk(partial(show_merges, limit=limit))


@orders_cli.command("unmerge")
def unmerge_(merge: Annotated[int, typer.Argument(help="its number in `shopclerk orders merges`")]) -> None:
    """Take a merge back: each has their own again.

    Example: shopclerk orders unmerge 17
    """
    from bot.desk.orders import unmerge

    at_the_desk(partial(unmerge, merge_id=merge))
