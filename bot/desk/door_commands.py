"""`shopclerk doors`: what the doors have brought, their links and codes, and adding one."""

from pathlib import Path
from typing import Annotated

import typer

doors_cli = typer.Typer(help="Ways into the chat: links, QR codes, buttons, ads; and what they bring.")


@doors_cli.callback(invoke_without_command=True)
def report(
    context: typer.Context,
    since: Annotated[str, typer.Option(help="how far back: 24h, 7d, 4w")] = "7d",
    as_csv: Annotated[bool, typer.Option("--csv", help="comma-separated values")] = False,
) -> None:
    """What each door and each ad has brought, and what the links that left the chat did.

    Example: shopclerk doors --since 30d --csv
    """
    if context.invoked_subcommand is None:
        from bot.desk.doors import show_report

        show_report(since, as_csv=as_csv)


@doors_cli.command("list")
def list_doors() -> None:
    """The doors of the shop's file, each with its link.

    Example: shopclerk doors list
    """
    from bot.desk.doors import show_doors

    show_doors()


@doors_cli.command()
def links() -> None:
    """Every code that there is, also those of single pages and products, with its clicks.

    Example: shopclerk doors links
    """
    from bot.desk.doors import show_links

    show_links()


@doors_cli.command()
def outgoing(
    since: Annotated[str, typer.Option(help="how far back: 24h, 7d, 4w")] = "7d",
    as_csv: Annotated[bool, typer.Option("--csv", help="comma-separated values")] = False,
) -> None:
    """Links that left the chat, by product, coupon campaign and door: clicks, people, orders, revenue.

    Example: shopclerk doors outgoing --since 30d --csv
    """
    from bot.desk.doors import show_outgoing

    show_outgoing(since, as_csv=as_csv)


@doors_cli.command()
def qr(
    door: Annotated[str, typer.Argument(help="id of the door")],
    file: Annotated[Path, typer.Argument(help="where to: .svg or .png")],
) -> None:
    """Draw a door's QR code into a file.

    Example: shopclerk doors qr counter counter.svg
    """
    from bot.desk.doors import draw

    draw(door, file)


@doors_cli.command()
def add(
    door: Annotated[str, typer.Argument(help="id of the new door: small letters, digits, - and _")],
    kind: Annotated[str, typer.Option(help="bubble, product, coupon, social, qr or link")] = "link",
    flow: Annotated[str, typer.Option(help="the flow that begins; default: the kind's own, or the menu")] = "",
    sku: Annotated[str, typer.Option(help="a variant or product of the catalog")] = "",
    campaign: Annotated[str, typer.Option(help="the coupon campaign")] = "",
    text: Annotated[list[str] | None, typer.Option(help="language=text that visitors find written")] = None,
) -> None:
    """Add a door to the shop's file. A running shop knows it after its next start.

    Example: shopclerk doors add newsletter --kind link --text "en=Hi! I read your newsletter."
    """
    from bot.desk.doors import add_door

    texts = dict(pair.partition("=")[::2] for pair in text or ())
    add_door({"id": door, "kind": kind, "flow": flow, "sku": sku, "campaign": campaign, "text": texts})
