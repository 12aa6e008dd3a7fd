"""A phone in a test's hand: `await emulator.phone("+82…").says("hi")`."""

import asyncio
from base64 import b64encode
from typing import TYPE_CHECKING, Any

from bot.whatsapp.emulator.inbound import Writing
from bot.whatsapp.emulator.records import Message

if TYPE_CHECKING:
    from bot.whatsapp.emulator.emulator import Emulator


class NothingToTap(LookupError):
    """No bubble of the shop offers this title."""


class Handset:
    """Every method that sends returns the inbound message's sid."""

    def __init__(self, emulator: "Emulator", address: str) -> None:
        self._emulator = emulator
        self.address = address

    def named(self, name: str, bsuid: str | None = None) -> "Handset":
        """Choose a profile name, and the BSUID if it matters."""
        phone = self._emulator.store.phone(self.address)
        phone.name = name
        phone.bsuid = bsuid or phone.bsuid
        return self

    async def says(self, text: str, **more: Any) -> str:
        """Write a text; `quote`, `forwarded`, `referral`, `copies`, `to` and `fields` as in the phone's JSON."""
        return await self.sends(kind="text", text=text, **more)

    async def taps(self, title: str, **more: Any) -> str:
        """Tap the latest button of this title. Raises NothingToTap."""
        bubble, button_id = self._find(title, "buttons")
        return await self.sends(kind="tap", sid=bubble.sid, id=button_id or None, title=title, **more)

    async def picks(self, title: str, **more: Any) -> str:
        """Choose the latest row of this title. Raises NothingToTap."""
        bubble, row_id = self._find(title, "rows")
        return await self.sends(kind="row", sid=bubble.sid, id=row_id, title=title, **more)

    async def shares(self, kind: str, data: bytes, content_type: str = "", **more: Any) -> str:
        """Send a file: image, audio, video, document, sticker or contact."""
        media = {"content_type": content_type, "data": b64encode(data).decode()}
        return await self.sends(kind=kind, media=media, **more)

    async def is_at(self, latitude: float, longitude: float, **more: Any) -> str:
        """Share a place; `label` and `address` when it has a name."""
        return await self.sends(kind="location", latitude=latitude, longitude=longitude, **more)

    async def sends(self, **writing: Any) -> str:
        """Anything that the phone's JSON can say."""
        message, _ = await self._emulator.write(self.address, Writing(**writing))
        return message.sid

    def looks(self) -> None:
        """Read what has come."""
        self._emulator.read(self.address)

    @property
    def hears(self) -> list[str]:
        """The texts that came from the shop."""
        return self._emulator.texts_to(self.address)

    async def waits_for(self, count: int, seconds: float = 5) -> list[Message]:
        """The shop's messages once there are `count` of them. Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while len(found := self._emulator.messages_to(self.address)) < count:
                await self._emulator.store.changes()
        return found

    def _find(self, title: str, where: str) -> tuple[Message, str]:
        for bubble in reversed(self._emulator.messages_to(self.address)):
            rows = (bubble.shown.list or {}).get("rows", ())
            for choice in bubble.shown.buttons if where == "buttons" else rows:
                if choice["title"] == title:
                    return bubble, choice["id"]
        raise NothingToTap(title)
