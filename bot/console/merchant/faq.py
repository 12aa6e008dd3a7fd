"""Questions that the bot could not answer, and the answers that the shop writes: the bot gives them from then on."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated, Any

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response

from bot.changes import queries
from bot.changes.state import BELL, Answer, Changes, note_change, read_changes
from bot.console.desk import Desk
from bot.console.faults import NotFound, WrongInput
from bot.console.gates import one_at_a_time
from bot.console.merchant.alike import Group, Question, group_alike
from bot.console.routes import Route
from bot.errors import SettingsWrong
from bot.staff.agents import Agent
from bot.staff.audit import note_deed
from bot.storage.columns import dump_json, iso
from bot.storage.transactions import Tx

MOST = 500  # questions that are looked at
SINCE = timedelta(days=90) // timedelta(microseconds=1)
ASIDE = -1
Line = Annotated[str, Field(min_length=2, max_length=200)]
Text = Annotated[str, Field(min_length=1, max_length=1024)]


class NewAnswer(BaseModel):
    """An answer by language, ways of asking by language, and the questions that it settles."""

    texts: dict[str, Text] = Field(min_length=1)
    asked: dict[str, list[Line]] = Field(min_length=1)
    ids: list[int] = Field(default=[], max_length=MOST)


class Ids(BaseModel):
    """Which questions."""

    ids: list[int] = Field(min_length=1, max_length=MOST)


async def show_faq(desk: Desk, agent: Agent, request: Request) -> Response:
    """The page."""
    reader = desk.pages.language_of(request, agent)
    values: dict[str, Any] = await _told(desk, agent) | {
        "languages": desk.shop.languages,
        "known": _known(desk, reader.code),
    }
    return desk.pages.show(desk, agent, request, "faq.html", words=("faq.",), **values)


async def list_unanswered(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:  # noqa: ARG001
    """Questions without an answer of the last 90 days, put together by likeness; and the shop's own answers."""
    return await _told(desk, agent)


