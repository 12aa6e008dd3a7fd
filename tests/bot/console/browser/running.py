"""The service itself in a process of its own, with the demo's emulator: it can be killed and started again."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parents[4]
PATIENCE = 60.0  # seconds
_numbers = iter(range(1000, 9999))


class Running:
    """One service on a port of this machine. Nobody signs in: the demo does it for requests of its own machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        """Until it answers."""
        database = f"sqlite:///{self.folder}/console.db"
        env = {**os.environ, "SHOPCLERK_DATABASE_URL": database, "SHOPCLERK_MEDIA_FOLDER": str(self.folder / "media")}
        command = [sys.executable, "-m", "bot", "run", "--port", str(self.port)]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + PATIENCE
        while not self._answers():
            assert self.process.poll() is None, "the service has ended"
            assert time.monotonic() < deadline, "the service did not start"
            time.sleep(0.1)

    def kill(self) -> None:
        """At once, as a power cut would."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(20)

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/healthz", timeout=2).status_code == 200
        except httpx.HTTPError:
            return False

    async def writes(self, number: str, text: str, name: str = "") -> None:
        """A shopper writes to the shop, the way of a real message."""
        await self.sends(number, {"kind": "text", "text": text}, name)

    async def sends(self, number: str, message: dict[str, Any], name: str = "") -> None:
        """The same with anything else."""
        phone = f"{self.url}/emulator/phones/{number}"
        async with httpx.AsyncClient(timeout=20) as http:
            if name:
                (await http.post(f"{phone}/profile", json={"name": name})).raise_for_status()
            (await http.post(f"{phone}/send", json={"copies": 1, **message})).raise_for_status()

    async def phone_of(self, number: str) -> list[dict[str, Any]]:
        """What is on the shopper's phone."""
        async with httpx.AsyncClient(timeout=20) as http:
            told = await http.get(f"{self.url}/emulator/phones/{number}/messages?after=0")
        return list(told.json()["messages"])

    async def person(self, *texts: str, name: str = "Robin Reed", answers: bool = True) -> "Person":
        """Somebody new who has written these texts, and whose conversation is there."""
        number = f"+1415555{next(_numbers)}"
        for text in texts or ("hello",):
            await self.writes(number, text, name)
        row = await self.until(number, lambda row: row["preview"] is not None)
        if answers:  # the bot has said something
            row = await self.until(number, lambda row: row["preview"]["from"] != "contact")
        return Person(self, number, name, str(row["id"]))

    async def has_templates(self) -> None:
        """Until the shop that has just opened has submitted its templates: the demo does so after some seconds."""
        deadline = time.monotonic() + PATIENCE
        async with httpx.AsyncClient(timeout=20) as http:
            while not (await http.get(f"{self.url}/api/templates")).json():
                assert time.monotonic() < deadline, "there are no templates yet"
                await asyncio.sleep(0.2)

    async def until(self, number: str, holds: Any) -> dict[str, Any]:
        """The row of this number once it is so."""
        deadline = time.monotonic() + PATIENCE
        async with httpx.AsyncClient(timeout=20) as http:
            while time.monotonic() < deadline:
                told = await http.get(f"{self.url}/api/conversations", params={"view": "all", "q": number})
                for row in told.json()["rows"]:
                    if holds(row):
                        return dict(row)
                await asyncio.sleep(0.1)
        raise AssertionError(f"nothing of the kind happened to {number}")


class Person:
    """A shopper of a test."""

    def __init__(self, site: Running, number: str, name: str, id: str) -> None:
        self.site, self.number, self.name, self.id = site, number, name, id

    async def writes(self, text: str) -> None:
        await self.site.writes(self.number, text)

    async def has_got(self, text: str) -> dict[str, Any]:
        """The bubble on their phone that holds these words, once it is there."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            for bubble in await self.site.phone_of(self.number):
                if bubble["from_shop"] and text in bubble["text"]:
                    return bubble
            await asyncio.sleep(0.1)
        raise AssertionError(f"{text!r} did not reach {self.number}")

    async def has_got_file(self) -> tuple[str, bytes]:
        """The content type and the bytes of the first file from the shop, once it is on their phone."""
        deadline = time.monotonic() + PATIENCE
        async with httpx.AsyncClient(timeout=20) as http:
            while time.monotonic() < deadline:
                for bubble in await self.site.phone_of(self.number):
                    if bubble["from_shop"] and bubble.get("media"):
                        told = await http.get(httpx.URL(self.site.url).join(bubble["media"]["url"]))
                        return told.raise_for_status().headers["content-type"], told.content
                await asyncio.sleep(0.1)
        raise AssertionError(f"no file reached {self.number}")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
