"""Numbers by day: as an area, or as bars in parts."""

from collections.abc import Callable, Mapping, Sequence

from markupsafe import Markup

from bot.console.charts.scale import short, top_of
from bot.console.charts.svg import drawing, tag

WIDTH, HEIGHT = 640.0, 200.0
_LEFT, _LOW, _HIGH = 40.0, 172.0, 12.0


def draw_area(days: Sequence[str], values: Sequence[float], title: str) -> Markup:
    """One line with what is below it."""
    top = top_of(max([*values, 1]))
    wide = (WIDTH - _LEFT) / max(len(days) - 1, 1)
    points = [(_LEFT + number * wide, _y(value, top)) for number, value in enumerate(values)]
    line = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    below = f"{line}L{points[-1][0]:.1f} {_LOW:.1f}L{_LEFT:.1f} {_LOW:.1f}Z"
    parts = [*_grid(top), tag("path", d=below, class_="chart-area"), tag("path", d=line, class_="chart-line")]
    parts += [*_names(days, lambda number: _LEFT + number * wide)]
    return drawing(*parts, width=WIDTH, height=HEIGHT, title=title, kind="area")


def draw_stacks(days: Sequence[str], parts: Mapping[str, Sequence[float]], title: str) -> Markup:
    """A bar for each day; each part has a class `part-1`, `part-2` … in the order given."""
    sums = [sum(values[number] for values in parts.values()) for number in range(len(days))]
    top = top_of(max([*sums, 1]))
    wide = (WIDTH - _LEFT) / max(len(days), 1)
    bars = []
    for number, day in enumerate(days):
        at = 0.0
        for place, (name, values) in enumerate(parts.items(), 1):
            if not values[number]:
                continue
            y, height = _y(at + values[number], top), _y(at, top) - _y(at + values[number], top)
            told = tag("title", f"{day} · {name}: {values[number]:,.0f}")
            x = _LEFT + number * wide + wide * 0.15
            bars.append(tag("rect", told, x=x, y=y, width=wide * 0.7, height=height, class_=f"part-{place}"))
            at += values[number]
    names = _names(days, lambda number: _LEFT + (number + 0.5) * wide)
    return drawing(*_grid(top), *bars, *names, width=WIDTH, height=HEIGHT, title=title, kind="stacks")


def _y(value: float, top: float) -> float:
    return _LOW - (_LOW - _HIGH) * value / top


def _grid(top: float) -> list[Markup]:
    parts = []
    for share in (0.0, 0.5, 1.0):
        y = _y(top * share, top)
        parts += [
            tag("line", x1=_LEFT, x2=WIDTH, y1=y, y2=y, class_="chart-grid"),
            tag("text", short(top * share), x=_LEFT - 6, y=y + 4, class_="chart-tick end"),
        ]
    return parts


def _names(days: Sequence[str], place: Callable[[int], float]) -> list[Markup]:
    """Every so many days, so that they do not touch."""
    every = max(1, -(-len(days) // 8))
    shown = [(number, day) for number, day in enumerate(days) if number % every == 0]
    return [tag("text", day, x=place(number), y=HEIGHT - 8, class_="chart-tick middle") for number, day in shown]
