"""What kinds of things a made-up shop sells, read from a text of one line a kind."""

from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
SIZES = {"clothes": ("S", "M", "L", "XL"), "shoes": ("38", "39", "40", "41", "42", "43"), "": ()}
#: English → Korean, Spanish
COLOURS = {
    "black": ("검은색", "negro"),
    "white": ("흰색", "blanco"),
    "red": ("빨간색", "rojo"),
    "blue": ("파란색", "azul"),
    "green": ("초록색", "verde"),
    "grey": ("회색", "gris"),
    "yellow": ("노란색", "amarillo"),
    "pink": ("분홍색", "rosa"),
    "brown": ("갈색", "marrón"),
    "purple": ("보라색", "morado"),
}


@dataclass(frozen=True)
class Kind:
    """One kind of thing. `also` are other words for it; `prices` the range in dollars; `near` would do at a pinch."""

    name: str
    path: str
    also: tuple[str, ...]
    ko: str
    es: str
    prices: tuple[int, int]
    materials: tuple[str, ...]
    features: tuple[str, ...]
    sizes: tuple[str, ...]
    genders: tuple[str, ...]
    near: tuple[str, ...]


def read_kinds(shop: str) -> tuple[tuple[str, ...], tuple[Kind, ...]]:
    """Brands and kinds of the shop `building` or `judging`."""
    lines = (HERE / f"{shop}.txt").read_text(encoding="utf-8").splitlines()
    rows = [[cell.strip() for cell in line.split("|")] for line in lines if line and not line.startswith("#")]
    brands = _list(rows[0][1])
    return brands, tuple(_kind(row + [""] * (11 - len(row))) for row in rows[1:])


def _kind(row: list[str]) -> Kind:
    name, path, also, ko, es, prices, materials, features, sizes, genders, near = row
    low, high = prices.split("-")
    parts = [_list(cell) for cell in (also, materials, features, genders, near)]
    return Kind(name, path, parts[0], ko, es, (int(low), int(high)), parts[1], parts[2], SIZES[sizes], *parts[3:])


def _list(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split(";") if part.strip())
