"""Single values of an entry, each with what is to be remarked about it."""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from urllib.parse import urljoin, urlsplit

from catalog.errors import CatalogError
from catalog.feeds.amounts import AmountWrong, parse_count, parse_decimal, parse_money
from catalog.feeds.moments import MomentWrong, parse_moment, parse_span
from catalog.feeds.terms import Terms
from catalog.feeds.units import is_gtin
from catalog.items import Availability, Money, Note, Picture, Refused, Status

LONGEST_ID = 200
LONGEST_URL = 2000
MOST_PICTURES = 30
_PLAIN_URL = re.compile(r"https?://[A-Za-z0-9.-]+(?::[0-9]{1,5})?(?:[/?#][!-~]*)?")  # nearly all of them

_AVAILABILITY = {
    word: availability
    for availability, words in {
        Availability.IN_STOCK: ("in stock", "instock", "limited availability", "available for order", "online only",
                                "in store only", "1", "yes", "true"),
        Availability.OUT_OF_STOCK: ("out of stock", "outofstock", "sold out", "soldout", "discontinued", "pending",
                                    "0", "no", "false"),
        Availability.PREORDER: ("preorder", "pre order", "presale"),
        Availability.BACKORDER: ("backorder", "back order", "on backorder", "onbackorder", "available on backorder"),
    }.items()
    for word in words
}  # fmt: skip
_STATUS = {
    word: status
    for status, words in {
        Status.ACTIVE: ("active", "published", "publish", "enabled", "visible", "true", "1", "yes", "on"),
        Status.HIDDEN: (
            "hidden",
            "unlisted",
            "private",
            "disabled",
            "false",
            "0",
            "no",
            "off",
            "staging",
            "inactive",
        ),
        Status.DRAFT: ("draft", "-1", "pending"),
        Status.ARCHIVED: ("archived", "archive"),
        Status.DELETED: ("deleted", "trash"),
    }.items()
    for word in words
}


class RowWrong(CatalogError):
    """This row cannot be taken, for this reason; the others can."""


