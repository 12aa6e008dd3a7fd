"""A flow or a journey as a drawing: steps in boxes, ways with their conditions, how many people stand where."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from bot.console.charts.layout import DEEP, HEIGHT, LANE, WIDTH, Plan, Point, lay_out
from bot.console.charts.svg import cut, drawing, join, length_of, lines, tag

EDGE = 26.0  # around the whole drawing
_TYPE, _SMALL = 13.0, 11.0


@dataclass(frozen=True, slots=True)
class Node:
    """One box. `kind` is a class of the style sheet; `here` people stand there, `left` went away there."""

    id: str
    label: str
    text: str = ""
    kind: str = "step"
    here: int = 0
    left: int = 0
    told: str = ""  # the whole of it, for whoever points at it


@dataclass(frozen=True, slots=True)
class Way:
    """One arrow; `label` is its condition."""

    start: str
    end: str
    label: str = ""


def draw_map(nodes: Sequence[Node], ways: Sequence[Way], title: str) -> Markup:
    """The drawing; the first node is the beginning."""
    plan = lay_out([node.id for node in nodes], [(way.start, way.end) for way in ways])
    labels: dict[tuple[str, str], list[str]] = {}
    for way in ways:
        labels.setdefault((way.start, way.end), []).append(way.label)
    lanes = join(_arrow(edge, plan) for edge in plan.ways)
    boxes = join(_box(node, *plan.places[node.id]) for node in nodes)
    words = join(_words(label, *place) for label, place in _plates(plan, labels))
    inside = tag("g", lanes, boxes, words, transform=f"translate({EDGE:g} {EDGE - DEEP / 2:g})")
    return drawing(
        _heads(), inside, width=plan.width + 2 * EDGE, height=plan.height - DEEP + 2 * EDGE, title=title, kind="map"
    )


def _heads() -> Markup:
    head = tag("path", d="M0 0 8 4 0 8z", class_="map-head")
    marker = tag("marker", head, id="map-head", markerWidth=8, markerHeight=8, refX=7, refY=4, orient="auto")
    return tag("defs", marker)


def _box(node: Node, x: float, y: float) -> Markup:
    middle = x + WIDTH / 2
    rows = lines(node.text, WIDTH - 20, _SMALL, 2)
    first = y + HEIGHT / 2 + 4 - 7 * len(rows)
    parts = [
        tag("title", node.told or node.label),
        tag("rect", x=x, y=y, width=WIDTH, height=HEIGHT, rx=12, class_="map-box"),
        tag("text", cut(node.label, WIDTH - 20, _TYPE), x=middle, y=first, class_="map-label"),
    ]
    for number, row in enumerate(rows, 1):
        parts.append(tag("text", row, x=middle, y=first + 2 + 14 * number, class_="map-text"))
    parts += [_badge(node.here, x + WIDTH - 40, y - 9, "here"), _badge(node.left, x + WIDTH - 80, y - 9, "left")]
    return tag("g", *parts, class_=f"map-node {node.kind}", data_step=node.id)


def _badge(count: int, x: float, y: float, kind: str) -> Markup:
    """Also for nobody, unseen: the page counts on."""
    return tag(
        "g",
        tag("rect", x=x, y=y, width=36, height=18, rx=9, class_=f"map-badge {kind}"),
        tag("text", f"{count:,}", x=x + 18, y=y + 13, class_=f"map-count {kind}"),
        data_badge=kind,
        class_=None if count else "none",
    )


def _arrow(edge: tuple[str, str], plan: Plan) -> Markup:
    points, is_back = plan.ways[edge], edge in plan.backwards
    way = _cornered(points) if is_back else _curved(points)
    kind = "map-way back" if is_back else "map-way"
    return tag("path", d=way, class_=kind, marker_end="url(#map-head)", data_way=f"{edge[0]} {edge[1]}")


def _curved(points: Sequence[Point]) -> str:
    """Straight through layers, and between them a curve that leaves and arrives upright."""
    told = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
    for number, ((x1, y1), (x2, y2)) in enumerate(pairwise(points)):
        if number % 2:
            told += f"V{y2:.1f}"
        else:
            half = (y1 + y2) / 2
            told += f"C{x1:.1f} {half:.1f} {x2:.1f} {half:.1f} {x2:.1f} {y2:.1f}"
    return told


def _cornered(points: Sequence[Point]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def _plates(plan: Plan, labels: Mapping[tuple[str, str], Sequence[str]]) -> Iterator[tuple[str, Point]]:
    """Conditions, each above where its way leads; several that lead to one box stand upon each other."""
    above: Counter[str] = Counter()
    for edge, points in plan.ways.items():
        label = " · ".join(filter(None, labels[edge]))
        if label and edge in plan.backwards:
            yield label, (points[1][0] + 2 * LANE, points[1][1])
        elif label:
            yield label, (points[-1][0], points[-1][1] - 20 - 16 * above[edge[1]])
            above[edge[1]] += 1


def _words(label: str, x: float, y: float) -> Markup:
    text = cut(label, WIDTH - 28, _SMALL)
    wide = length_of(text, _SMALL) + 10
    return tag(
        "g",
        tag("title", label),
        tag("rect", x=x - wide / 2, y=y - 11, width=wide, height=16, rx=5, class_="map-plate"),
        tag("text", text, x=x, y=y + 1, class_="map-if"),
    )
