"""Where the nodes of a directed drawing stand: layers by the longest way, order by barycentre, ways around nodes.

A way that skips layers has a place of its own in each of them, so that it crosses no node; a way back runs outside.
"""

from collections import Counter, defaultdict, deque
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

WIDTH, HEIGHT = 208.0, 66.0  # of a node
GAP, DEEP = 36.0, 74.0  # between neighbours; between layers
LANE = 14.0  # between ways back
MOST = 5  # nodes side by side
_PASSING, _BESIDE = 14.0, 10.0  # what a way needs to pass a layer, and between it and its neighbours
_SWEEPS = 8

Id = Hashable
Point = tuple[float, float]
Edge = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Plan:
    """`places` are the upper left corners; `ways` are corners of each edge, from below its first node on."""

    places: Mapping[str, Point]
    ways: Mapping[Edge, Sequence[Point]]
    width: float
    height: float
    backwards: frozenset[Edge] = frozenset()


@dataclass
class _Draft:
    layers: list[list[Id]] = field(default_factory=list)
    up: dict[Id, list[Id]] = field(default_factory=lambda: defaultdict(list))
    down: dict[Id, list[Id]] = field(default_factory=lambda: defaultdict(list))
    middle: dict[Id, float] = field(default_factory=dict)


def lay_out(nodes: Sequence[str], edges: Sequence[Edge]) -> Plan:
    """A plan for these nodes, the first of which is the beginning. Edges of other nodes are not there."""
    known = set(nodes)
    edges = [edge for edge in dict.fromkeys(edges) if edge[0] in known and edge[1] in known]
    back = _backwards(nodes, edges)
    forward = [edge for edge in edges if edge not in back]
    layer = _layers(nodes, forward)
    draft, chains = _draft(nodes, forward, layer)
    _order(draft)
    _place(draft)
    lanes = {edge: number for number, edge in enumerate(edge for edge in edges if edge in back)}
    left = min((draft.middle[each] - WIDTH / 2 for each in nodes), default=0.0)
    places = {
        each: (draft.middle[each] - WIDTH / 2 - left, layer[each] * (HEIGHT + DEEP) + DEEP / 2) for each in nodes
    }
    right = max((x + WIDTH for x, _ in places.values()), default=0.0)
    right = max([right, *(draft.middle[each] - left + _PASSING for row in draft.layers for each in row)])
    ways: dict[Edge, Sequence[Point]] = {}
    for edge in edges:
        if edge in back:
            ways[edge] = _around(edge, places, right + LANE * (lanes[edge] + 1), lanes[edge])
        else:
            ways[edge] = _through(edge, chains[edge], places, {each: x - left for each, x in draft.middle.items()})
    width = right + LANE * (len(lanes) + 1)
    return Plan(places, ways, width, len(draft.layers) * (HEIGHT + DEEP) + DEEP / 2, frozenset(back))


def _backwards(nodes: Sequence[str], edges: Sequence[Edge]) -> set[Edge]:
    """The edges that close a circle, found by walking down from the beginning."""
    ways: dict[str, list[str]] = defaultdict(list)
    for start, end in edges:
        ways[start].append(end)
    found: set[Edge] = set()
    state: dict[str, int] = {}  # 1: on the way here, 2: done
    for root in nodes:
        path = [(root, iter(ways[root]))] if root not in state else []
        state.setdefault(root, 1)
        while path:
            node, rest = path[-1]
            child = next(rest, None)
            if child is None:
                state[node] = 2
                path.pop()
            elif state.get(child) == 1:
                found.add((node, child))
            elif child not in state:
                state[child] = 1
                path.append((child, iter(ways[child])))
    return found


def _layers(nodes: Sequence[str], edges: Sequence[Edge]) -> dict[str, int]:
    """Each node below all that lead to it, where there is room: of very many ways on, some lead further down."""
    layer = dict.fromkeys(nodes, 0)
    waiting = {each: sum(end == each for _, end in edges) for each in nodes}
    full: Counter[int] = Counter()
    ready = deque(each for each in nodes if not waiting[each])
    while ready:
        node = ready.popleft()
        while full[layer[node]] >= MOST:
            layer[node] += 1
        full[layer[node]] += 1
        for start, end in edges:
            if start == node:
                layer[end] = max(layer[end], layer[node] + 1)
                waiting[end] -= 1
                if not waiting[end]:
                    ready.append(end)
    return layer


