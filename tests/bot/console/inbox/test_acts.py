"""What agents do: hand over, tag, note, give things from the shop, and for many at once; no means no."""

import pytest

from tests.bot.console.inbox.conftest import Desk


async def test_only_one_of_two_takes_it(desk: Desk) -> None:
    """P16: compare-and-set by the epoch that was seen; by force it is taken away, and the other can write no more."""
    joon = await desk.visits.hires("Joon")
    await desk.shop.walks(desk.shop.phone(), "hi", "agent")
    seen = (await desk.get("conversations/1"))["row"]["epoch"]
    await desk.post("conversations/1/take", epoch=seen)
    async with desk.visits.browser(joon) as his:
        late = await his.post("/api/conversations/1/take", json={"epoch": seen})
        assert (late.status_code, late.json()["error"]["owner"]) == (409, "Mina")
        assert (await his.post("/api/conversations/1/take", json={"force": True})).json()["owner"]["name"] == "Joon"
    status, error = await desk.refused("conversations/1/send", key="her-words-1", text="Hello")
    assert (status, error["code"], error["owner"]) == (409, "not_yours", "Joon")
    lines = [item for item in await desk.items(1) if item["kind"] == "line"]
    assert [line["what"] for line in lines] == ["opened", "taken", "taken"]


async def test_given_to_a_colleague_or_a_team(desk: Desk) -> None:
    """Assigned to an agent it is theirs; to a team it waits there; to nobody known it is not found."""
    joon = await desk.visits.hires("Joon")
    contact_id = await desk.has()
    async with desk.shop.wiring.database.write() as tx:
        await tx.run("insert into team (id, name) values (7, 'Returns')")
    assert (await desk.post(f"conversations/{contact_id}/assign", agent=joon.id))["owner"]["name"] == "Joon"
    row = await desk.post(f"conversations/{contact_id}/assign", team=7)
    assert (row["owner"]["kind"], row["team"]) == ("queue", "Returns")
    assert [each["id"] for each in (await desk.get("conversations", team=7))["rows"]] == [contact_id]
    assert (await desk.refused(f"conversations/{contact_id}/assign", agent=999))[0] == 404
    assert (await desk.refused(f"conversations/{contact_id}/assign"))[0] == 422


async def test_resolved_names_the_next_who_waits(desk: Desk) -> None:
    """36: resolve and next."""
    first = await desk.has()
    await desk.shop.walks(desk.shop.phone("+14155550102", "Noor"), "hi", "agent")
    row = await desk.post(f"conversations/{first}/resolve", next=True)
    assert (row["owner"]["kind"], row["next"] not in {None, first}) == ("bot", True)


async def test_one_deed_for_many(desk: Desk) -> None:
    """10: what cannot be done for one is said, and done for the others."""
    ids = [await desk.has(address=f"+1415555010{n}", name=f"Person{n}") for n in range(1, 4)]
    told = await desk.post("bulk", ids=[*ids, 999], action="tag", tag="sale")
    assert (told["done"], list(told["failed"])) == (3, ["999"])
    assert len((await desk.get("conversations", tag="sale"))["rows"]) == 3
    await desk.post("bulk", ids=ids[:2], action="snooze", until="2026-11-23T09:00:00Z")
    assert (await desk.get("conversations"))["counts"]["snoozed"] == 2
    assert (await desk.post("bulk", ids=ids, action="resolve"))["done"] == 3
    assert (await desk.get("conversations"))["counts"]["bot"] == 3
    assert (await desk.refused("bulk", ids=ids, action="tag"))[0] == 422


async def test_many_are_done_in_the_order_in_which_everybody_holds_them(desk: Desk) -> None:
    """10: two who choose the same in other orders never wait for each other; more than one transaction takes, too."""
    ids = [await desk.has(address=f"+141555501{n}", name=f"Person{n}") for n in range(10, 22)]
    assert (await desk.post("bulk", ids=[*ids[::-1], ids[0]], action="tag", tag="sale"))["done"] == 12
    assert [
        row[0] for row in await desk.shop.rows("select contact_id from thread_line where what = 'tagged' order by id")
    ] == ids


