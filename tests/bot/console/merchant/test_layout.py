"""However a flow is made: boxes never overlap, every way is drawn, and none crosses a box."""

from itertools import combinations, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.actions.registry import list_actions
from bot.console.charts.flowmap import Node, Way, draw_map
from bot.console.charts.layout import HEIGHT, MOST, WIDTH, Plan, lay_out
from bot.console.merchant.graphs import list_ways
from bot.sources import read_flows

Drawn = tuple[list[str], list[tuple[str, str]]]


@st.composite
def graphs(draw: st.DrawFn) -> Drawn:
    """Any directed graph of up to a dozen nodes: circles, islands, ways to oneself."""
    nodes = [f"n{number}" for number in range(draw(st.integers(1, 12)))]
    node = st.sampled_from(nodes)
    return nodes, draw(st.lists(st.tuples(node, node), max_size=30))


@settings(deadline=None)
@given(graphs())
def test_boxes_never_overlap_and_every_way_is_there(graph: Drawn) -> None:
    """Also where ways go back or nowhere."""
    nodes, edges = graph
    plan = lay_out(nodes, edges)
    assert set(plan.places) == set(nodes)
    assert set(plan.ways) == set(edges)
    check_boxes(plan)
    check_ways(plan)


def test_every_shipped_flow_and_journey_can_be_drawn() -> None:
    """With all their steps and ways."""
    flows = read_flows(None, list_actions(None, None))
    for script in [*flows.flows.values(), *flows.journeys.values()]:
        ways = list_ways(script, "otherwise")
        nodes = [Node(step, step) for step in script.steps] + [Node("END", "End")]
        drawn = str(draw_map(nodes, ways, script.id))
        edges = {(way.start, way.end) for way in ways}
        assert drawn.count('class="map-way') == len(edges), script.id
        assert drawn.count('class="map-node') == len(nodes), script.id
        check_boxes(lay_out([node.id for node in nodes], sorted(edges)))


def test_many_ways_on_take_several_rows() -> None:
    """A question with sixteen answers is no strip of four screens."""
    nodes = ["hub", *(f"n{number}" for number in range(16))]
    plan = lay_out(nodes, [("hub", each) for each in nodes[1:]])
    rows = [y for _, y in plan.places.values()]
    assert max(rows.count(y) for y in rows) == MOST


def test_what_a_drawing_says_is_escaped() -> None:
    """A shop's own text never becomes markup."""
    drawn = str(draw_map([Node("a", '<b>"bold"</b>', "</text><script>")], [Way("a", "a", "x < 3")], "<t>"))
    assert "<b>" not in drawn
    assert "<script>" not in drawn
    assert "x &lt; 3" in drawn


def check_boxes(plan: Plan) -> None:
    """No two in one place, none outside."""
    for (x1, y1), (x2, y2) in combinations(plan.places.values(), 2):
        assert abs(x1 - x2) >= WIDTH or abs(y1 - y2) >= HEIGHT
    for x, y in plan.places.values():
        assert 0 <= x <= plan.width - WIDTH + 0.01
        assert 0 <= y <= plan.height - HEIGHT


def check_ways(plan: Plan) -> None:
    """From one box to the other, upright through layers, never through a third box."""
    for (start, end), points in plan.ways.items():
        assert abs(points[0][1] - plan.places[start][1] - HEIGHT) < 0.01
        assert abs(points[-1][1] - plan.places[end][1]) < 0.01
        for node, (x, y) in plan.places.items():
            if node in (start, end):
                continue
            for (x1, y1), (x2, y2) in pairwise(points):
                across = min(x1, x2) < x + WIDTH - 0.01 and max(x1, x2) > x + 0.01
                along = min(y1, y2) < y + HEIGHT - 0.01 and max(y1, y2) > y + 0.01
                assert not (across and along), (start, end, node)
