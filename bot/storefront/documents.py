"""Invoices and return labels as PDF: made when they are fetched, from what the database holds then."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import as_file, files

from fpdf import FPDF
from fpdf.enums import Align, XPos, YPos

from bot.actions.money import render_day, render_money
from bot.orders.queries import OrderLineSeen, OrderSeen
from bot.orders.wordbook import direction_of, words_of
from bot.storage.columns import from_micros
from bot.storefront.letters import bundled_for, fonts_for, is_shaped, printable

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

    @property
    def is_rtl(self) -> bool:
        """Whether it reads from right to left: then the whole sheet is mirrored."""
        return direction_of(self.language) == "rtl"


def render_invoice(order: OrderSeen, lines: Sequence[OrderLineSeen], paper: Paper) -> bytes:
    """The invoice of an order."""
    words = words_of(paper.language)
    pdf = _begin(paper, words["invoice.title"], words["invoice.number"].format(number=order.number))
    day = render_day(from_micros(order.placed_at), paper.timezone, paper.language)
    _lend_fonts(pdf, [*words.values(), day, paper.shop, paper.customer, *(line.title for line in lines)])
    _fact(pdf, paper, words["invoice.date"], day)
    if printable(paper.customer).strip():
        _fact(pdf, paper, words["invoice.customer"], paper.customer)
    _fact(pdf, paper, words["invoice.paid"], words.get(f"payment.{order.payment}", order.payment))
    pdf.ln(6)
    _table(pdf, [words[f"invoice.{name}"] for name in ("product", "quantity", "price", "sum")], order, lines, paper)
    _sums(pdf, order, paper)
    pdf.ln(10)
    _text(pdf, paper, words["invoice.thanks"], size=11)
    return bytes(pdf.output())


def render_label(number: str, order: OrderSeen, title: str, paper: Paper) -> bytes:
    """What is stuck on a parcel that comes back."""
    words = words_of(paper.language)
    pdf = _begin(paper, words["label.title"], number)
    _lend_fonts(pdf, [*words.values(), paper.shop, title])
    _fact(pdf, paper, words["invoice.number"].format(number=order.number), title)
    pdf.ln(6)
    free = [words["returns.free"]] if paper.free_returns else []
    for line in (words["label.to"], paper.shop, words["label.how"], *free):
        _text(pdf, paper, line, size=12)
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
    _lend_fonts(pdf, [paper.shop, title, number])
    _text(pdf, paper, paper.shop, size=20)
    pdf.ln(6)
    _text(pdf, paper, title, size=15)
    _text(pdf, paper, number, size=11)
    pdf.ln(3)
    return pdf


def _lend_fonts(pdf: FPDF, texts: Sequence[str]) -> None:
    """Fonts for letters that the first one lacks, ours or this machine's; letters that join are shaped."""
    text = "".join(texts)
    for name in bundled_for(text):
        if name not in pdf.fonts:
            with as_file(files("bot.storefront") / "fonts" / f"shopclerk-{name}.ttf") as font:
                pdf.add_font(name, fname=font)
    for name, file in fonts_for(text):
        if name not in pdf.fonts:
            pdf.add_font(name, fname=file)
    pdf.set_fallback_fonts([name for name in pdf.fonts if name != _FONT])
    if is_shaped(text):
        pdf.set_text_shaping(True)


def _text(pdf: FPDF, paper: Paper, text: str, *, size: float) -> None:
    pdf.set_font(_FONT, size=size)
    side = Align.R if paper.is_rtl else Align.L
    pdf.multi_cell(_WIDTH, size * 0.55, printable(text), align=side, new_x=XPos.LMARGIN, new_y=YPos.NEXT)


def _fact(pdf: FPDF, paper: Paper, name: str, value: str) -> None:
    _pair(pdf, paper, (name, 0.3), (value, 0.7), Align.R if paper.is_rtl else Align.L)


def _pair(
    pdf: FPDF, paper: Paper, name: tuple[str, float], value: tuple[str, float], side: Align, size: float = 10
) -> None:
    """Two texts beside each other, each with its share of the width; the first one where reading begins."""
    for text, share in (value, name) if paper.is_rtl else (name, value):
        pdf.set_font(_FONT, size=size)  # a cell in another font leaves that one's size behind
        pdf.cell(_WIDTH * share, 7, printable(text), align=side)
    pdf.ln(7)


def _table(pdf: FPDF, heads: Sequence[str], order: OrderSeen, lines: Sequence[OrderLineSeen], paper: Paper) -> None:
    pdf.set_font(_FONT, size=10)
    turn = -1 if paper.is_rtl else 1
    numbers = "LEFT" if paper.is_rtl else "RIGHT"
    sides = ("RIGHT" if paper.is_rtl else "LEFT", numbers, numbers, numbers)[::turn]
    widths = tuple(share * _WIDTH for share in _COLUMNS)[::turn]
    with pdf.table(
        col_widths=widths, text_align=sides, borders_layout="HORIZONTAL_LINES", headings_style=_plain(), line_height=7
    ) as table:  # fmt: skip
        table.row([printable(head) for head in heads][::turn])
        for line in lines:
            each = render_money(line.price, order.currency, paper.language)
            total = render_money(line.price * line.quantity, order.currency, paper.language)
            cells = [printable(line.title), str(line.quantity), printable(each), printable(total)]
            table.row(cells[::turn])


def _plain() -> object:
    from fpdf.fonts import FontFace

    return FontFace(emphasis="", color=(90, 98, 93))


def _sums(pdf: FPDF, order: OrderSeen, paper: Paper) -> None:
    words = words_of(paper.language)
    rows = [("subtotal", order.subtotal), ("discount", -order.discount), ("shipping", order.shipping)]
    pdf.ln(3)
    for name, minor in [*((n, m) for n, m in rows if m or n == "shipping"), ("total", order.total)]:
        amount = render_money(abs(minor), order.currency, paper.language)
        shown = f"-{amount}" if minor < 0 else amount
        side, size = Align.L if paper.is_rtl else Align.R, 13 if name == "total" else 10
        _pair(pdf, paper, (words[f"invoice.{name}"], 0.7), (shown, 0.3), side, size)
