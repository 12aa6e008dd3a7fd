"""The API answers as its description says, to what fits it and to what does not (schemathesis)."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import httpx
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)

from bot.staff.agents import Agent
from tests.bot.console.visits import Visits
from tests.stories.shop import PUBLIC_URL

Operation = APIOperation[Any, Any, Any, Any]
CASES = {GenerationMode.POSITIVE: 4, GenerationMode.NEGATIVE: 3}  # of each operation
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
]
STREAMS = {"/api/events"}  # end when whoever reads goes
THERE = 1  # the id of the first contact and of the first agent
PHONE = "+14155550101"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_api_is_as_described(visits: Visits) -> None:
    """To an admin and to a viewer, each with a sign-in of its own for every operation: some end it."""
    await visits.shop.hears(visits.shop.phone(PHONE), "hi")
    await visits.hires("Spare", "agent")
    viewer, admin = await visits.hires("Vi", "viewer"), await visits.hires("Ada", "admin")
    async with visits.browser(viewer) as client:
        described = schemathesis.openapi.from_dict((await client.get("/api/openapi.json")).json())
    described.config.generation.update(with_security_parameters=False)
    operations = [each.ok() for each in described.get_all_operations()]
    broken: list[str] = []
    answered: set[tuple[str, str, int]] = set()
    for operation in sorted(operations, key=_destroys):
        if operation.path not in STREAMS:
            cases = list(_cases(operation))
            for agent in (viewer, admin):
                async with visits.browser(agent) as client:
                    for case in cases:
                        broken += await _faults(client, case, agent, answered)
    assert broken == []
    assert len({name for role, name, status in answered if role == "admin" and status == 200}) > 50
    assert len({name for role, name, status in answered if role == "viewer" and status == 403}) > 50


def _destroys(operation: Operation) -> bool:
    return operation.method == "delete" or operation.path.endswith(("/erase", "/merge"))


def _cases(operation: Operation) -> Iterator[Case]:
    """The same ones at every run. What fits is about somebody who is there."""
    places = {
        each.name: THERE for each in operation.path_parameters if each.definition["schema"]["type"] == "integer"
    }
    for mode, most in CASES.items():
        fits = mode is GenerationMode.POSITIVE
        found: list[Case] = []

        @settings(
            max_examples=most,
            derandomize=True,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(operation.as_strategy(mode, path_parameters=places if fits and places else None))
        def collect(case: Case) -> None:
            found.append(case)  # noqa: B023 - called at once

        with suppress(Unsatisfiable):  # what takes nothing can be given nothing wrong
            collect()
        yield from found


async def _faults(
    client: httpx.AsyncClient, case: Case, agent: Agent, answered: set[tuple[str, str, int]]
) -> list[str]:
    """What is wrong with the answer; a mistake of ours comes out of the application."""
    sent = requests.Request(**case.as_transport_kwargs(base_url=PUBLIC_URL)).prepare()
    body = sent.body.encode() if isinstance(sent.body, str) else sent.body
    asked = f"{agent.role}: {sent.method} {sent.url} {body!r:.200}"
    try:
        answer = await client.request(sent.method or "", sent.url or "", content=body, headers=dict(sent.headers))
        answered.add((agent.role, case.operation.label, answer.status_code))
        case.validate_response(answer, checks=CHECKS)
    except FailureGroup as group:
        return [f"{asked} {answer.text:.150} {each!s:.300}" for each in group.exceptions]
    except Exception as error:  # noqa: BLE001 - all of them are told at once
        return [f"{asked} {error!r:.300}"]
    return []