async def add_answer(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """Write an answer: from now on the bot gives it, to these questions and to those that are like them."""
    given: NewAnswer = request.state.body
    _check(desk, given)
    await _try_out(desk, given, 0)
    now, told = desk.now(), (dump_json(given.asked), dump_json(given.texts))
    async with desk.database.write() as tx:
        [row] = await tx.rows(queries.ADD_ANSWER, *told, agent.name, now)
        await _settle(tx, given.ids, int(row[0]))
        await _changed(desk, tx, agent, "faq.answered", int(row[0]))
    await _use(desk)
    return {"id": int(row[0])}


async def change_answer(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """Write an answer anew."""
    given: NewAnswer = request.state.body
    answer_id = int(request.path_params["id"])
    _check(desk, given)
    await _try_out(desk, given, answer_id)
    told = (dump_json(given.asked), dump_json(given.texts))
    async with desk.database.write() as tx:
        if not await tx.run(queries.CHANGE_ANSWER, answer_id, *told, agent.name, desk.now()):
            raise NotFound
        await _settle(tx, given.ids, answer_id)
        await _changed(desk, tx, agent, "faq.changed", answer_id)
    await _use(desk)
    return {"id": answer_id}


async def drop_answer(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """Take an answer back; its questions are without one again."""
    answer_id = int(request.path_params["id"])
    async with desk.database.write() as tx:
        if not await tx.run(queries.DROP_ANSWER, answer_id):
            raise NotFound
        await tx.run(queries.REOPEN, answer_id)
        await _changed(desk, tx, agent, "faq.dropped", answer_id)
    await _use(desk)
    return {}


async def put_aside(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """These are no questions for the shop: they are not shown any more."""
    ids = request.state.body.ids
    async with desk.database.write() as tx:
        await _settle(tx, ids, ASIDE)
        await note_deed(tx, agent, "faq.put_aside", f"{len(ids)} questions", desk.now())
    return {"ids": ids}


def _check(desk: Desk, given: NewAnswer) -> None:
    """Raises WrongInput for a language that the shop does not speak, or when nothing is asked."""
    known = {"en", *desk.shop.languages}
    if strange := sorted({*given.texts, *given.asked} - known):
        raise WrongInput(fields={"language": f"{strange[0]} is not one of {', '.join(sorted(known))}"})
    if not any(given.asked.values()):
        raise WrongInput(fields={"asked": "at least one way of asking"})


async def _try_out(desk: Desk, given: NewAnswer, answer_id: int) -> None:
    """Raises WrongInput when the flows could not be used with it."""
    async with desk.database.read() as tx:
        changes = await read_changes(tx)
    ways = tuple((language, way) for language, ways in given.asked.items() for way in ways)
    fresh = Answer(answer_id, ways, tuple(given.texts.items()))
    answers = (*(each for each in changes.answers if each.id != answer_id), fresh)
    try:
        await desk.keeper.try_out(Changes(changes.number, changes.switches, answers))
    except SettingsWrong as wrong:
        raise WrongInput(str(wrong), fields={"texts": str(wrong)}) from wrong


async def _settle(tx: Tx, ids: list[int], answer_id: int) -> None:
    if ids:
        await tx.run(queries.SETTLE, ids, answer_id)


async def _changed(desk: Desk, tx: Tx, agent: Agent, deed: str, answer_id: int) -> None:
    await note_change(tx, "answer", desk.now())
    await note_deed(tx, agent, deed, f"answer {answer_id}", desk.now())


async def _use(desk: Desk) -> None:
    await desk.keeper.refresh()
    desk.coordinator.wake(BELL)


async def _told(desk: Desk, agent: Agent) -> dict[str, Any]:
    async with one_at_a_time(desk.kept, agent, "faq"):
        return await _read(desk)


async def _read(desk: Desk) -> dict[str, Any]:
    since = desk.now() - SINCE
    async with desk.database.read() as tx:
        rows = await tx.rows(queries.LIST_UNANSWERED, since, MOST)
        count = await tx.row(queries.COUNT_UNANSWERED, since)
        changes = await read_changes(tx)
    groups = await asyncio.to_thread(group_alike, [Question(*row) for row in rows])
    return {
        "groups": [_group(each) for each in groups],
        "count": int(count[0]) if count else 0,
        "looked_at": len(rows),
        "answers": [_answer(each) for each in reversed(changes.answers)],
    }


def _group(group: Group) -> dict[str, Any]:
    newest = group.questions[0]
    return {
        "text": group.head,
        "count": len(group.questions),
        "people": group.people,
        "language": newest.language.split("-")[0],
        "ways": list(dict.fromkeys(each.text for each in group.questions))[:10],
        "ids": [each.id for each in group.questions],
        "flow": newest.flow,
        "last_at": iso(newest.at, "minutes"),
    }


def _answer(answer: Answer) -> dict[str, Any]:
    asked: dict[str, list[str]] = {}
    for language, way in answer.asked:
        asked.setdefault(language, []).append(way)
    told = {"id": answer.id, "asked": asked, "texts": dict(answer.texts), "by": answer.by}
    return told | {"at": iso(answer.at, "minutes")}


def _known(desk: Desk, language: str) -> list[Mapping[str, str]]:
    """What the bot answers already, from the files."""
    flows = desk.flows
    told: list[Mapping[str, str]] = []
    for intent in sorted(flows.examples):
        response = flows.responses.get(f"utter_{intent}")
        if intent.startswith("faq/") and not intent.startswith("faq/own_") and response is not None:
            said = response.render(0, lambda name: f"{{{name}}}", language).text
            told.append({"topic": flows.name_of(intent, language), "text": said})
    return told


ROUTES = [
    Route("GET", "/console/faq", "viewer", show_faq),
    Route("GET", "/api/faq/unanswered", "viewer", list_unanswered),
    Route("POST", "/api/faq/answers", "lead", add_answer, body=NewAnswer),
    Route("PUT", "/api/faq/answers/{id:int}", "lead", change_answer, body=NewAnswer),
    Route("DELETE", "/api/faq/answers/{id:int}", "lead", drop_answer),
    Route("POST", "/api/faq/put-aside", "agent", put_aside, body=Ids),
]
