"""A thread: what the shopper saw and tapped, in pages, with ticks, failures in words, files, quotes."""

import json

from tests.bot.console.inbox.conftest import Desk
from tests.bot.media.made import JPEG

CARD = b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Robin\r\nTEL:+14155550188\r\nEND:VCARD\r\n"


async def test_a_thread_is_read_back_in_pages_without_a_gap(desk: Desk) -> None:
    """Messages both ways, notes and lines are one thread; pages by cursor never lose or repeat one."""
    contact_id = await desk.has()
    for n in range(25):
        await desk.shop.passes(seconds=7)
        await desk.shop.hears(desk.shop.phone(), f"question {n}")
        await desk.post(f"conversations/{contact_id}/send", key=f"an-answer-{n}", text=f"answer {n}", undo=False)
        await desk.post(f"conversations/{contact_id}/note", text=f"note {n}")
    opened = await desk.get(f"conversations/{contact_id}")
    pages, before = [opened["items"]], opened["before"]
    while before:
        page = await desk.get(f"conversations/{contact_id}/items", before=before)
        pages.insert(0, page["items"])
        before = page["before"]
    items = [item for page in pages for item in page]
    ids = [item["id"] for item in items]
    assert len(opened["items"]) == 40
    assert len(ids) == len(set(ids)) == len(await _everything(desk, contact_id))
    assert [item["at"] for item in items] == sorted(item["at"] for item in items)
    assert [item["text"] for item in items if item["from"] == "note"] == [f"note {n}" for n in range(25)]
    newer = await desk.get(f"conversations/{contact_id}/items", after=items[10]["cursor"], limit=5)
    assert [item["id"] for item in newer["items"]] == ids[11:16]
    assert (await desk.get(f"conversations/{contact_id}/items", after=items[-1]["cursor"]))["items"] == []


async def _everything(desk: Desk, contact_id: int) -> list[tuple[int, ...]]:
    found = []
    for sql in (
        "select id from inbox_event where kind = 'message' and contact_id = $1",
        "select id from outbox where contact_id = $1",
        "select id from note where contact_id = $1",
        "select id from thread_line where contact_id = $1",
    ):
        found += await desk.shop.rows(sql, contact_id)
    return found


async def test_what_was_offered_and_tapped_is_drawn(desk: Desk) -> None:
    """P39: choices as she saw them, the one that she tapped, the flow that asked."""
    shop = desk.shop
    amina = shop.phone()
    await shop.walks(amina, "hi")
    await shop.passes(seconds=1)
    await shop.taps(amina, shop.offered(amina)[0])
    items = await desk.items(1)
    tapped = next(item for item in items if item.get("tapped"))
    offered = next(item for item in items if item.get("choices"))
    assert [choice["title"] for choice in offered["choices"] if choice["tapped"]] == [tapped["tapped"]]
    assert tapped["quote"]["id"] == offered["id"]
    assert (offered["from"], offered["status"]) == ("bot", "delivered")
    asked = [item for item in items if item["from"] == "bot"][-1]
    assert asked["who"]


async def test_a_failure_is_told_in_words_and_sent_again(desk: Desk) -> None:
    """P13: the code's meaning, what to do about it, and a retry that really sends again; pressed twice is once."""
    contact_id = await desk.has()
    desk.shop.emulator.faults.fail_next(63024)
    sent = await desk.post(f"conversations/{contact_id}/send", key="her-words-1", text="Are you there?")
    await desk.shop.passes(seconds=6)
    failed = next(item for item in await desk.items(contact_id) if item["id"] == sent["item"]["id"])
    assert (failed["status"], failed["code"], failed["can_retry"]) == ("failed", 63024, True)
    assert "no WhatsApp account" in failed["reason"]
    assert failed["then"] == "reach the contact in another way"
    again = await desk.post(f"conversations/{contact_id}/retry", id=failed["id"])
    assert (await desk.post(f"conversations/{contact_id}/retry", id=failed["id"]))["item"]["id"] == again["item"][
        "id"
    ]
    await desk.shop.settles()
    assert desk.shop.phone().hears.count("Are you there?") == 1
    status, error = await desk.refused(f"conversations/{contact_id}/retry", id=again["item"]["id"])
    assert (status, error["code"]) == (409, "too_late")


async def test_what_is_taken_back_in_time_never_goes_out(desk: Desk) -> None:
    """Five seconds; after that it is too late."""
    contact_id = await desk.has()
    one = f"conversations/{contact_id}"
    sent = await desk.post(f"{one}/send", key="her-words-1", text="Ooops")
    assert sent["item"]["can_undo_until"] == "2026-11-22T09:00:05+00:00"
    await desk.shop.passes(seconds=4)
    taken_back = await desk.post(f"{one}/undo", id=sent["item"]["id"])
    assert taken_back["item"]["status"] == "cancelled"
    kept = await desk.post(f"{one}/send", key="her-words-2", text="Hello!")
    await desk.shop.passes(seconds=6)
    assert [text for text in desk.shop.phone().hears if text in {"Ooops", "Hello!"}] == ["Hello!"]
    assert (await desk.refused(f"{one}/undo", id=kept["item"]["id"]))[0] == 409


