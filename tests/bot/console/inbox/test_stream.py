"""The stream: nothing is missed, nobody sees more than they may, and it ends when it should."""

import asyncio

import pytest

from bot.console.inbox import stream
from bot.console.inbox.feed import BACKLOG, END, RESET, Listener, feed_of, frame
from bot.console.inbox.presence import LASTS, Presence
from bot.live.touch import touch
from bot.staff.signins import sign_out_everywhere
from tests.bot.console.inbox.conftest import Desk
from tests.bot.console.inbox.streams import Stream, listening


async def test_a_page_that_was_away_catches_up(desk: Desk) -> None:
    """P17: from the last id on, whatever changed meanwhile, as it is now; then it goes on live."""
    contact_id = await desk.has()
    async with listening(desk.visits, desk.mina) as before:
        await desk.post(f"conversations/{contact_id}/tags", add=["vip"])
        assert (await before.row(until="tag"))["row"]["tags"] == ["vip"]
        last = before.last_id
    await desk.post(f"conversations/{contact_id}/tags", add=["sale"], remove=["vip"])
    async with listening(desk.visits, desk.mina, last) as after:
        told = await after.row(until="tag")
        assert told["row"]["tags"] == ["sale"]
        assert int(after.last_id) > int(last)
        await desk.post(f"conversations/{contact_id}/note", text="back again")
        assert (await after.row(until="note"))["row"]["preview"]["text"] == "back again"


async def test_another_process_goes_on_where_one_died(desk: Desk) -> None:
    """P17: what was committed is in the database, so the next process tells it."""
    contact_id = await desk.has()
    async with listening(desk.visits, desk.mina) as before:
        last = before.last_id
    await desk.post(f"conversations/{contact_id}/tags", add=["vip"])
    await desk.shop.opens()
    async with listening(desk.visits, desk.mina, last) as after:
        assert (await after.row(until="tag"))["row"]["tags"] == ["vip"]


async def test_who_was_away_too_long_reads_the_whole_again(desk: Desk) -> None:
    """What is no longer in the stream cannot be told; neither can an id that never was."""
    await desk.has()
    async with desk.shop.wiring.database.write() as tx:
        for _ in range(5):
            await touch(tx, [1], "message", desk.visits.now)
        await tx.run("delete from live_event where id < (select max(id) from live_event) - 1")
    for last in ("1", "999999"):
        async with listening(desk.visits, desk.mina, last) as stream:
            assert await stream.next("reset") == {}


async def test_what_becomes_visible_late_is_told_nevertheless(desk: Desk) -> None:
    """Ids are not seen in order: one that is smaller than the last is no reason to pass it over; none comes twice."""
    await desk.has()
    page = Listener(desk.mina, sees_numbers=True)
    feed = feed_of(desk.shop.wiring.ends[0].__self__)  # type: ignore[attr-defined]
    await feed.join(page, None)
    feed.close()  # nobody reads but this test
    async with desk.shop.wiring.database.write() as tx:
        await tx.run("insert into live_event (id, at, contact_id, what) values (500, 1, 1, 'message')")
    assert await feed.read_on() == 1
    async with desk.shop.wiring.database.write() as tx:
        await tx.run("insert into live_event (id, at, contact_id, what) values (490, 1, 1, 'tag')")
    assert (await feed.read_on(), await feed.read_on()) == (1, 0)
    feed.leave(page)


async def test_what_becomes_visible_late_in_a_busy_moment_is_told_once(desk: Desk) -> None:
    """However many have come since: a transaction takes its time."""
    await desk.has()
    page = Listener(desk.mina, sees_numbers=True)
    feed = feed_of(desk.shop.wiring.ends[0].__self__)  # type: ignore[attr-defined]
    await feed.join(page, None)
    feed.close()  # nobody reads but this test
    add = "insert into live_event (id, at, contact_id, what) select $1, max(at) + 1, 1, $2 from live_event"
    async with desk.shop.wiring.database.write() as tx:
        for number in range(501, 1500):
            await tx.run(add, number, "message")
    while await feed.read_on():
        pass
    async with desk.shop.wiring.database.write() as tx:
        await tx.run(add, 500, "tag")
    assert (await feed.read_on(), await feed.read_on()) == (1, 0)
    feed.leave(page)


