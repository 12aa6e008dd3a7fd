"""Axes: round numbers to count in."""


def top_of(highest: float) -> float:
    """The next number of one digit and zeros (1, 2, 5, 10 …) that everything fits below."""
    step = 1.0
    while step * 10 < highest:
        step *= 10
    return next((step * each for each in (1, 2, 3, 4, 5, 6, 8, 10) if step * each >= highest), step * 10)


def short(number: float) -> str:
    """`1200` → `1.2k`."""
    for size, letter in ((1_000_000, "M"), (1_000, "k")):
        if number >= size:
            return f"{number / size:.1f}".removesuffix(".0") + letter
    return f"{number:g}"
