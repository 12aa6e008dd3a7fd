"""The list: views and their order, pages, filters, search, what a row says."""

import pytest

from bot.console.inbox import ways
from tests.bot.console.inbox.conftest import Desk


async def three(desk: Desk) -> list[int]:
    """Amina asked for a person first, Noor half an hour later; Jisoo only talks to the bot."""
    shop = desk.shop
    await shop.walks(shop.phone("+14155550101", "Amina"), "hi", "agent")
    await shop.passes(minutes=3)
    await shop.walks(shop.phone("+14155550102", "Noor"), "hi", "agent")
    await shop.hears(shop.phone("+821055550103", "Jisoo"), "안녕하세요")
    rows = await shop.rows("select contact_id from handle where kind = 'phone' order by value")
    return [int(row[0]) for row in rows]


async def test_whoever_waits_longest_and_has_nobody_comes_first(desk: Desk) -> None:
    """Waiting: the unassigned first, the oldest wait first; behind them those whom nobody has answered."""
    amina, noor, jisoo = await three(desk)
    listed = await desk.get("conversations", view="waiting")
    assert [row["id"] for row in listed["rows"]] == [amina, noor]
    assert listed["counts"] == {"waiting": 2, "mine": 0, "bot": 1, "all": 3, "snoozed": 0}
    await desk.post(f"conversations/{amina}/take")
    assert [row["id"] for row in (await desk.get("conversations", view="waiting"))["rows"]] == [noor, amina]
    assert [row["id"] for row in (await desk.get("conversations", view="mine"))["rows"]] == [amina]
    await desk.post(f"conversations/{amina}/send", key="an-answer-1", text="Hello")
    assert [row["id"] for row in (await desk.get("conversations", view="waiting"))["rows"]] == [noor]
    assert [row["id"] for row in (await desk.get("conversations", view="bot"))["rows"]] == [jisoo]


async def test_who_was_erased_is_in_no_count(desk: Desk) -> None:
    """Of people, of the bot, asleep or waiting: counts say what the lists hold."""
    amina, noor, jisoo = await three(desk)
    await desk.post(f"conversations/{amina}/take")
    await desk.post(f"conversations/{amina}/snooze", until="2026-11-23T09:00:00Z")
    for erased, left in ((amina, [noor, jisoo]), (jisoo, [noor]), (noor, [])):
        await desk.post(f"conversations/{erased}/erase")
        await desk.shop.settles()
        counts = (await desk.get("conversations", view="all"))["counts"]
        waiting, bot = int(noor in left), int(jisoo in left)
        assert counts == {"waiting": waiting, "mine": 0, "bot": bot, "all": len(left), "snoozed": 0}
        for view, expected in counts.items():
            assert len((await desk.get("conversations", view=view))["rows"]) == expected, view
    assert await desk.shop.rows("select 1 from conversation where touched_at is not null") == []


async def test_a_list_is_read_in_pages_without_a_gap(desk: Desk) -> None:
    """45 conversations are two pages; who writes meanwhile is on no page twice."""
    database = desk.shop.wiring.database
    await three(desk)
    async with database.write() as tx:
        for n in range(100, 142):
            await tx.run(
                "insert into contact (id, name, language, country, created_at) values ($1, $2, 'en', '', 0)",
                n,
                f"P{n}",
            )
            await tx.run(
                "insert into conversation (contact_id, version, epoch, owner, state, sender, address, windows, "
                "touched_at) values ($1, 0, 0, 'bot', '{}', '', '', '{}', $2)",
                n,
                7_000 + n // 2,
            )
    first = await desk.get("conversations", view="all")
    second = await desk.get("conversations", view="all", before=first["next"])
    ids = [row["id"] for row in (*first["rows"], *second["rows"])]
    assert (len(first["rows"]), len(second["rows"]), len(set(ids))) == (40, 5, 45)
    assert second["next"] is None
    assert ids[3:] == sorted(range(100, 142), reverse=True)
    assert (await desk.browser.get("/api/conversations?before=nonsense")).status_code == 400


