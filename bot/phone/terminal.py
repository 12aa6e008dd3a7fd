"""`shopclerk chat`: the simulated phone in a terminal, over the emulator's own HTTP."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

from bot.errors import BotError
from bot.phone.attachments import COMMANDS, NotSent
from bot.phone.bubbles import Choice, choices_of, render_bubble
from bot.phone.transcript import Transcript

Ask = Callable[[str], str]  # prompt → line; blocks; EOFError ends the conversation
Show = Callable[[str], None]

PROMPT = "› "
HELP = """[/N or N] tap choice N   [/file PATH] send a file   [/location LAT LON] send a place
[/help] this   [/quit] leave.   Everything else is sent as it is typed."""
ANSWER_WAIT = 5.0  # seconds for the first bubble
QUIET = 0.5  # seconds without a bubble: the shop has finished
RECONNECT_PAUSE = 0.5  # seconds


class ChatFailed(BotError):
    """The running Shopclerk cannot be reached, or has no simulated phone."""


async def chat(base_url: str, number: str, name: str, record: Path | None, ask: Ask, show: Show) -> None:
    """Talk to a running shop until `/quit` or the end of the input.

    `record` gets the conversation as a transcript, rewritten after every bubble. Raises ChatFailed when there is
    no emulator at `base_url`.
    """
    address = f"{base_url.rstrip('/')}/emulator/phones/{quote(number, safe='')}/"
    async with httpx.AsyncClient(base_url=address, timeout=30) as http:
        conversation = Conversation(http, show, Transcript(name, record))
        await conversation.begin(name, "" if number.startswith("+") else number)
        listening = asyncio.create_task(conversation.listen())
        try:
            show(HELP)
            while (line := await _line(ask)) is not None:
                await conversation.take(line)
        finally:
            listening.cancel()


class Conversation:
    """What has been seen, and what may be tapped."""

    def __init__(self, http: httpx.AsyncClient, show: Show, transcript: Transcript) -> None:
        self.http = http
        self.show = show
        self.transcript = transcript
        self.seen: set[str] = set()
        self.seq = 0
        self.choices: list[Choice] = []
        self.heard = asyncio.Event()

    async def begin(self, name: str, bsuid: str) -> None:
        """Say who this phone is and read what it already holds. Raises ChatFailed."""
        try:
            (
                await self.http.post("profile", json={"name": name} | ({"bsuid": bsuid} if bsuid else {}))
            ).raise_for_status()
            past = await self._messages()
        except (httpx.HTTPError, ValueError) as error:
            raise ChatFailed(f"there is no simulated phone at {self.http.base_url.host}: {error}") from error
        for bubble in past:
            self._offer(bubble)

    async def take(self, line: str) -> None:
        """One typed line: a command, a tap or a message. What goes wrong is shown."""
        try:
            message = self._read(line)
        except NotSent as error:
            self.show(f"! {error}")
            return
        if message is None:
            return
        self.heard.clear()
        self.transcript.says(message)
        try:
            answer = await self.http.post("send", json=message)
            if answer.is_error:
                raise NotSent(f"not sent: {answer.status_code} {answer.text[:200]}")
            await self._until_answered()
        except (httpx.HTTPError, NotSent) as error:
            self.show(f"! {error or type(error).__name__}")

    def _read(self, line: str) -> dict[str, Any] | None:
        """A line → what is sent, None for nothing. Raises NotSent with the reason."""
        word, _, rest = line.strip().partition(" ")
        if not word:
            return None
        if word == "/help":
            self.show(HELP)
            return None
        if word in COMMANDS:
            return COMMANDS[word](rest.strip())
        number = word.removeprefix("/")
        if not rest and number.isascii() and number.isdigit():
            return self._tap(int(number), typed=word)
        return {"kind": "text", "text": line.strip()}

    def _tap(self, number: int, *, typed: str) -> dict[str, Any]:
        if 1 <= number <= len(self.choices):
            return self.choices[number - 1].to_message()
        if typed.startswith("/"):
            raise NotSent(f"there is no choice {number} to tap")
        return {"kind": "text", "text": typed}

    async def listen(self) -> None:
        """Show bubbles as they come; after a broken stream, what was missed first."""
        while True:
            try:
                async for _ in self._news():
                    for bubble in await self._messages():
                        self._receive(bubble)
            except (httpx.HTTPError, ValueError):
                await asyncio.sleep(RECONNECT_PAUSE)

    async def _news(self) -> AsyncIterator[None]:
        """Once when the stream is open, then whenever something happened."""
        async with self.http.stream("GET", "stream", timeout=httpx.Timeout(30, read=None)) as answer:
            answer.raise_for_status()
            yield None
            async for line in answer.aiter_lines():
                if line.startswith("data:"):
                    yield None
        await asyncio.sleep(RECONNECT_PAUSE)

    async def _messages(self) -> list[dict[str, Any]]:
        """Bubbles that were not seen before, oldest first."""
        said = (await self.http.get("messages", params={"after": self.seq})).raise_for_status().json()
        if said["seq"] < self.seq:  # the emulator began anew
            said = (await self.http.get("messages", params={"after": 0})).raise_for_status().json()
        self.seq = said["seq"]
        new = [bubble for bubble in said["messages"] if bubble["sid"] not in self.seen]
        self.seen.update(bubble["sid"] for bubble in new)
        return new

    def _receive(self, bubble: dict[str, Any]) -> None:
        if not bubble["from_shop"]:
            return
        self._offer(bubble)
        self.show(render_bubble(bubble))
        self.transcript.hears(bubble)
        self.heard.set()

    def _offer(self, bubble: dict[str, Any]) -> None:
        self.choices = choices_of(bubble) or self.choices

    async def _until_answered(self) -> None:
        """Until the shop has said something and is quiet again; it may also stay silent."""
        wait = ANSWER_WAIT
        while True:
            try:
                await asyncio.wait_for(self.heard.wait(), wait)
            except TimeoutError:
                return
            self.heard.clear()
            wait = QUIET


async def _line(ask: Ask) -> str | None:
    """The next line, None at the end. Asked in a thread that does not keep the program alive."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[str | None] = loop.create_future()

    def settle(line: str | None) -> None:
        if not answer.done():
            answer.set_result(line)

    def wait() -> None:
        try:
            line: str | None = ask(PROMPT)
        except EOFError:
            line = None
        if not loop.is_closed():
            loop.call_soon_threadsafe(settle, line)

    threading.Thread(target=wait, daemon=True, name="terminal").start()
    line = await answer
    return None if line is None or line.strip() == "/quit" else line
