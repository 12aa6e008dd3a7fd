"""Invoices and return labels as PDF: made when they are fetched, from what the database holds then."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import as_file, files

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from bot.actions.money import render_day, render_money
from bot.orders.queries import OrderLineSeen, OrderSeen
from bot.orders.wordbook import words_of
from bot.storage.columns import from_micros
from bot.storefront.letters import fonts_for, printable

logging.getLogger("fontTools").setLevel(logging.WARNING)

_FONT = "shopclerk"
_MARGIN = 18  # mm
_WIDTH = 210 - 2 * _MARGIN
_COLUMNS = (0.52, 0.12, 0.18, 0.18)  # of the width: product, quantity, price, sum


@dataclass(frozen=True, slots=True)
class Paper:
    """Whose document it is and how it reads."""

    shop: str
    timezone: str
    language: str
    customer: str = ""
    free_returns: bool = False


def render_invoice(order: OrderSeen, lines: Sequence[OrderLineSeen], paper: Paper) -> bytes:
    """The invoice of an order."""
    words = words_of(paper.language)
    pdf = _begin(paper, words["invoice.title"], words["invoice.number"].format(number=order.number))
    day = render_day(from_micros(order.placed_at), paper.timezone, paper.language)
    _lend_fonts(pdf, [paper.customer, *(line.title for line in lines)])
    _fact(pdf, words["invoice.date"], day)
    if printable(paper.customer).strip():
        _fact(pdf, words["invoice.customer"], paper.customer)
    _fact(pdf, words["invoice.paid"], words.get(f"payment.{order.payment}", order.payment))
    pdf.ln(6)
    _table(pdf, [words[f"invoice.{name}"] for name in ("product", "quantity", "price", "sum")], order, lines, paper)
    _sums(pdf, order, paper)
    pdf.ln(10)
    _text(pdf, words["invoice.thanks"], size=11)
    return bytes(pdf.output())


def render_label(number: str, order: OrderSeen, title: str, paper: Paper) -> bytes:
    """What is stuck on a parcel that comes back."""
    words = words_of(paper.language)
    pdf = _begin(paper, words["label.title"], number)
    _lend_fonts(pdf, [title])
    _fact(pdf, words["invoice.number"].format(number=order.number), title)
    pdf.ln(6)
    free = [words["returns.free"]] if paper.free_returns else []
    for line in (words["label.to"], paper.shop, words["label.how"], *free):
        _text(pdf, line, size=12)
    return bytes(pdf.output())


def _begin(paper: Paper, title: str, number: str) -> FPDF:
    pdf = FPDF(format="A4")
    pdf.set_margin(_MARGIN)
    pdf.set_auto_page_break(True, _MARGIN)
    with as_file(files("bot.storefront") / "fonts" / "shopclerk-sans.ttf") as font:
        pdf.add_font(_FONT, fname=font)
    pdf.set_title(printable(f"{title} {number}"))
    pdf.set_author(printable(paper.shop))
    pdf.set_lang(paper.language)
    pdf.add_page()
    _text(pdf, paper.shop, size=20)
    pdf.ln(6)
    _text(pdf, title, size=15)
    _text(pdf, number, size=11)
    pdf.ln(3)
    return pdf


def _lend_fonts(pdf: FPDF, texts: Sequence[str]) -> None:
    """This machine's fonts for letters that the bundled one lacks."""
    lent = dict(fonts_for("".join(texts)))
    for name, file in lent.items():
        pdf.add_font(name, fname=file)
    pdf.set_fallback_fonts(list(lent))


def _text(pdf: FPDF, text: str, *, size: float) -> None:
    pdf.set_font(_FONT, size=size)
    pdf.multi_cell(_WIDTH, size * 0.55, printable(text), new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _fact(pdf: FPDF, name: str, value: str) -> None:
    pdf.set_font(_FONT, size=10)
    pdf.cell(_WIDTH * 0.3, 6, printable(name))
    pdf.cell(_WIDTH * 0.7, 6, printable(value), new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _table(pdf: FPDF, heads: Sequence[str], order: OrderSeen, lines: Sequence[OrderLineSeen], paper: Paper) -> None:
    pdf.set_font(_FONT, size=10)
    widths = tuple(share * _WIDTH for share in _COLUMNS)
    with pdf.table(
        col_widths=widths, text_align=("LEFT", "RIGHT", "RIGHT", "RIGHT"), borders_layout="HORIZONTAL_LINES",
        headings_style=_plain(), line_height=7,
    ) as table:  # fmt: skip
        table.row([printable(head) for head in heads])
        for line in lines:
            each = render_money(line.price, order.currency, paper.language)
            total = render_money(line.price * line.quantity, order.currency, paper.language)
            table.row([printable(line.title), str(line.quantity), printable(each), printable(total)])


def _plain() -> object:
    from fpdf.fonts import FontFace

    return FontFace(emphasis="", color=(90, 98, 93))


def _sums(pdf: FPDF, order: OrderSeen, paper: Paper) -> None:
    words = words_of(paper.language)
    rows = [("subtotal", order.subtotal), ("discount", -order.discount), ("shipping", order.shipping)]
    pdf.ln(3)
    for name, minor in [*((n, m) for n, m in rows if m or n == "shipping"), ("total", order.total)]:
        pdf.set_font(_FONT, size=13 if name == "total" else 10)
        pdf.cell(_WIDTH * 0.7, 7, printable(words[f"invoice.{name}"]), align="R")
        amount = render_money(abs(minor), order.currency, paper.language)
        shown = f"-{amount}" if minor < 0 else amount
        pdf.cell(_WIDTH * 0.3, 7, printable(shown), align="R", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
