"""Invoices can be read in Korean, too: the letters are in the file."""

import re
import unicodedata
import zlib

import pytest

from bot.orders.queries import OrderLineSeen, OrderSeen
from bot.storefront import letters
from bot.storefront.documents import Paper, render_invoice, render_label
from bot.storefront.letters import printable

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


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("Amina ✨ Yusuf", "Amina  Yusuf"),
        ("李小龙", "LiXiaoLong"),
    ],
)
def test_a_name_in_other_letters_is_spelled_readably(name: str, told: str) -> None:
    """E2: no boxes and no question marks where a name was."""
    assert printable(name).casefold() == told.casefold()
    pdf = render_invoice(ORDER, LINES, Paper("Linden", "UTC", "en", name))
    assert set(told.replace(" ", "")) <= set(letters_in(pdf))


@pytest.mark.parametrize("name", ["สมชาย ใจดี", "Иван Петров"])
def test_a_font_of_the_machine_is_used_where_there_is_one(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """E2: Thai and Cyrillic as they are written; on a machine without such a font spelled in Latin letters."""
    has_font = bool(dict(letters.fonts_for(name)))
    assert (printable(name) == name) is has_font
    pdf = render_invoice(ORDER, LINES, Paper("Linden", "UTC", "en", name))
    assert (set(name.replace(" ", "")) <= set(letters_in(pdf))) is has_font
    letters._find.cache_clear()
    monkeypatch.setattr(letters, "FOLDERS", ())
    assert printable(name).isascii()
    assert printable(name).replace(" ", "").isalpha()
    letters._find.cache_clear()


def test_an_invoice_of_many_lines_has_several_pages() -> None:
    pdf = render_invoice(ORDER, LINES * 40, Paper("Mallo", "UTC", "en"))
    assert len(re.findall(rb"/Type /Page\b(?!s)", pdf)) > 1


def test_a_label_is_a_page() -> None:
    assert render_label("R5001", ORDER, LINES[0].title, Paper("Mallo", "UTC", "ko")).startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("language", "name", "told"),
    [("ar", "محمد الخطيب", "فاتورة الإجمالي"), ("hi", "प्रिया शर्मा", "बिल कुल"), ("en", "محمد الخطيب", "Invoice")],
)
def test_letters_that_join_are_shaped_in_a_small_file(language: str, name: str, told: str) -> None:
    """E2: Arabic and Hindi as they are written, also a name in them on an invoice in another language."""
    assert printable(name) == name
    pdf = render_invoice(ORDER, LINES, Paper("Mallo", "UTC", language, name))
    assert len(pdf) < 60_000
    plain = {letter for letter in told + name if not unicodedata.combining(letter)} - {" "}
    shown = letters_in(pdf)
    assert len(plain & set(shown)) > 0.8 * len(plain), plain - set(shown)


def test_an_arabic_invoice_is_mirrored() -> None:
    """E2: what is at the left of another language's sheet is at the right of this one."""
    across = {}
    for language in ("en", "ar"):
        pdf = render_invoice(ORDER, [], Paper("Mallo", "UTC", language))
        streams = [zlib.decompress(s) for s in re.findall(rb"stream\r?\n(x.*?)\r?\nendstream", pdf, re.DOTALL)]
        page = next(stream for stream in streams if b" Td" in stream)
        across[language] = float(re.findall(rb"BT ([\d.]+) ", page)[0])
    assert across["en"] < 100 < 400 < across["ar"]