async def test_filters_and_saved_views_narrow_a_list(desk: Desk) -> None:
    """By tag, language and agent; a saved view keeps them, and others may be laid over it."""
    amina, noor, jisoo = await three(desk)
    await desk.post(f"conversations/{noor}/tags", add=["vip"])
    assert [row["id"] for row in (await desk.get("conversations", tag="vip"))["rows"]] == [noor]
    assert [row["id"] for row in (await desk.get("conversations", language="ko"))["rows"]] == [jisoo]
    await desk.post(f"conversations/{amina}/take")
    assert [row["id"] for row in (await desk.get("conversations", agent=desk.mina.id))["rows"]] == [amina]
    view = await desk.post("views", name="Korean", query={"view": "bot", "language": "ko"})
    assert [row["id"] for row in (await desk.get("conversations", view=view["id"]))["rows"]] == [jisoo]
    assert (await desk.get("conversations", view=view["id"], q="nobody"))["rows"] == []
    assert (await desk.browser.get("/api/conversations?view=999")).status_code == 404


async def test_filters_by_where_people_are_and_how_they_came(desk: Desk) -> None:
    """The flow that the bot is in, a campaign, a journey under way, a door and an ad; saved views keep them."""
    shop = desk.shop
    ad = {"source_id": "120219876543210987", "source_type": "ad", "headline": "Welcome", "body": ""}
    await shop.walks(shop.phone("+14155550101", "Amina"), "hi", "find a product")
    await shop.hears(shop.phone("+14155550102", "Noor"), "I would like the coupon", referral=ad)
    await shop.hears(shop.phone("+14155550103", "Jisoo"), "hi")
    rows = await shop.rows("select contact_id from handle where kind = 'phone' order by value")
    amina, noor, jisoo = (int(row[0]) for row in rows)
    async with shop.wiring.database.write() as tx:
        await tx.run(
            "insert into coupon (code, campaign_id, contact_id, issued_at, expires_at) "
            "values ('A', 'welcome', $1, 0, 0)",
            jisoo,
        )
        await tx.run("update touch set door = 'counter' where contact_id = $1", amina)
        await tx.run(
            "insert into enrollment (contact_id, journey, key, entry, stage, step, pace, waiting, until, context, "
            "held_out, goal, reason, began_at) values ($1, 'cart_recovery', '-', 1, 'live', 'wait', 0, '', '[]', "
            "'{}', false, '', '', 0)",
            amina,
        )

    async def found(**filters: str) -> list[int]:
        return [row["id"] for row in (await desk.get("conversations", **filters))["rows"]]

    assert await found(flow="product_finder") == [amina]
    assert await found(flow="unlock_coupon", view="bot") == [noor]
    assert await found(campaign="welcome") == [jisoo]
    assert await found(journey="cart_recovery") == [amina]
    assert await found(door="counter") == [amina]
    assert await found(door=f"ad:{ad['source_id']}") == [noor]
    assert await found(door="counter", campaign="welcome") == []
    assert await found(flow="nothing") == await found(door="ad:") == await found(journey="' or 1=1") == []
    view = await desk.post("views", name="Quizzes", query={"view": "all", "flow": "product_finder"})
    assert await found(view=str(view["id"])) == [amina]
    told = await desk.get("ways")
    assert [each["id"] for each in told["flow"]] == ["product_finder", "unlock_coupon"]
    assert {"id": "cart_recovery", "name": "Cart recovery"} in told["journey"]
    assert told["campaign"] == [{"id": "welcome", "name": "welcome"}]
    assert {"id": f"ad:{ad['source_id']}", "name": "Welcome"} in told["door"]
    assert {"id": "bubble", "name": "bubble"} in told["door"]
    await shop.hears(shop.phone("+14155550101", "Amina"), "cancel")
    assert await found(flow="product_finder") == []


