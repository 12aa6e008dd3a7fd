"""How many of those who began came how far, and where most are lost."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from bot.console.charts.svg import cut, drawing, tag

WIDTH, ROW = 640.0, 40.0
_NAME, _BAR, _TYPE = 200.0, 300.0, 13.0
ENOUGH = 20  # people at the first stage; below, shares say nothing


@dataclass(frozen=True, slots=True)
class Stage:
    """A step and how many people came to it."""

    name: str
    count: int


def worst(stages: Sequence[Stage]) -> tuple[int, float] | None:
    """The stage (its place) before which the largest share was lost, and the share; None when nobody was."""
    losses = [
        (1 - after.count / before.count, place)
        for place, (before, after) in enumerate(pairwise(stages), 1)
        if before.count
    ]
    share, place = max(losses, default=(0.0, 0))
    return (place, share) if share > 0 else None


def is_enough(stages: Sequence[Stage]) -> bool:
    """Whether shares of it say anything."""
    return len(stages) > 1 and stages[0].count >= ENOUGH


def draw_funnel(stages: Sequence[Stage], title: str) -> Markup:
    """A bar for each stage, with its share of the first and what was lost before it."""
    first = max(stages[0].count, 1)
    most = max(first, *(stage.count for stage in stages))
    loss = worst(stages)
    parts = []
    for number, stage in enumerate(stages):
        y = number * ROW
        wide = max(_BAR * stage.count / most, 2.0)
        faded = round(1 - 0.5 * number / max(len(stages) - 1, 1), 2)
        told = f"{stage.count:,} · {stage.count / first:.0%}"
        parts += [
            tag("text", cut(stage.name, _NAME - 12, _TYPE), x=0, y=y + 19, class_="chart-name"),
            tag("rect", x=_NAME, y=y + 4, width=_BAR, height=22, rx=6, class_="chart-track"),
            tag(
                "rect",
                x=_NAME,
                y=y + 4,
                width=wide,
                height=22,
                rx=6,
                class_="chart-bar",
                opacity=faded,
            ),
            tag("text", told, x=WIDTH, y=y + 19, class_="chart-value end"),
        ]
        if number and (before := stages[number - 1].count) > stage.count:
            kind = "chart-loss worst" if loss and loss[0] == number else "chart-loss"
            parts.append(tag("text", f"−{1 - stage.count / before:.0%}", x=_NAME + _BAR + 8, y=y + 2, class_=kind))
    return drawing(*parts, width=WIDTH, height=len(stages) * ROW, title=title, kind="funnel")
