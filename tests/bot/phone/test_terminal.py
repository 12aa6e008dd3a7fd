"""`shopclerk chat`: the same phone in a terminal, and the transcript that it records."""

import asyncio
import queue
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from bot.phone.bubbles import choices_of, render_bubble
from bot.phone.terminal import ChatFailed, chat
from bot.phone.transcript import Transcript
from tests.bot.phone.shop_behind import Shop, open_shop

AMINA = "+14155550101"
QUICK = {
    "twilio/quick-reply": {
        "body": "What *may* I do?",
        "actions": [{"id": "sig.find", "title": "Find a product"}, {"id": "sig.offer", "title": "My coupon"}],
    }
}

RECORDED = """\
given: {contact: amina, language: en, name: "Amina Yusuf"}
turns:
  - in: "Hi: there, #1"
    out:
      - "What *may* I do?"
      - {buttons: ["Find a product", "My coupon"]}
  - in: {tap: "My coupon"}
    out:
      - "Your coupon is *WELCOME10*."
  - in: {location: [37.5446, 127.0559]}
    out: []
"""


@pytest.fixture
async def shop() -> AsyncIterator[Shop]:
    async with open_shop() as opened:
        yield opened


class Terminal:
    """What is typed, and what was shown."""

    def __init__(self) -> None:
        self.lines: queue.Queue[str] = queue.Queue()
        self.shown: list[str] = []

    def ask(self, prompt: str) -> str:
        line = self.lines.get(timeout=30)
        if line == "EOF":
            raise EOFError
        return line

    @property
    def screen(self) -> str:
        return "\n".join(self.shown)


async def until(claim: Callable[[], Any]) -> None:
    """Waits at most ten seconds."""
    deadline = time.monotonic() + 10
    while not claim():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.02)


async def test_a_conversation_is_shown_tapped_and_recorded(shop: Shop, tmp_path: Path) -> None:
    terminal, record = Terminal(), tmp_path / "amina.yaml"
    talking = asyncio.create_task(chat(shop.url, AMINA, "Amina Yusuf", record, terminal.ask, terminal.shown.append))
    terminal.lines.put("Hi: there, #1")
    await until(lambda: shop.forms)
    await shop.say(AMINA, types=QUICK)
    await until(lambda: "/2 My coupon" in terminal.screen)
    terminal.lines.put("/9")
    terminal.lines.put("2")
    await until(lambda: len(shop.forms) == 2)
    await shop.say(AMINA, "Your coupon is *WELCOME10*.")
    terminal.lines.put("/location 37.5446 127.0559 Shop")
    terminal.lines.put("/quit")
    await asyncio.wait_for(talking, 20)
    assert [form.get("ButtonPayload") for form in shop.forms] == [None, "sig.offer", None]
    assert shop.forms[0]["ProfileName"] == "Amina Yusuf"
    assert "no choice 9" in terminal.screen
    assert "WELCOME10" in terminal.screen
    assert record.read_text("utf-8") == RECORDED


async def test_faulty_lines_are_explained_and_nothing_is_sent(shop: Shop) -> None:
    terminal = Terminal()
    for line in ("", "/file /no/such/file", "/location here", "/location 99 10", "/help", "EOF"):
        terminal.lines.put(line)
    await asyncio.wait_for(chat(shop.url, AMINA, "Amina", None, terminal.ask, terminal.shown.append), 20)
    assert "No such file" in terminal.screen
    assert "two numbers" in terminal.screen
    assert "-90 to 90" in terminal.screen
    assert shop.forms == []


async def test_a_file_is_sent_with_its_type(shop: Shop, tmp_path: Path) -> None:
    path, terminal = tmp_path / "terms.pdf", Terminal()
    path.write_bytes(b"%PDF-1.4")
    terminal.lines.put(f"/file {path}")
    talking = asyncio.create_task(chat(shop.url, AMINA, "Amina", None, terminal.ask, terminal.shown.append))
    await until(lambda: shop.forms)
    terminal.lines.put("/quit")
    await asyncio.wait_for(talking, 20)
    assert shop.forms[0]["MediaContentType0"] == "application/pdf"


async def test_a_shop_that_is_not_running_is_a_clear_error() -> None:
    with pytest.raises(ChatFailed, match="no simulated phone"):
        await chat("http://127.0.0.1:9", AMINA, "Amina", None, lambda prompt: "", lambda text: None)


def test_links_of_templates_are_shown_but_cannot_be_tapped() -> None:
    buttons = [
        {"id": "a", "title": "Yes"},
        {"id": "", "title": "Track", "type": "URL", "target": "https://t.example/1"},
    ]
    bubble = {"sid": "SM1", "kind": "text", "text": "Your parcel", "buttons": buttons, "list": None, "status": "sent"}
    assert [choice.title for choice in choices_of(bubble)] == ["Yes"]
    assert "https://t.example/1" in render_bubble(bubble)


@pytest.mark.parametrize(
    ("name", "text", "contact", "language"),
    [
        ("박서연", "안녕", "박서연", "ko"),
        ("123", "Hi", "somebody", "en"),
        ("Ahmed K.", "مرحبا", "ahmed", "ar"),
        ("", "1", "somebody", "en"),
    ],
)
def test_a_transcript_names_contact_and_language(
    tmp_path: Path, name: str, text: str, contact: str, language: str
) -> None:
    path = tmp_path / "deep" / "t.yaml"
    Transcript(name, path).says({"kind": "text", "text": text})
    assert YAML(typ="safe").load(path)["given"] == {
        "contact": contact,
        "language": language,
        "name": name,
    }