async def test_a_photo_is_shown_by_a_signed_link(desk: Desk) -> None:
    """P28: its status while it is fetched, then the picture; nobody guesses the address of another."""
    contact_id = await desk.has()
    await desk.shop.phone().shares("image", JPEG, "image/jpeg", text="this one?")
    await desk.shop.settles()
    waiting = next(item for item in await desk.items(contact_id) if item["kind"] == "image")
    assert (waiting["text"], waiting["media"]["status"], waiting["media"]["url"]) == ("this one?", "waiting", "")
    await desk.shop.wiring.fetcher.fetch_due()
    shown = next(item for item in await desk.items(contact_id) if item["kind"] == "image")["media"]
    answer = await desk.browser.get(shown["url"])
    assert (answer.content, answer.headers["content-type"], shown["size"]) == (JPEG, "image/jpeg", len(JPEG))
    assert answer.headers["x-content-type-options"] == "nosniff"
    head, _, signature = shown["url"].rpartition(".")
    assert (await desk.browser.get(f"{head}.{'A' * len(signature)}")).status_code == 404


async def test_viewers_get_no_cards_and_nobody_gets_a_carts_address(desk: Desk) -> None:
    """A shared card is a file full of numbers; whoever has a cart's address checks out as the contact."""
    contact_id = await desk.has()
    await desk.shop.phone().shares("contact", CARD, "text/vcard", text="Robin.vcf")
    await desk.shop.settles()
    await desk.shop.wiring.fetcher.fetch_due()
    async with desk.shop.wiring.database.write() as tx:
        await tx.run(
            "insert into cart (contact_id, source, external_id, status, url, currency, total, created_at, "
            "changed_at) values ($1, 'shop', 'c-1', 'open', $2, 'USD', 900, 1, 1)",
            contact_id,
            "https://shop.example/recover?key=geheim",
        )
    async with desk.visits.browser(await desk.visits.hires("Vera", "viewer")) as browser:
        thread = await browser.get(f"/api/conversations/{contact_id}")
        page = await browser.get(f"/api/conversations/{contact_id}/items")
        panel = await browser.get(f"/api/conversations/{contact_id}/panel")
    for told in (thread, page):
        [card] = [item for item in told.json()["items"] if item["kind"] == "contacts"]
        assert card["contacts"] == [{"name": "Robin"}]
        assert "media" not in card
    assert panel.json()["carts"][0]["total"] == "$9"
    assert "geheim" not in panel.text
    [seen] = [item for item in await desk.items(contact_id) if item["kind"] == "contacts"]
    assert (await desk.browser.get(seen["media"]["url"])).content == CARD


async def test_a_quoted_reply_names_what_it_replies_to(desk: Desk) -> None:
    """She quotes the agent; the agent quotes her, drawn by WhatsApp as a quote."""
    contact_id = await desk.has()
    sent = await desk.post(f"conversations/{contact_id}/send", key="her-words-1", text="Which size?", undo=False)
    await desk.shop.settles()
    await desk.shop.passes(seconds=1)
    bubble = desk.shop.bubbles(desk.shop.phone())[-1]
    await desk.shop.hears(desk.shop.phone(), "M please", quote=bubble.sid)
    reply = (await desk.items(contact_id))[-1]
    assert reply["quote"] == {"id": sent["item"]["id"], "from": "agent", "text": "Which size?"}
    await desk.post(f"conversations/{contact_id}/send", key="her-words-2", text="Done", quote=reply["id"], undo=False)
    await desk.shop.settles()
    assert desk.shop.phone().hears[-1] == "> M please\n\nDone"


async def test_where_an_ad_brought_somebody_is_in_the_thread(desk: Desk) -> None:
    """F6: the ad's words beside the first message, and in the panel."""
    referral = {"source_id": "120", "source_url": "https://fb.me/x", "headline": "Calm skin", "body": "In 7 days"}
    await desk.shop.hears(desk.shop.phone(), "hi", referral=referral)
    first = (await desk.items(1))[0]
    assert first["referral"]["headline"] == "Calm skin"
    panel = await desk.get("conversations/1/panel")
    assert (panel["ad"]["first"]["kind"], panel["ad"]["first"]["headline"]) == ("ad", "Calm skin")


async def test_read_marks_never_go_back(desk: Desk) -> None:
    """Read up to an item; what came after it stays unread."""
    contact_id = await desk.has()
    await desk.post(f"conversations/{contact_id}/read")
    for n in range(3):
        await desk.shop.passes(seconds=1)
        await desk.shop.hears(desk.shop.phone(), f"question {n}")
    theirs = [item for item in await desk.items(contact_id) if item["from"] == "contact"]
    row = await desk.post(f"conversations/{contact_id}/read", cursor=theirs[-2]["cursor"])
    assert row["unread"] == 1
    assert (await desk.get(f"conversations/{contact_id}"))["read_to"] == theirs[-2]["cursor"]
    assert (await desk.post(f"conversations/{contact_id}/read", cursor=theirs[0]["cursor"]))["unread"] == 1


async def test_a_conversation_that_is_not_there_is_not_found(desk: Desk) -> None:
    """Also one of somebody who was forgotten."""
    assert (await desk.browser.get("/api/conversations/999")).status_code == 404
    contact_id = await desk.has()
    assert (await desk.post(f"conversations/{contact_id}/erase"))["erased"] == contact_id
    assert (await desk.browser.get(f"/api/conversations/{contact_id}")).status_code == 404
    assert (await desk.get("conversations"))["rows"] == []
    kept = await desk.shop.rows("select content from outbox")
    assert all(json.loads(content) == {} for (content,) in kept)
