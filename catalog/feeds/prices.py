"""Prices in a merchant's own tables, where a comma may be what platforms write as a point."""

from collections.abc import Sequence

from babel.numbers import get_currency_precision

from catalog.feeds.amounts import AmountWrong, guess_decimal, is_either_way, parse_money
from catalog.feeds.terms import Terms
from catalog.feeds.values import RowWrong
from catalog.items import Money, Note

SEEN = 2000  # prices by which the decimal sign is found out


class Prices:
    """Prices in the merchant's own style, which is found out by all of them and told."""

    def __init__(self, terms: Terms, seen: Sequence[str]) -> None:
        """`seen` are the first SEEN prices or so of the file."""
        self._currency = terms.currency
        self._decimal: str = terms.columns.decimal
        self.notes: list[Note] = []
        if not self._decimal:
            self._decimal = guess_decimal(list(seen))
            if self._decimal == ",":
                what = "prices are read with a decimal comma (1.299,00 is 1299.00)"
                self.notes.append(Note("file", f"{what}; if that is wrong, set decimal in [catalog.columns]"))

    def read(self, text: str, currency: str = "") -> Money | None:
        """Raises RowWrong when it can be read in two ways."""
        code = currency or self._currency
        decimal = self._decimal or guess_decimal([text])
        if not decimal and is_either_way(text):
            if get_currency_precision(code) != 0:
                raise RowWrong(f"the price “{text}” can be read in two ways: set decimal in [catalog.columns]")
            decimal = "," if "." in text else "."
        try:
            return parse_money(text, code, decimal or ".")
        except AmountWrong as error:
            raise RowWrong(str(error)) from error
