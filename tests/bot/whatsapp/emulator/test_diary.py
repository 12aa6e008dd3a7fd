"""A demo that is killed and started again still has its chats: what the provider said it has, it still has."""

import json

import pytest

from bot.whatsapp.emulator.account import AT_ONCE, Pace
from bot.whatsapp.emulator.diary import Diary
from tests.bot.whatsapp.emulator.shop_side import AMINA, TOKEN, open_town

BUTTONS = {
    "twilio/quick-reply": {"body": "Sure?", "actions": [{"title": "Yes", "id": "y|1"}, {"title": "No", "id": "n"}]}
}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "shop.phone.jsonl"


def again(path, **options):
    """The same town, opened by another process."""
    return open_town(diary=Diary(path, options.pop("token", TOKEN)), **options)


async def listed(town):
    answer = await town.client.get(f"/phones/{AMINA.replace('+', '%2B')}/messages")
    return [(bubble["text"], bubble["status"]) for bubble in answer.json()["messages"]]


async def test_bubbles_names_and_statuses_are_there_again(path):
    async with again(path) as town:
        await town.phone().named("Amina", "KR.77").says("hi 👋")
        await town.sends("Hello, how are you?")
        await town.emulator.settled()
        before = await listed(town)
    async with again(path) as town:
        assert await listed(town) == before == [("hi 👋", "received"), ("Hello, how are you?", "delivered")]


async def test_the_window_is_still_open_and_old_buttons_still_work(path):
    """G5, and nothing that waits for the end of an outage is refused after it."""
    async with again(path) as town:
        await town.phone().says("hi")
        await town.sends_content(await town.creates(BUTTONS))
        await town.emulator.settled()
    async with again(path) as town:
        await town.sends("Are you still there?")
        await town.emulator.settled()
        assert town.phone().hears == ["Sure?", "Are you still there?"]
        await town.phone().taps("Yes")
        assert town.shop.events[-1].body["choice"] == {"id": "y|1", "title": "Yes"}


async def test_files_and_what_was_deleted(path):
    async with again(path) as town:
        await town.phone().shares("image", b"\x89PNG", "image/png")
        await town.phone().shares("image", b"gone", "image/png")
        first, second = town.emulator.store.media
        town.emulator.store.drop_media(second)
    async with again(path) as town:
        assert {sid: each.data for sid, each in town.emulator.store.media.items()} == {first: b"\x89PNG"}


async def test_new_messages_come_behind_old_ones(path):
    async with again(path) as town:
        await town.phone().says("one")
        old = town.emulator.store.seq
    async with again(path) as town:
        sid = await town.phone().says("two")
        assert town.emulator.store.messages[sid].seq > old


async def test_what_was_on_its_way_arrives_after_the_start(path, monkeypatch):
    monkeypatch.setattr("bot.whatsapp.emulator.emulator.AFTER_A_START", AT_ONCE)
    async with again(path, status=Pace(60, 60)) as town:
        await town.phone().says("hi")
        await town.sends("Hello")
        assert (await listed(town))[-1] == ("Hello", "queued")
    async with again(path) as town:
        await town.emulator.settled()
        assert (await listed(town))[-1] == ("Hello", "delivered")


async def test_a_torn_line_and_one_of_another_release_are_left_out(path):
    async with again(path) as town:
        await town.phone().says("hi")
    lines = [json.dumps({"message": {"sid": "SM1"}}), json.dumps({"reaction": {}}), "[]", '{"message": {"sid": "SM']
    path.write_bytes(path.read_bytes() + "\n".join(lines).encode())
    async with again(path) as town:
        assert await listed(town) == [("hi", "received")]
        await town.phone().says("there")
    async with again(path) as town:
        assert [text for text, _ in await listed(town)] == ["hi", "there"]


async def test_another_shop_begins_anew(path):
    async with again(path) as town:
        await town.phone().says("hi")
    async with again(path, token="another") as town:
        assert await listed(town) == []


async def test_statuses_do_not_make_it_grow_for_ever(path):
    async with again(path) as town:
        await town.phone().says("hi")
        for number in range(5):
            await town.sends(f"Number {number}")
        await town.emulator.settled()
    size = path.stat().st_size
    async with again(path):
        assert path.stat().st_size < size / 2


async def test_a_second_process_leaves_it_alone(path):
    """Two demos on one database, or one that finds its port taken."""
    async with again(path) as town:
        await town.phone().says("one")
        async with again(path) as other:
            await other.phone().says("elsewhere")
        await town.phone().says("two")
    async with again(path) as town:
        assert [text for text, _ in await listed(town)] == ["one", "two"]


async def test_without_a_disk_it_lives_in_memory(tmp_path):
    async with again(tmp_path / "nowhere" / "x.phone.jsonl") as town:
        await town.phone().says("hi")
        assert await listed(town) == [("hi", "received")]


def test_it_lies_beside_a_sqlite_file_only(tmp_path):
    assert Diary.beside("postgresql://localhost/shop", TOKEN) is None
    assert Diary.beside(f"sqlite:///{tmp_path}/shop.db", TOKEN) is not None
