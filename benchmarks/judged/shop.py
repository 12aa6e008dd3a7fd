"""A made-up shop: its goods as a judge knows them."""

import random
from dataclasses import dataclass
from itertools import product as combinations

from benchmarks.judged.kinds import COLOURS, Kind, read_kinds

WORDS = ("Classic", "Essential", "Urban", "Heritage", "Studio", "Nova", "Everyday", "Signature", "Pioneer", "Atlas")
SAYINGS = (
    "Our {kind} is made of {material} and comes {feature}.",
    "A {feature} {kind} for every day, in {material}.",
    "Designed by {brand}. {material} throughout; {feature}.",
    "Made to last: {material}, {feature}. A favourite of our customers.",
)
LINES = ("Free returns within 30 days.", "Ships in recycled packaging.", "Two year guarantee.", "")


@dataclass(frozen=True)
class Good:
    """One product as the judge knows it. `stock` by (colour, size); prices in cents."""

    id: str
    kind: Kind
    brand: str
    title: str
    text: str
    material: str
    feature: str
    gender: str
    price: int
    sale_price: int | None
    stock: dict[tuple[str, str], int]

    @property
    def to_pay(self) -> int:
        return self.price if self.sale_price is None else self.sale_price

    @property
    def in_stock(self) -> bool:
        return any(self.stock.values())

    def has(self, colour: str = "", size: str = "") -> bool:
        """Whether one of its variants is that and in stock."""
        return any(n and colour in ("", c) and size in ("", s) for (c, s), n in self.stock.items())


def make_shop(shop: str, count: int = 2_500, seed: int = 7) -> list[Good]:
    """`count` goods of the shop `building` or `judging`, always the same for a seed."""
    brands, kinds = read_kinds(shop)
    chance = random.Random(f"{shop}-{seed}")
    return [_good(number, kinds[number % len(kinds)], brands, chance) for number in range(count)]


def _good(number: int, kind: Kind, brands: tuple[str, ...], chance: random.Random) -> Good:
    brand, material, feature = chance.choice(brands), chance.choice(kind.materials), chance.choice(kind.features)
    gender = chance.choice(kind.genders) if kind.genders else ""
    colours = chance.sample(sorted(COLOURS), chance.randint(1, 3))
    name = chance.choice((kind.name, kind.name, kind.name, chance.choice(kind.also)))
    title = _title(chance, brand, name, material, feature, gender)
    text = chance.choice(SAYINGS).format(kind=kind.name, material=material, feature=feature, brand=brand)
    price = chance.randint(*kind.prices) * 100 - chance.choice((0, 1, 5, 10))
    gone = chance.random() < 0.1
    stock = {pair: 0 if gone or chance.random() < 0.15 else chance.randint(1, 40)
             for pair in combinations(colours, kind.sizes or ("",))}  # fmt: skip
    sale = round(price * chance.choice((0.7, 0.8, 0.9))) if chance.random() < 0.15 else None
    text = f"{text} {chance.choice(LINES)}".strip()
    return Good(f"p{number:05d}", kind, brand, title, text, material, feature, gender, price, sale, stock)


def _title(chance: random.Random, brand: str, name: str, material: str, feature: str, gender: str) -> str:
    word = chance.choice(WORDS)
    parts = chance.choice(
        (
            (brand, word, name),
            (brand, material, name),
            (word, feature, name),
            (brand, name, f"- {feature}"),
            (word, name, f"in {material}"),
        )
    )
    whose = {"men": "Men's", "women": "Women's"}.get(gender, "")
    return " ".join(part for part in (whose if chance.random() < 0.6 else "", *parts) if part)