async def test_nothing_is_written_beside_who_is_not_there(desk: Desk) -> None:
    """Of unknown and of erased contacts every mark is refused, alone and for many, and nothing of it is kept."""
    erased = await desk.has()
    await desk.post(f"conversations/{erased}/erase")
    tomorrow = "2026-11-23T09:00:00Z"
    lives = await desk.shop.rows("select max(id) from live_event")
    for contact_id in (999, erased):
        for path, body in (
            ("snooze", {"until": tomorrow, "note": "later"}),
            ("unsnooze", {}),
            ("tags", {"add": ["sale"]}),
            ("tags", {"remove": ["sale"]}),
            ("read", {}),
        ):
            assert (await desk.refused(f"conversations/{contact_id}/{path}", **body))[0] == 404, path
    for action in ("tag", "untag", "snooze", "unsnooze", "read"):
        told = await desk.post("bulk", ids=[999, erased], action=action, tag="sale", until=tomorrow)
        assert (told["done"], set(told["failed"])) == (0, {"999", str(erased)}), action
    assert await desk.shop.rows("select max(id) from live_event") == lives
    assert await desk.shop.rows("select 1 from timer where name = 'handoff:snooze'") == []
    for table in ("snooze", "contact_tag", "tag", "thread_line", "read_mark"):
        assert await desk.shop.rows(f"select 1 from {table}") == [], table


async def test_a_product_goes_out_as_the_bot_shows_it(desk: Desk) -> None:
    """31: picture, name, price, link; no buttons that nobody would answer."""
    contact_id = await desk.has()
    found = await desk.get("products", q="calm serum")
    await desk.shop.passes(seconds=1)
    await desk.post(f"conversations/{contact_id}/send", key="a-product-1", product=found[0]["sku"], undo=False)
    await desk.shop.settles()
    bubble = desk.shop.bubbles(desk.shop.phone())[-1].shown
    assert bubble.text.startswith(f"*{found[0]['title']}*\n*$28*")
    assert (bubble.media is not None, list(bubble.buttons)) == (True, [])
    shown = (await desk.items(contact_id))[-1]
    assert (shown["kind"], shown["media"]["url"]) == ("image", found[0]["image"])
    assert (await desk.refused(f"conversations/{contact_id}/send", key="a-product-2", product="NONE"))[0] == 404


async def test_a_coupon_is_given_once(desk: Desk) -> None:
    """P36: the same code again; it works like any other of the campaign, and the panel tells of it."""
    contact_id = await desk.has()
    one = f"conversations/{contact_id}"
    offered = (await desk.get(f"{one}/panel"))["coupons"]["campaigns"]
    assert "welcome" in [each["campaign"] for each in offered]
    first = await desk.post(f"{one}/coupon", key="a-coupon-1", campaign="welcome")
    again = await desk.post(f"{one}/coupon", key="a-coupon-2", campaign="welcome")
    [(code,)] = await desk.shop.rows("select code from coupon")
    assert code in first["item"]["text"]
    assert code in again["item"]["text"]
    panel = await desk.get(f"{one}/panel")
    assert [(each["code"], each["state"]) for each in panel["coupons"]["held"]] == [(code, "usable")]
    assert panel["coupons"]["campaigns"] == [each for each in offered if each["campaign"] != "welcome"]
    assert (await desk.refused(f"{one}/coupon", key="a-coupon-3", campaign="none"))[0] == 404
    noted = await desk.shop.rows("select actor, target, detail from audit where action = 'coupon.given'")
    assert noted == [("Mina", str(contact_id), '{"campaign": "welcome"}')]


async def test_the_way_to_pay_is_for_what_lies_in_the_cart(desk: Desk) -> None:
    """38: nothing in it, nothing to pay; else a link of this contact alone."""
    contact_id = await desk.has()
    one = f"conversations/{contact_id}"
    assert (await desk.refused(f"{one}/cart-link", key="a-link-11"))[1]["code"] == "empty_cart"
    async with desk.shop.wiring.database.write() as tx:
        await tx.run(
            "insert into cart (id, contact_id, status, created_at, changed_at) values (1, $1, 'open', 1, 1)", 1
        )
        await tx.run(
            "insert into cart_line (cart_id, sku, quantity, price, currency, added_at, changed_at) "
            "values (1, 'SKN-301-30', 2, 2800, 'USD', 1, 1)"
        )
    panel = await desk.get(f"{one}/panel")
    assert (panel["cart"]["total"], panel["cart"]["lines"][0]["title"]) == ("$56", "Calm Serum")
    sent = await desk.post(f"{one}/cart-link", key="a-link-12")
    assert "$56" in sent["item"]["text"]
    link = next(word for word in sent["item"]["text"].split() if word.startswith("https://"))
    opened = await desk.browser.get(link)
    assert opened.status_code in {302, 303, 307}


async def test_a_no_to_messages_is_written_down_with_who_says_so(desk: Desk) -> None:
    """F9: opted out by an agent, with proof."""
    contact_id = await desk.has()
    await desk.post(f"conversations/{contact_id}/opt-out", purpose="all", words="she said so on the phone")
    panel = await desk.get(f"conversations/{contact_id}/panel")
    assert panel["person"]["opted_out_at"] is not None
    assert {(each["granted"], each["source"]) for each in panel["consent"]} == {
        (False, f"console:agent:{desk.mina.id}")
    }
    assert panel["consent"][0]["words"] == "she said so on the phone"


