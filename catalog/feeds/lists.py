"""Several values in one cell, and pairs of names and values."""

from collections.abc import Iterator

from catalog.feeds.html import clean_line

_SEPARATORS = ("\n", "|", ";", ",")
MOST = 200


def split_list(text: str, separator: str = "") -> list[str]:
    """Values of a cell; without a separator the strongest one in it parts them: new line, `|`, `;`, `,`."""
    sign = separator or next((each for each in _SEPARATORS if each in text), "")
    parts = text.split(sign)[:MOST] if sign else [text]
    return list(dict.fromkeys(part.strip() for part in parts if part.strip()))


def split_pairs(text: str, separator: str = "") -> Iterator[tuple[str, str]]:
    """`brand:Apple|colour:red` and `brand=Apple,colour=red`; what is no pair is passed over."""
    for part in split_list(text, separator):
        for sign in "=:":
            name, found, value = part.partition(sign)
            if found and name.strip() and value.strip():
                yield clean_line(name, 60), clean_line(value, 200)
                break


def split_variations(text: str) -> dict[str, tuple[tuple[str, str], ...]]:
    """Magento's `sku=A-S,size=S|sku=A-M,size=M`: options by SKU."""
    found = {}
    for part in text.split("|")[:2048]:
        pairs = dict(split_pairs(part, ","))
        if sku := pairs.pop("sku", ""):
            found[sku] = tuple(pairs.items())
    return found
