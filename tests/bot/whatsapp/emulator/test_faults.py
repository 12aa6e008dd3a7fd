"""Everything that may go wrong at the provider can be made to go wrong, exactly as often as wanted."""

import time

import httpx
import pytest

from tests.bot.whatsapp.emulator.shop_side import AMINA


async def sets(town, **faults):
    return await town.client.post("/faults", json=faults, auth=None)


@pytest.mark.parametrize(("status", "code"), [(429, 20429), (500, 20500), (503, 20503)])
async def test_a_refused_message_is_not_sent(town, status, code):
    """P15: 429 with Retry-After; the third try goes through."""
    await sets(town, refuse={"status": status, "times": 2, "retry_after": 3})
    await town.phone().says("hi")
    answers = [await town.sends("Hello") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [status, status, 201]
    assert (answers[0].json()["code"], answers[0].headers["retry-after"]) == (code, "3")
    assert town.phone().hears == ["Hello"]


async def test_a_slow_answer_comes_after_the_message(town):
    await sets(town, slow={"seconds": 0.2, "times": 1})
    await town.phone().says("hi")
    started = time.perf_counter()
    answer = await town.sends("Hello")
    assert answer.status_code == 201
    assert time.perf_counter() - started >= 0.2


async def test_a_swallowed_answer_hides_a_sent_message(town):
    """G2: the call ends without an answer, and the message was sent."""
    await sets(town, swallow={"times": 1})
    await town.phone().says("hi")
    with pytest.raises(httpx.RemoteProtocolError):
        await town.sends("Hello")
    await town.emulator.settled()
    assert town.phone().hears == ["Hello"]
    assert town.shop.updates[0].reference == "our|reference"


async def test_a_dropped_message_is_neither_sent_nor_answered(town):
    await sets(town, drop={"times": 1})
    await town.phone().says("hi")
    with pytest.raises(httpx.ReadTimeout):
        await town.client.post(
            f"/2010-04-01/Accounts/{town.emulator.account.sid}/Messages.json", data={"To": "x"}, timeout=0.2
        )
    assert town.phone().hears == []
    assert (await town.sends("Hello")).status_code == 201


async def test_inbound_webhooks_can_be_lost(town):
    """What the shop missed is in the provider's list."""
    await sets(town, lose_inbound=1)
    answer = (await town.client.post(f"/phones/{AMINA}/send", json={"text": "lost"})).json()
    assert answer["status"] == 0
    await town.phone().says("heard")
    assert [event.body["text"] for event in town.shop.events] == ["heard"]
    assert answer["sid"] in town.emulator.store.messages


async def test_contents_can_be_refused(town):
    """The sender then falls back to numbered text."""
    town.faults.refuse_contents()
    content = {"language": "en", "types": {"twilio/text": {"body": "x"}}}
    assert (await town.client.post("/v1/Content", json=content)).status_code == 400
    assert (await town.client.post("/v1/Content", json=content)).status_code == 201


async def test_files_can_be_refused_slow_cut_and_elsewhere(town):
    """P28: and never without the account's credentials."""
    sid = await town.phone().shares("image", b"picture", "image/png")
    [media] = town.emulator.store.media.values()
    path = f"/2010-04-01/Accounts/{town.emulator.account.sid}/Messages/{sid}/Media/{media.sid}"
    assert (await town.client.get(path, auth=None)).status_code == 401
    await sets(town, refuse_media={"status": 503, "retry_after": 9}, slow_media={"seconds": 0.2})
    refused = await town.client.get(path)
    assert (refused.status_code, refused.headers["retry-after"]) == (503, "9")
    started = time.perf_counter()
    assert (await town.client.get(path)).content == b"picture"
    assert time.perf_counter() - started >= 0.2
    await sets(town, cut_media={"times": 1})
    with pytest.raises(httpx.RemoteProtocolError):
        await town.client.get(path)
    town.faults.media_elsewhere = "https://files.example"
    moved = await town.client.get(path)
    assert (moved.status_code, moved.headers["location"]) == (307, f"https://files.example/{media.sid}")


async def test_the_list_can_be_slow(town):
    await sets(town, slow_list={"seconds": 0.2})
    started = time.perf_counter()
    await town.client.get(f"/2010-04-01/Accounts/{town.emulator.account.sid}/Messages.json")
    assert time.perf_counter() - started >= 0.2


async def test_faults_are_shown_and_taken_back(town):
    answer = await sets(town, fail={"code": 63018, "times": 7}, statuses="doubled")
    assert (answer.json()["fail"], answer.json()["statuses"]) == (7, "doubled")
    await sets(town, fail=None)
    assert (await town.client.get("/faults", auth=None)).json()["fail"] == 0
    town.faults.clear()
    assert town.faults.to_json()["statuses"] == "normal"


@pytest.mark.parametrize(
    "wanted",
    [
        {"explode": {}},
        {"refuse": 5},
        {"refuse": {"how": 1}},
        {"refuse": {"status": 200}},
        {"fail": {"times": -1}},
        {"slow": {"seconds": "long"}},
        {"slow": {"seconds": 1e9}},
        {"statuses": "sideways"},
        {"lose_inbound": True},
        [],
        "x",
    ],
)
async def test_a_fault_that_is_not_understood_changes_nothing(town, wanted):
    before = town.faults.to_json()
    answer = await town.client.post("/faults", json=wanted)
    assert answer.status_code == 400
    assert answer.json()["message"]
    assert town.faults.to_json() == before


async def test_the_log_tells_what_happened_without_numbers(town):
    await town.phone().says("hi")
    await town.sends("Hello")
    await town.client.post(f"/phones/{AMINA}/send", json={"text": "hi"})
    log = (await town.client.get("/log", auth=None)).json()["requests"]
    assert {"kind", "method", "path", "status", "ms", "at"} == log[0].keys()
    assert {"message", "api", "phone"} <= {line["kind"] for line in log}
    assert AMINA[1:] not in str(log)
