"""What costs much is not done as often as somebody can ask for it."""

import asyncio
from typing import Any

import pytest

from bot.console.faults import TooOften
from bot.console.gates import one_at_a_time
from bot.console.inbox.rows import read_rows
from bot.staff.agents import Agent
from tests.bot.console.visits import Visits

MINA, BO = Agent(1, "Mina"), Agent(2, "Bo")


async def test_of_those_who_wait_only_the_newest_is_let_in() -> None:
    """The one under way ends in peace; other agents and other things do not wait for it."""
    kept: dict[str, Any] = {}
    done: list[int] = []
    going = asyncio.Event()

    async def ask(number: int) -> None:
        async with one_at_a_time(kept, MINA, "search"):
            await going.wait()
            done.append(number)

    asking = [asyncio.create_task(ask(number)) for number in range(4)]
    await asyncio.sleep(0)
    async with one_at_a_time(kept, BO, "search"), one_at_a_time(kept, MINA, "faq"):
        assert done == []
    going.set()
    told = await asyncio.gather(*asking, return_exceptions=True)
    assert [type(each) for each in told] == [type(None), TooOften, TooOften, type(None)]
    assert done == [0, 3]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("path", ["/api/search?q=hello", "/api/faq/unanswered"])
async def test_many_at_once_are_outrun(visits: Visits, path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """By requests too; here there is little to look through, so it is given time."""

    async def slowly(*given: Any) -> Any:
        await asyncio.sleep(0.5)
        return await read_rows(*given)

    monkeypatch.setattr("bot.console.inbox.search.read_rows", slowly)
    async with visits.browser(await visits.hires(role="lead")) as client:
        answers = await asyncio.gather(*[client.get(path) for _ in range(8)])
        assert {answer.status_code for answer in answers} == {200, 429}
        assert all(answer.headers["retry-after"] for answer in answers if answer.status_code == 429)
        assert (await client.get(path)).status_code == 200
