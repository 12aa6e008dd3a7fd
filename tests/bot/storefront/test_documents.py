"""Invoices can be read in Korean, too: the letters are in the file."""

import re
import zlib

from bot.orders.queries import OrderLineSeen, OrderSeen
from bot.storefront.documents import Paper, render_invoice, render_label

ORDER = OrderSeen(
    1, "9098", 1, "paid", "USD", 5900, 590, 0, 5310, "MALLO-1", "card", 1_795_000_000_000_000, None, None
)
LINES = [
    OrderLineSeen(1, "A", "피그 트리 캔들 · 200g", 2, 2100, False, None, None),
    OrderLineSeen(2, "B", "Crème à l’huile “été” ě → ☃", 1, 1700, False, None, None),
]


def letters_in(pdf: bytes) -> str:
    """Every letter that the embedded fonts map to, from their ToUnicode tables."""
    found = ""
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL):
        try:
            told = zlib.decompress(stream)
        except zlib.error:
            told = stream
        if b"beginbfchar" in told or b"beginbfrange" in told:
            found += "".join(chr(int(code, 16)) for code in re.findall(rb"<[0-9A-F]{4}> <([0-9A-F]{4})>", told))
    return found


def test_an_invoice_holds_its_letters() -> None:
    """E2: Korean and accented letters are embedded; what the font lacks is replaced, not lost."""
    pdf = render_invoice(ORDER, LINES, Paper("Mallo", "Asia/Seoul", "ko"))
    assert pdf.startswith(b"%PDF-")
    assert len(pdf) < 150_000
    assert set("거래명세서피그트리캔들Crème&?".replace("&", "")) <= set(letters_in(pdf))


def test_an_invoice_of_many_lines_has_several_pages() -> None:
    pdf = render_invoice(ORDER, LINES * 40, Paper("Mallo", "UTC", "en"))
    assert len(re.findall(rb"/Type /Page\b(?!s)", pdf)) > 1


def test_a_label_is_a_page() -> None:
    assert render_label("R5001", ORDER, LINES[0].title, Paper("Mallo", "UTC", "ko")).startswith(b"%PDF-")
