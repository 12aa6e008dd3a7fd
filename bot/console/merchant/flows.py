"""The flow map: every conversation drawn, with the people who are in the middle of it."""

from collections.abc import Mapping, Sequence
from typing import Any

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import Response

from bot.console.charts.flowmap import Node, draw_map
from bot.console.charts.funnel import Stage, draw_funnel, is_enough, worst
from bot.console.desk import Desk
from bot.console.faults import NotFound
from bot.console.merchant.graphs import StepView, has_end, languages_of, list_steps, list_ways
from bot.console.merchant.standing import Standing, read_standing
from bot.console.routes import Route
from bot.staff.agents import Agent
from flows.engine.flow import END, Flow
from flows.engine.journeys.journey import Journey

Words = Mapping[str, str]


async def show_flows(desk: Desk, agent: Agent, request: Request) -> Response:
    """The list."""
    words = desk.pages.language_of(request, agent)
    rows = await _rows(desk, words.code)
    groups = [[row for row in rows if row["origin"] == origin] for origin in (2, 1)]
    values: dict[str, Any] = {
        "own": groups[0],
        "shipped": groups[1],
        "most": max((row["used"] for row in rows), default=0),
    }
    return desk.pages.show(desk, agent, request, "flows.html", words=("flows.",), **values)


async def list_flows(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """Every conversation of the shop, those used most first; people of the last 30 days."""
    return {"rows": await _rows(desk, desk.pages.language_of(request, agent).code)}


async def show_flow(desk: Desk, agent: Agent, request: Request) -> Response:
    """One flow, drawn."""
    flow = _find(desk, request)
    reader = desk.pages.language_of(request, agent)
    language = languages_of(desk.shop.languages, request.query_params.get("texts", ""), reader.code)
    standing = await read_standing(desk)
    steps, t = list_steps(desk.flows, flow, language), reader.words
    stages = stages_of(flow.id, steps, standing)
    values: dict[str, Any] = {
        "flow": flow,
        "name": desk.flows.name_of(flow.id, reader.code),
        "steps": steps,
        "standing": standing,
        "map": draw_steps(flow, steps, t, standing, desk.flows.name_of(flow.id, reader.code)),
        "texts": language,
        "languages": desk.shop.languages,
        "stages": stages,
        "finding": finding(stages, t),
        "funnel": draw_funnel(stages, finding(stages, t)) if is_enough(stages) else None,
        "settings": {"watch": f"/api/flows/{flow.id}"},
    }
    return desk.pages.show(desk, agent, request, "flow.html", words=("flows.",), **values)


async def tell_flow(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """One flow: steps, ways, and who stands where."""
    flow = _find(desk, request)
    reader = desk.pages.language_of(request, agent)
    language = languages_of(desk.shop.languages, request.query_params.get("texts", ""), reader.code)
    standing = await read_standing(desk)
    steps = [_told(flow.id, step, standing) for step in list_steps(desk.flows, flow, language)]
    ways = [
        {"from": way.start, "to": way.end, "if": way.label} for way in list_ways(flow, reader.words["flows.else"])
    ]
    told = {"id": flow.id, "name": desk.flows.name_of(flow.id, reader.code), "description": flow.description}
    return told | {"first": flow.first, "steps": steps, "ways": ways, "whole": standing.is_whole}


def draw_steps(flow: Flow | Journey, steps: Sequence[StepView], t: Words, standing: Standing, name: str) -> Markup:
    """The drawing of a flow or a journey."""
    nodes = [_node(flow.id, step, t, standing) for step in steps]
    nodes.sort(key=lambda node: node.id != flow.first)
    ways = list_ways(flow, t["flows.else"])
    if has_end(ways):
        nodes.append(Node(END, t["flows.end"], kind="end"))
    return draw_map(nodes, ways, t["flows.map"].format(name=name))


def stages_of(flow: str, steps: Sequence[StepView], standing: Standing) -> list[Stage]:
    """The questions of a flow that somebody has seen, in order."""
    asked = [(step, standing.asked.get((flow, step.id), 0)) for step in steps if step.kind == "ask"]
    return [Stage(step.about, count) for step, count in asked if count]


def finding(stages: Sequence[Stage], t: Words) -> str:
    """What the funnel says, in a sentence."""
    if not is_enough(stages):
        return t["flows.funnel.few"]
    loss = worst(stages)
    if loss is None:
        return t["flows.funnel.none"]
    return t["flows.funnel.worst"].format(share=f"{loss[1]:.0%}", name=stages[loss[0]].name)


def _node(flow: str, step: StepView, t: Words, standing: Standing) -> Node:
    label = t[f"flows.kind.{step.kind}"].format(about=step.about)
    place = (flow, step.id)
    told = "\n".join(filter(None, (f"{label} ({step.id})", step.text)))
    here, left = standing.here.get(place, 0), standing.left.get(place, 0)
    return Node(step.id, label, step.text, f"kind-{step.kind}", here, left, told)


def _told(flow: str, step: StepView, standing: Standing) -> dict[str, Any]:
    place = (flow, step.id)
    said = [{"text": each.text, "choices": list(each.choices)} for each in step.said]
    counts = {"here": standing.here.get(place, 0), "left": standing.left.get(place, 0)}
    told = {"id": step.id, "kind": step.kind, "about": step.about, "said": said}
    return told | counts | {"asked": standing.asked.get(place, 0)}


async def _rows(desk: Desk, language: str) -> list[dict[str, Any]]:
    standing = await read_standing(desk)
    flows = [flow for flow in desk.flows.flows.values() if not flow.is_pattern]
    rows = [
        {
            "id": flow.id,
            "name": desk.flows.name_of(flow.id, language),
            "description": flow.description,
            "steps": len(flow.steps),
            "origin": flow.origin,
            "here": standing.of(flow.id),
            "used": standing.used.get(flow.id, 0),
        }
        for flow in flows
    ]
    return sorted(rows, key=lambda row: (-int(row["used"]), -int(row["here"]), str(row["name"])))


def _find(desk: Desk, request: Request) -> Flow:
    flow: Flow | None = desk.flows.flows.get(request.path_params["id"])
    if flow is None:
        raise NotFound
    return flow


TEXTS = {"texts": "the language of the texts, one of the shop's"}
ROUTES = [
    Route("GET", "/console/flows", "viewer", show_flows),
    Route("GET", "/console/flows/{id}", "viewer", show_flow),
    Route("GET", "/api/flows", "viewer", list_flows),
    Route("GET", "/api/flows/{id}", "viewer", tell_flow, query=TEXTS),
]
