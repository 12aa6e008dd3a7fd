"""Content resources at Twilio, one for each shape, created when first needed and remembered.

A resource belongs to an account, so what is remembered is too.
"""

import asyncio
import json
from typing import Protocol

from bot.errors import BotError, Unsettled
from bot.log import get_log
from bot.whatsapp.client import Refused
from bot.whatsapp.products import resource_of
from bot.whatsapp.sdk import Client
from bot.whatsapp.shapes import Shape

log = get_log(__name__)

CONTENT = "https://content.twilio.com/v1/Content"
REST = 60.0  # seconds that a shape that could not be created is left alone


class ContentStore(Protocol):
    """Where SIDs are kept; `account` names the account and the API that it was created at."""

    async def find(self, account: str, shape: str) -> str | None:
        """The SID of a shape, if it was ever created."""

    async def remember(self, account: str, shape: str, sid: str) -> str:
        """Keep a SID; answers the one that is kept now (another process may have been first)."""

    async def forget(self, account: str, shape: str, sid: str) -> None:
        """Drop a SID that is gone at the provider."""


class InMemoryContents:
    """For tests and for a phone that starts afresh each time."""

    def __init__(self) -> None:
        self.sids: dict[tuple[str, str], str] = {}

    async def find(self, account: str, shape: str) -> str | None:
        return self.sids.get((account, shape))

    async def remember(self, account: str, shape: str, sid: str) -> str:
        return self.sids.setdefault((account, shape), sid)

    async def forget(self, account: str, shape: str, sid: str) -> None:
        if self.sids.get((account, shape)) == sid:
            del self.sids[account, shape]


class Contents:
    """SIDs by shape: from memory, from the store, or from Twilio; each shape is asked for once at a time."""

    def __init__(self, client: Client, store: ContentStore, account: str) -> None:
        self._client = client
        self._store = store
        self._account = account
        self._sids: dict[str, str] = {}
        self._being_made: dict[str, asyncio.Lock] = {}
        self._resting: dict[str, float] = {}

    async def sid_of(self, shape: Shape) -> str | None:
        """The shape's SID; None when it cannot be created now (the caller sends numbered text)."""
        name = shape.name
        if name in self._sids:
            return self._sids[name]
        async with self._being_made.setdefault(name, asyncio.Lock()):
            if name not in self._sids and not self._rests(name):
                await self._look_up_or_create(shape)
        return self._sids.get(name)

    async def forget(self, shape: Shape, sid: str) -> None:
        """This SID is gone at Twilio: the next send creates the resource again."""
        if self._sids.get(shape.name) == sid:
            del self._sids[shape.name]
            await self._store.forget(self._account, shape.name, sid)

    def _rests(self, name: str) -> bool:
        return asyncio.get_running_loop().time() < self._resting.get(name, 0.0)

    async def _look_up_or_create(self, shape: Shape) -> None:
        sid = await self._store.find(self._account, shape.name)
        if sid is None:
            try:
                sid = await self._store.remember(self._account, shape.name, await self._create(shape))
            except BotError as error:
                code = error.code if isinstance(error, Refused) else None
                log.warning("content.not_created", shape=shape.name, error=type(error).__name__, code=code)
                self._resting[shape.name] = asyncio.get_running_loop().time() + REST
                return
        self._sids[shape.name] = sid

    async def _create(self, shape: Shape) -> str:
        """Created twice after a lost answer does no harm: the second is used."""
        answer = await self._client.request_async(
            "POST", CONTENT, data=resource_of(shape), headers={"Content-Type": "application/json"}
        )
        try:
            sid = str(json.loads(answer.text)["sid"])
        except (ValueError, KeyError, TypeError) as error:
            raise Unsettled("Twilio's answer about a Content resource is not readable") from error
        log.info("content.created", shape=shape.name, sid=sid)
        return sid
