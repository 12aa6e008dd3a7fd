"""`shopclerk coupons …`: filling pools, seeing what was given away and used, redeeming by hand."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from bot.desk.command import at_the_desk

coupons_cli = typer.Typer(help="Coupon campaigns and their codes.", no_args_is_help=True)

Campaign = Annotated[str, typer.Argument(help="the campaign's id in the shop file")]
Code = Annotated[str, typer.Argument(help="the code, in whatever case")]
Order = Annotated[str, typer.Option(help="the order's id")]


@coupons_cli.command("list")
def list_(
    campaign: Annotated[str, typer.Argument(help="only this one, with its codes")] = "",
    limit: Annotated[int, typer.Option(help="at most so many codes")] = 50,
) -> None:
    """What each campaign has given away, what was used, what is left.

    Example: shopclerk coupons list; shopclerk coupons list welcome
    """
    from bot.desk.coupons import show_campaigns

    at_the_desk(partial(show_campaigns, campaign=campaign, limit=limit))


@coupons_cli.command("import")
def import_(
    campaign: Campaign,
    file: Annotated[Path, typer.Argument(help="one code per line, or CSV with a column `code`", exists=True)],
) -> None:
    """Put a list of codes into a campaign's pool; doing it again adds nothing. Lines that are wrong are named.

    Example: shopclerk coupons import summer codes.csv
    """
    from bot.desk.coupons import import_codes

    at_the_desk(partial(import_codes, campaign=campaign, file=file))


@coupons_cli.command()
def generate(
    campaign: Campaign,
    count: Annotated[int, typer.Argument(help="how many", min=1, max=1_000_000)],
) -> None:
    """Put new codes into a campaign's pool, for a store that needs the list (see `coupons export`).

    Example: shopclerk coupons generate summer 1000
    """
    from bot.desk.coupons import generate_codes

    at_the_desk(partial(generate_codes, campaign=campaign, count=count))


@coupons_cli.command()
def export(campaign: Campaign) -> None:
    """Print every code of a campaign as CSV: `code,state`.

    Example: shopclerk coupons export summer > codes.csv
    """
    from bot.desk.coupons import export_codes

    at_the_desk(partial(export_codes, campaign=campaign))


@coupons_cli.command()
def redeem(code: Code, order: Order) -> None:
    """Write down that an order has used a code.

    Example: shopclerk coupons redeem MALLO-5CXW-VH7X-7TN9 --order 1001
    """
    from bot.desk.coupons import redeem_code

    at_the_desk(partial(redeem_code, code=code, order=order))


@coupons_cli.command()
def release(order: Order) -> None:
    """An order was voided: its code may be used again.

    Example: shopclerk coupons release --order 1001
    """
    from bot.desk.coupons import release_order

    at_the_desk(partial(release_order, order=order))