async def test_two_records_of_one_person_become_one(desk: Desk) -> None:
    """A9: only one without an address; taken back, they are two again."""
    contact_id = await desk.has()
    async with desk.shop.wiring.database.write() as tx:
        await tx.run("insert into contact (id, name, language, country, created_at) values (90, 'A.', '', '', 1)")
        await tx.run(
            "insert into conversation (contact_id, version, epoch, owner, state, sender, address, windows) "
            "values (90, 0, 0, 'bot', '{}', '', '', '{}')"
        )
        await tx.run("insert into handle (value, kind, contact_id) values ('a@example.com', 'email', 90)")
    await desk.post(f"conversations/{contact_id}/merge", contact=90)
    panel = await desk.get(f"conversations/{contact_id}/panel")
    assert "a@example.com" in {each["value"] for each in panel["handles"]}
    await desk.post(f"conversations/{contact_id}/unmerge", merge=panel["merges"][0]["id"])
    panel = await desk.get(f"conversations/{contact_id}/panel")
    assert ("a@example.com" in {each["value"] for each in panel["handles"]}, panel["merges"]) == (False, [])
    other = await desk.has(address="+14155550102", name="Noor")
    status, error = await desk.refused(f"conversations/{contact_id}/merge", contact=other)
    assert (status, "address on WhatsApp" in error["message"]) == (409, True)


async def test_the_panel_tells_how_it_came_so(desk: Desk) -> None:
    """D9: sentences of the last days, in the reader's language; what was open."""
    contact_id = await desk.has("find a product", "skin care")
    panel = await desk.get(f"conversations/{contact_id}/panel")
    assert panel["flows_open"][0]["id"] == "product_finder"
    assert panel["timeline"][0]["kind"] == "standing"
    assert "Amina" in panel["timeline"][0]["text"]
    assert "Mina has the conversation" in panel["timeline"][0]["text"]
    assert panel["person"]["timezone"] == "America/Los_Angeles"


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_what_makes_no_sense_is_refused_in_words(desk: Desk) -> None:
    """Every body is checked: which field, and why."""
    contact_id = await desk.has()
    one = f"conversations/{contact_id}"
    for path, body, field in (
        (f"{one}/send", {"key": "nothing-at-all"}, "body"),
        (f"{one}/send", {"key": "short", "text": "x"}, "key"),
        (f"{one}/send", {"key": "a-quote-11", "text": "x", "quote": "note:1"}, "quote"),
        (f"{one}/release", {"resume": "dance"}, "resume"),
        (f"{one}/tags", {"add": ["x" * 61]}, "add"),
        (f"{one}/undo", {"id": "in:1"}, "id"),
        ("bulk", {"ids": [], "action": "read"}, "ids"),
    ):
        status, error = await desk.refused(path, **body)
        assert (status, list(error["fields"])) == (422, [field]), path


async def test_lists_that_the_inbox_is_worked_with(desk: Desk) -> None:
    """Canned replies, tags, views: made, changed, taken away; what all see, leads change."""
    joon = await desk.visits.hires("Joon")
    canned = await desk.post("canned", name="hello", text="Hello {name}!", language="en")
    assert (await desk.refused("canned", name="hello", text="Hi"))[0] == 409
    await desk.browser.put(f"/api/canned/{canned['id']}", json={"name": "hi", "text": "Hi {name}!"})
    assert [(each["name"], each["text"]) for each in await desk.get("canned")] == [("hi", "Hi {name}!")]
    await desk.post("tags", name="vip", colour="#aa3355")
    assert await desk.get("tags") == [{"name": "vip", "colour": "#aa3355", "count": 0}]
    shared = await desk.post("views", name="Everything", query={"view": "all"}, shared=True)
    async with desk.visits.browser(joon) as his:
        assert [each["name"] for each in (await his.get("/api/views")).json()] == ["Everything"]
        assert (await his.delete(f"/api/views/{shared['id']}")).status_code == 403
        assert (await his.delete("/api/tags/vip")).status_code == 403
    assert (await desk.browser.delete(f"/api/views/{shared['id']}")).status_code == 200
    assert (await desk.browser.delete("/api/tags/vip")).status_code == 200
    assert (await desk.browser.delete(f"/api/canned/{canned['id']}")).status_code == 200
    assert [await desk.get(each) for each in ("views", "tags", "canned")] == [[], [], []]