async def test_a_filter_that_most_people_meet_walks_the_list(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """More than are looked up one by one: the same people, in the same order, page by page."""
    await three(desk)
    async with desk.shop.wiring.database.write() as tx:
        await tx.run("update touch set door = 'counter'")
    few = [row["id"] for row in (await desk.get("conversations", door="counter"))["rows"]]
    monkeypatch.setattr(ways, "FEW", 1)
    many = [row["id"] for row in (await desk.get("conversations", door="counter"))["rows"]]
    assert (len(few), many) == (3, few)


async def test_search_finds_names_numbers_and_what_was_said(desk: Desk) -> None:
    """A part of a name, digits as people write them, words in any script; a percent sign is only itself."""
    amina, noor, jisoo = await three(desk)
    for words, expected in (
        ("amin", [amina]),
        ("(415) 555-0102", [noor]),
        ("안녕", [jisoo]),
        ("%", []),
        ("_____", []),
    ):
        assert [row["id"] for row in (await desk.get("search", q=words))["rows"]] == expected, words
    assert (await desk.get("search", q="안녕"))["found"][str(jisoo)] == "안녕하세요"


async def test_viewers_see_no_numbers(desk: Desk) -> None:
    """F1: a viewer reads everything and can call nobody."""
    await three(desk)
    viewer = await desk.visits.hires("Vera", "viewer")
    async with desk.visits.browser(viewer) as hers:
        for path in ("conversations", "conversations/1", "conversations/1/panel", "search?q=amina"):
            answer = await hers.get(f"/api/{path}")
            assert answer.status_code == 200
            assert "4155550101" not in answer.text, path
        assert (await hers.post("/api/conversations/1/take", json={})).status_code == 403
        assert (await hers.get("/api/search?q=4155550101")).json()["rows"] == []
        assert (await hers.get("/api/conversations?q=0101")).json()["rows"] == []


async def test_a_row_says_what_was_said_last_and_by_whom(desk: Desk) -> None:
    """The preview, what nobody has read, the window's end; a note is a preview of its own."""
    contact_id = await desk.has()
    await desk.shop.passes(seconds=1)
    await desk.shop.hears(desk.shop.phone(), "Do you\nship to Busan?")
    (row,) = (await desk.get("conversations", view="mine"))["rows"]
    assert row["preview"] == {"from": "contact", "kind": "text", "text": "Do you ship to Busan?"}
    assert (row["unread"], row["vip"], row["owner"]["name"]) == (3, False, "Mina")
    assert row["window_closes_at"] == "2026-11-23T08:59:01+00:00"
    await desk.post(f"conversations/{contact_id}/read")
    await desk.shop.passes(seconds=1)
    await desk.post(f"conversations/{contact_id}/note", text="she lives in Busan")
    (row,) = (await desk.get("conversations", view="mine"))["rows"]
    assert (row["unread"], row["preview"]["from"], row["preview"]["text"]) == (0, "note", "she lives in Busan")


async def test_what_sleeps_is_out_of_sight(desk: Desk) -> None:
    """Snoozed until a moment: not among mine, but in a view of its own."""
    contact_id = await desk.has()
    await desk.post(f"conversations/{contact_id}/snooze", until="2026-11-23T09:00:00Z", note="after the weekend")
    assert (await desk.get("conversations", view="mine"))["rows"] == []
    asleep = await desk.get("conversations", view="snoozed")
    assert ([row["id"] for row in asleep["rows"]], asleep["counts"]["mine"]) == ([contact_id], 0)
    status, error = await desk.refused(f"conversations/{contact_id}/snooze", until="2026-11-01T09:00:00Z")
    assert (status, list(error["fields"])) == (422, ["until"])
    await desk.post(f"conversations/{contact_id}/unsnooze")
    assert len((await desk.get("conversations", view="mine"))["rows"]) == 1
