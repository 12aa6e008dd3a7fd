"""`shopclerk catalog add|sync|status|runs|hooks|remove|export|signals`: sources and what came of them."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from bot.desk.command import at_the_desk

Name = Annotated[str, typer.Argument(help="the source's name")]


def add_source_commands(cli: typer.Typer) -> None:
    """Put the commands beside `catalog search`."""
    for command in (add, sync, status, runs, hooks, remove, export, signals):
        cli.command(command.__name__)(command)


def add(  # noqa: PLR0913 - one parameter is one option
    name: Annotated[str, typer.Argument(help="a short name: letters, digits, _")],
    kind: Annotated[str, typer.Argument(help="shopify, woocommerce, file (found out), google_xml, json_lines …")],
    address: Annotated[str, typer.Argument(help="a file, where it is fetched from, or a store's address")],
    language: Annotated[str, typer.Option(help="of its texts")] = "",
    currency: Annotated[str, typer.Option(help="of its prices, ISO 4217; default: the shop's")] = "",
    every: Annotated[
        str,
        typer.Option(
            help="how often all of it is read: 15m, 6h, 1d; 0 = only when asked. Default: files 6h; stores 1d, and "
            "what changed every 15m"
        ),
    ] = "",
    share: Annotated[
        int, typer.Option(help="percent of its products that one reading may lose", min=0, max=100)
    ] = 30,
    low_stock: Annotated[int, typer.Option(help="so few pieces are few; 0 = never", min=0)] = 5,
    surplus: Annotated[int, typer.Option(help="more pieces than this are many; 0 = never", min=0)] = 0,
    own_network: Annotated[bool, typer.Option("--own-network", help="it may lie in a private network")] = False,
    website: Annotated[str, typer.Option(help="Shopify: the shop's own address, which links begin with")] = "",
    in_query: Annotated[
        bool, typer.Option("--in-query", help="WooCommerce: the host strips the header with our key")
    ] = False,
) -> None:
    """Add a source of products, or change the one of that name. It is read by the running shop, or by `sync`.

    Example: shopclerk catalog add spring file https://shop.example.com/feed.xml --currency EUR --every 6h

    Example: shopclerk catalog add shop shopify my-shop.myshopify.com --website https://www.example.com
    """
    from bot.desk.sources import NewSource, add_source

    told = {"own_network": own_network, "base_url": website, "in_query": in_query}
    levels = {"low_stock": low_stock, "surplus": surplus, **{key: value for key, value in told.items() if value}}
    usual = "1d" if kind in ("shopify", "woocommerce") else "6h"
    new = NewSource(name, kind, address, language, currency, every or usual, share, levels)
    at_the_desk(partial(add_source, new=new))


def sync(
    name: Annotated[str, typer.Argument(help="the source; left out: all of them")] = "",
    full: Annotated[bool, typer.Option("--full", help="all that it has, not only what changed")] = False,
    confirm: Annotated[
        bool, typer.Option("--confirm", help="a run that is held was right: take away what it lost")
    ] = False,
) -> None:
    """Read a source now. What it lost is taken away, unless that is more than its share: then the run is held.

    Example: shopclerk catalog sync spring --full; shopclerk catalog sync spring --confirm
    """
    from bot.desk.sources import confirm_source, sync_sources

    if confirm and not name:
        raise typer.BadParameter("name the source whose run is right")
    at_the_desk(partial(confirm_source, name=name) if confirm else partial(sync_sources, name=name, full=full))


def status() -> None:
    """Every source: its products, its last run, why something was refused, and when it is read next.

    Example: shopclerk catalog status
    """
    from bot.desk.sources import show_sources

    at_the_desk(show_sources)


def runs(
    name: Name,
    limit: Annotated[int, typer.Option(help="at most so many")] = 20,
    details: Annotated[bool, typer.Option("--details", help="what was refused or noted, and why")] = False,
) -> None:
    """The last runs of a source and what came of each.

    Example: shopclerk catalog runs spring --details
    """
    from bot.desk.sources import show_runs

    at_the_desk(partial(show_runs, name=name, limit=limit, details=details))


def hooks(name: Name) -> None:
    """Have a store tell us what changes: makes its webhooks, switches dead ones on again and says which they were.

    Example: shopclerk catalog hooks spring
    """
    from bot.desk.hooks import renew_hooks

    at_the_desk(partial(renew_hooks, name=name))


def remove(
    name: Name,
    sure: Annotated[bool, typer.Option("--yes", help="do not ask")] = False,
) -> None:
    """Forget a source; its products are sold no more. `demo` are the products that the program brings along.

    Example: shopclerk catalog remove spring
    """
    from bot.desk.sources import remove_source

    if not sure:
        typer.confirm(f"Sell the products of {name} no more?", abort=True)
    at_the_desk(partial(remove_source, name=name))


def export(
    to: Annotated[Path | None, typer.Argument(help="a file; left out: standard output")] = None,
    source: Annotated[str, typer.Option(help="only of this source")] = "",
) -> None:
    """All that is sold as JSON Lines, one product a line: what `catalog add … json_lines` reads.

    Example: shopclerk catalog export products.jsonl
    """
    from bot.desk.exported import export_catalog

    at_the_desk(partial(export_catalog, to=to, source=source))


def signals(
    since: Annotated[str, typer.Option(help="how far back: 24h, 7d, 4w")] = "7d",
    as_json: Annotated[bool, typer.Option("--json", help="as JSON")] = False,
) -> None:
    """What stock suggests: a higher price for what runs short, a promotion for what there is too much of.

    Example: shopclerk catalog signals --since 30d
    """
    from bot.desk.signals import show_signals

    at_the_desk(partial(show_signals, since=since, as_json=as_json))
