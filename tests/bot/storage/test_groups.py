"""Commits in groups: one item's fault is its own, an absent database is everybody's, a caller may go."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.storage.groups import Groups


class Disk:
    """Takes groups of numbers; negative ones are refused."""

    def __init__(self) -> None:
        self.groups: list[list[int]] = []
        self.away = False

    async def write(self, items: Sequence[int]) -> Sequence[int]:
        self.groups.append(list(items))
        await asyncio.sleep(0.001)
        if self.away:
            raise TimeoutError("nobody answers")
        if min(items) < 0:
            raise ValueError("not this one")
        return [item * 2 for item in items]


async def test_a_bad_item_harms_nobody_else() -> None:
    disk = Disk()
    groups: Groups[int, int] = Groups(disk.write)
    told = await asyncio.gather(*(groups.add(n) for n in (1, -1, 2)), return_exceptions=True)
    assert (told[0], told[2]) == (2, 4)
    assert isinstance(told[1], ValueError)
    assert disk.groups == [[1, -1, 2], [1], [-1], [2]]


async def test_an_absent_database_is_asked_once_for_all() -> None:
    """Sixty-four callers must not wait for sixty-four time-outs."""
    disk = Disk()
    disk.away = True
    groups: Groups[int, int] = Groups(disk.write)
    told = await asyncio.gather(*(groups.add(n) for n in range(10)), return_exceptions=True)
    assert all(isinstance(each, TimeoutError) for each in told)
    assert len(disk.groups) == 1
    disk.away = False
    assert await groups.add(4) == 8


async def test_a_caller_who_goes_takes_nobody_along() -> None:
    """A webhook whose caller hangs up is cancelled; its event and the others' are written all the same."""
    disk = Disk()
    groups: Groups[int, int] = Groups(disk.write)
    callers = [asyncio.create_task(groups.add(n)) for n in range(3)]
    await asyncio.sleep(0)
    callers[1].cancel()
    told = await asyncio.gather(*callers, return_exceptions=True)
    assert (told[0], told[2]) == (0, 4)
    assert isinstance(told[1], asyncio.CancelledError)
    assert sorted(item for group in disk.groups for item in group) == [0, 1, 2]
    with pytest.raises(ValueError, match="not this one"):
        await groups.add(-1)