def _draft(
    nodes: Sequence[str], edges: Sequence[Edge], layer: Mapping[str, int]
) -> tuple[_Draft, dict[Edge, list[Id]]]:
    """The layers with a place for each way that passes; and each edge's stations between its ends."""
    draft = _Draft([[] for _ in range(max(layer.values(), default=-1) + 1)])
    for node in nodes:
        draft.layers[layer[node]].append(node)
    chains: dict[Edge, list[Id]] = {}
    for edge in edges:
        passing: list[Id] = [(edge, depth) for depth in range(layer[edge[0]] + 1, layer[edge[1]])]
        for depth, station in enumerate(passing, layer[edge[0]] + 1):
            draft.layers[depth].append(station)
        chains[edge] = passing
        for above, below in pairwise([edge[0], *passing, edge[1]]):
            draft.down[above].append(below)
            draft.up[below].append(above)
    return draft, chains


def _order(draft: _Draft) -> None:
    """Let each layer follow the middle of its neighbours, downwards and upwards in turn."""
    for sweep in range(_SWEEPS):
        near = draft.up if sweep % 2 == 0 else draft.down
        for row in draft.layers if sweep % 2 == 0 else draft.layers[::-1]:
            place = {each: number for other in draft.layers for number, each in enumerate(other)}
            row.sort(key=lambda each: _mean([place[other] for other in near[each]], place[each]))


def _place(draft: _Draft) -> None:
    """Middles of all: as near to their neighbours as the order and the gaps allow."""
    for row in draft.layers:
        draft.middle |= zip(row, _offsets(row), strict=True)
    for sweep in range(_SWEEPS):
        near = draft.down if sweep % 2 else draft.up
        for row in draft.layers[::-1] if sweep % 2 else draft.layers:
            wished = [_mean([draft.middle[other] for other in near[each]], draft.middle[each]) for each in row]
            offsets = _offsets(row)
            settled = _rising([wish - offset for wish, offset in zip(wished, offsets, strict=True)])
            draft.middle |= {each: x + o for each, x, o in zip(row, settled, offsets, strict=True)}


def _offsets(row: Sequence[Id]) -> list[float]:
    """Middles of a row without any room to spare."""
    told: list[float] = []
    at, before = 0.0, row[0] if row else ""
    for each in row:
        wide = WIDTH if isinstance(each, str) else _PASSING
        at += GAP if isinstance(each, str) and isinstance(before, str) else _BESIDE
        told.append(at + wide / 2)
        at, before = at + wide, each
    return told


def _rising(values: Sequence[float]) -> list[float]:
    """The nearest numbers that never fall: neighbours that want to pass each other share their mean."""
    pools: list[tuple[float, int]] = []
    for value in values:
        pools.append((value, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (high, many), (low, few) = pools[-2:]
            pools[-2:] = [((high * many + low * few) / (many + few), many + few)]
    return [value for value, count in pools for _ in range(count)]


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else float(otherwise)


def _through(
    edge: Edge, passing: Sequence[Id], places: Mapping[str, Point], middle: Mapping[Id, float]
) -> list[Point]:
    (x1, y1), (x2, y2) = places[edge[0]], places[edge[1]]
    points = [(x1 + WIDTH / 2, y1 + HEIGHT)]
    for number, station in enumerate(passing, 1):
        top = y1 + number * (HEIGHT + DEEP)
        points += [(middle[station], top), (middle[station], top + HEIGHT)]
    return [*points, (x2 + WIDTH / 2, y2)]


def _around(edge: Edge, places: Mapping[str, Point], lane: float, number: int) -> list[Point]:
    """Down into the gap below, out to the lane, up to the gap above, and in."""
    (x1, y1), (x2, y2) = places[edge[0]], places[edge[1]]
    low, high = y1 + HEIGHT + 12 + 3 * (number % 4), y2 - 12 - 3 * (number % 4)
    start, end = x1 + WIDTH * 0.75, x2 + WIDTH * 0.75
    return [(start, y1 + HEIGHT), (start, low), (lane, low), (lane, high), (end, high), (end, y2)]