class Values:
    """Reads values under the shop's terms and remembers remarks until `told` hands them on."""

    def __init__(self, terms: Terms) -> None:
        self.terms = terms
        self._said: list[Refused | Note] = []

    def told(self) -> Iterator[Refused | Note]:
        said, self._said = self._said, []
        yield from said

    def note(self, where: str, what: str) -> None:
        self._said.append(Note(where, what))

    def refuse(self, where: str, why: str) -> None:
        self._said.append(Refused(where, why))

    def identity(self, text: str, what: str = "id") -> str:
        """Raises RowWrong."""
        if not text:
            raise RowWrong(f"has no {what}")
        if len(text) > LONGEST_ID or not text.isprintable():
            raise RowWrong(f"its {what} is longer than {LONGEST_ID} characters or holds control characters")
        return text

    def price(self, name: str, text: str) -> Money | None:
        """Raises RowWrong: a price that cannot be read is never left out silently."""
        try:
            return parse_money(text, self.terms.currency)
        except AmountWrong as error:
            raise RowWrong(f"{name}: {error}") from error

    def sale(self, where: str, text: str, price: Money | None) -> Money | None:
        """A sale price below the price; anything else is noted and left out."""
        try:
            sale = parse_money(text, self.terms.currency)
        except AmountWrong as error:
            self.note(where, f"sale price: {error}")
            return None
        return self.below(where, sale, price)

    def below(self, where: str, sale: Money | None, price: Money | None) -> Money | None:
        """The sale price when it is one."""
        if sale is None:
            return None
        if price is None or price.currency != sale.currency:
            self.note(where, "the sale price has no price in its currency to be compared with")
            return None
        if sale.minor >= price.minor:
            if sale.minor > price.minor:
                self.note(where, "the sale price is above the price")
            return None
        return sale

    def span(self, where: str, text: str) -> tuple[datetime | None, datetime | None] | None:
        """From and until; None when they cannot be read: then there is no sale."""
        try:
            return parse_span(text, self.terms.timezone)
        except MomentWrong as error:
            self.note(where, f"time of the sale, left out with its price: {error}")
            return None

    def moment(self, where: str, text: str, *, ends: bool = False) -> datetime | None:
        try:
            return parse_moment(text, self.terms.timezone, ends)
        except MomentWrong as error:
            self.note(where, str(error))
            return None

    def stock(self, text: str) -> Decimal | None:
        """None is "not counted". Raises RowWrong, as selling what may not be there is worse than not selling it."""
        if not text:
            return None
        try:
            return parse_count(text)
        except AmountWrong as error:
            raise RowWrong(f"stock: {error}") from error

    def number(self, where: str, text: str) -> Decimal | None:
        if not text:
            return None
        try:
            return parse_decimal(text)
        except AmountWrong as error:
            self.note(where, str(error))
            return None

    def rating(self, where: str, text: str) -> Decimal | None:
        """0 to 5 stars."""
        stars = self.number(where, text)
        if stars is not None and not 0 <= stars <= 5:
            self.note(where, f"a rating of {stars} is not within 0 and 5")
            return None
        return stars

    def count(self, where: str, text: str) -> int:
        number = self.number(where, text)
        return int(number) if number is not None and 0 < number < 10**9 else 0

    def gtin(self, where: str, text: str) -> str:
        if not text:
            return ""
        digits = text if text.isdigit() else text.strip("'\" ").replace("-", "").replace(" ", "")
        if not is_gtin(digits):
            self.note(where, f"“{text[:30]}” is no barcode number with a right check digit: left out")
            return ""
        return digits

    def availability(self, where: str, text: str) -> Availability | None:
        """Old spellings and schema.org addresses too."""
        if not text:
            return None
        found = _availability(text)
        if found is None:
            self.note(where, f"“{text[:40]}” is no availability that is known")
        return found

    def status(self, where: str, text: str) -> Status:
        """Hidden when it is not understood: only what is surely active is offered."""
        if not text:
            return Status.ACTIVE
        found = _STATUS.get(text.strip().lower())
        if found is None:
            self.note(where, f"“{text[:40]}” is no status that is known: the product is hidden")
        return found or Status.HIDDEN

    def url(self, where: str, text: str) -> str:
        """Absolute, http or https; else noted and empty."""
        if not text or _is_plain_url(text):
            return text
        try:
            whole = urljoin(self.terms.base_url, text.strip()) if "://" not in text[:12] else text.strip()
            parts = urlsplit(whole)
            fine = parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
        except ValueError:
            fine = False
        if not fine or len(whole) > LONGEST_URL or any(sign.isspace() or ord(sign) < 32 for sign in whole):
            self.note(where, f"“{text[:60]}” is no web address: left out")
            return ""
        return whole

    def pictures(self, where: str, urls: Iterable[str], alt: str = "") -> tuple[Picture, ...]:
        """In their order, each once."""
        made = [_plain_picture(text, alt) or self._picture(where, text, alt) for text in urls if text]
        found = list({each.url: each for each in made if each}.values())
        if len(found) > MOST_PICTURES:
            self.note(where, f"has {len(found)} pictures: the first {MOST_PICTURES} are taken")
        return tuple(found[:MOST_PICTURES])

    def _picture(self, where: str, text: str, alt: str) -> Picture | None:
        url = self.url(where, text)
        return Picture(url, alt) if url else None


@lru_cache(maxsize=4096)
def _is_plain_url(text: str) -> bool:
    return len(text) <= LONGEST_URL and _PLAIN_URL.fullmatch(text) is not None


@lru_cache(maxsize=4096)
def _plain_picture(text: str, alt: str) -> Picture | None:
    """Variants of one product share most of theirs. None where the address has to be looked at more closely."""
    return Picture(text, alt) if len(text) <= LONGEST_URL and _PLAIN_URL.fullmatch(text) else None


@lru_cache(maxsize=256)
def _availability(text: str) -> Availability | None:
    return _AVAILABILITY.get(text.rpartition("/")[2].replace("_", " ").replace("-", " ").strip().lower())