async def test_viewers_get_rows_without_numbers(desk: Desk) -> None:
    """The same change, each for their own eyes."""
    contact_id = await desk.has()
    viewer = await desk.visits.hires("Vera", "viewer")
    async with listening(desk.visits, viewer) as hers, listening(desk.visits, desk.mina) as mine:
        await desk.post(f"conversations/{contact_id}/tags", add=["vip"])
        assert "•" in (await hers.row())["row"]["phone"]
        assert (await mine.row())["row"]["phone"] == "+14155550101"


async def test_who_is_looking_and_writing_is_seen_by_the_others(desk: Desk) -> None:
    """34: told at once, forgotten when they leave; a page that opens later knows it too, and so does the row."""
    joon = await desk.visits.hires("Joon")
    contact_id = await desk.has()
    async with listening(desk.visits, joon) as his:
        await desk.post(f"conversations/{contact_id}/typing", mode="reply")
        told = await his.next("presence")
        assert told == {"id": contact_id, "viewers": [{"id": desk.mina.id, "name": "Mina", "typing": "reply"}]}
        assert (await desk.get("conversations"))["rows"][0]["viewers"] == told["viewers"]
        async with desk.visits.browser(joon), listening(desk.visits, joon, "1") as later:
            assert (await later.next("presence"))["viewers"] == told["viewers"]
        await desk.post(f"conversations/{contact_id}/viewing", on=False)
        assert (await his.next("presence"))["viewers"] == []


async def test_counts_follow_each_agent(desk: Desk) -> None:
    """How many wait is the same for all; how many are mine is not."""
    joon = await desk.visits.hires("Joon")
    async with listening(desk.visits, joon) as his, listening(desk.visits, desk.mina) as mine:
        await desk.has()
        while (told := await mine.next("counts"))["mine"] != 1:
            pass
        assert (told["waiting"], told["all"]) == (1, 1)
        while (told := await his.next("counts"))["waiting"] != 1:
            pass
        assert told["mine"] == 0


async def test_whoever_is_signed_out_is_told_goodbye(desk: Desk) -> None:
    """Every open page of the sign-in ends; nobody reads on."""
    joon = await desk.visits.hires("Joon")
    async with listening(desk.visits, joon) as his:
        async with desk.shop.wiring.database.write() as tx:
            await sign_out_everywhere(tx, joon.id, desk.visits.now)
        desk.shop.wiring.ends[0].__self__.say_bye(joon.id)  # type: ignore[attr-defined]
        assert await his.next("bye") == {}
        await _ended(his)


async def test_whoever_has_another_role_is_told_goodbye(desk: Desk) -> None:
    """A page may show what the new role may not see: it is asked for anew."""
    ada, joon = await desk.visits.hires("Ada", "admin"), await desk.visits.hires("Joon")
    async with listening(desk.visits, joon) as his, desk.visits.browser(ada) as admin:
        assert (await admin.patch(f"/api/staff/{joon.id}", json={"role": "viewer"})).status_code == 200
        assert await his.next("bye") == {}
        await _ended(his)


async def test_a_program_whose_token_is_revoked_is_told_goodbye(desk: Desk) -> None:
    ada = await desk.visits.hires("Ada", "admin")
    async with desk.visits.browser(ada) as admin:
        made = (await admin.post("/api/tokens", json={"name": "wall", "role": "viewer"})).json()
        async with listening(desk.visits, ada, bearer=made["token"]) as wall:
            assert (await admin.delete(f"/api/tokens/{made['id']}")).status_code == 200
            assert await wall.next("bye") == {}
            await _ended(wall)


async def test_a_busy_page_is_looked_at_too(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the wall clock, however much there is to tell: nothing says here that the sign-in has ended."""
    monkeypatch.setattr(stream, "LOOK_EVERY", 0.2)
    joon = await desk.visits.hires("Joon")
    async with listening(desk.visits, joon) as his:
        feed = feed_of(desk.shop.wiring.ends[0].__self__)  # type: ignore[attr-defined]
        async with desk.shop.wiring.database.write() as tx:
            await sign_out_everywhere(tx, joon.id, desk.visits.now)
        async with asyncio.timeout(5):
            while not his.ended:
                feed.tell_presence([1])
                await asyncio.sleep(0.02)
        assert await his.next("bye") == {}


async def test_one_agent_has_so_many_pages_and_no_more(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """429 for the next one; colleagues are not concerned."""
    monkeypatch.setattr(stream, "MOST", 2)
    joon = await desk.visits.hires("Joon")
    async with listening(desk.visits, desk.mina), listening(desk.visits, desk.mina):
        refused = await desk.browser.get("/api/events")
        assert (refused.status_code, refused.json()["error"]["code"]) == (429, "too_often")
        assert int(refused.headers["retry-after"]) > 0
        async with listening(desk.visits, joon):
            pass
    async with listening(desk.visits, desk.mina):
        pass


async def test_a_process_that_ends_lets_go_of_open_pages(desk: Desk) -> None:
    """They would hold up the end; without a goodbye, so that the browser comes back by itself."""
    async with listening(desk.visits, desk.mina) as stream:
        desk.shop.wiring.end_streams()
        await _ended(stream)


async def test_eight_pages_are_told_the_same(desk: Desk) -> None:
    """Eight tabs of one agent."""
    contact_id = await desk.has()
    async with asyncio.timeout(30):
        pages = [listening(desk.visits, desk.mina) for _ in range(8)]
        streams = [await page.__aenter__() for page in pages]
        await desk.post(f"conversations/{contact_id}/tags", add=["vip"])
        rows = [(await stream.row(until="tag"))["row"] for stream in streams]
        assert all(row == rows[0] for row in rows)
        for page in pages:
            await page.__aexit__(None, None, None)
    assert not feed_of(desk.shop.wiring.ends[0].__self__)._tasks  # type: ignore[attr-defined]  # nobody listens


async def _ended(stream: Stream) -> None:
    async with asyncio.timeout(5):
        while not stream.ended:
            await asyncio.sleep(0.01)


async def test_a_slow_page_starts_afresh(desk: Desk) -> None:
    """Bounded: it is told once to read the whole again, and gets what comes after that."""
    page = Listener(desk.mina, sees_numbers=True)
    for n in range(BACKLOG + 2):
        page.put(frame("row", {"n": n}, n))
    assert await page.next(1) == RESET
    assert await page.next(1) == frame("row", {"n": BACKLOG + 1}, BACKLOG + 1)
    assert await page.next(0.01) is None
    page.put(END)
    assert await page.next(1) == END


def test_who_is_not_heard_of_is_forgotten() -> None:
    """After fifteen seconds; a sign of life that says nothing of writing leaves it as it was."""
    room, told = Presence(), {"contact": 7, "agent": 1, "name": "Mina", "on": True, "typing": "note"}
    assert room.hear(told, 0) == 7
    assert room.hear({**told, "typing": None}, LASTS - 1) is None
    assert room.viewers(7, LASTS + 1) == [{"id": 1, "name": "Mina", "typing": "note"}]
    assert room.expire(2 * LASTS) == [7]
    assert (room.viewers(7, 2 * LASTS), room.everybody(2 * LASTS)) == ([], {})


async def test_whoever_reads_along_hears_that_somebody_was_forgotten(desk: Desk) -> None:
    """Also when what they heard last was of the same contact: its id is not given again."""
    contact_id = await desk.has()
    async with listening(desk.visits, desk.mina) as page:
        await desk.post(f"conversations/{contact_id}/note", text="asks for a ring")
        await page.row(until="note")
        await desk.post(f"conversations/{contact_id}/erase")
        assert await page.next("gone") == {"id": contact_id}
