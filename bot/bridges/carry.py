"""Carries what happens here into Chatwoot: who waits, with what was said before, and what they write from then on."""

import asyncio
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from bot.bridges.agent import find_bridge_agent
from bot.bridges.chatwoot import Chatwoot
from bot.bridges.history import read_history, words_of
from bot.bridges.setup import CHATWOOT
from bot.clock import Clock
from bot.errors import TryAgain
from bot.hooks import queries
from bot.hooks.bodies import Delivery
from bot.hooks.events import CLOSED, OPENED, RECEIVED
from bot.media.folder import MediaFolder
from bot.storage.columns import to_micros
from bot.storage.database import Database
from bot.storage.transactions import Row

PATIENCE = timedelta(minutes=2) // timedelta(microseconds=1)  # how long a file may take to be fetched


@dataclass(frozen=True)
class Carrier:
    """Deliveries of one conversation come one after the other, in order."""

    database: Database
    clock: Clock
    api: Chatwoot
    folder: MediaFolder

    async def carry(self, delivery: Delivery) -> None:
        """Raises TryAgain."""
        if delivery.event == OPENED:
            await self._open(delivery)
        elif delivery.event == CLOSED:
            await self._close(delivery)
        elif delivery.event == RECEIVED:
            await self._forward(delivery)
        else:
            await self._mirror(delivery)

    async def _open(self, delivery: Delivery) -> None:
        """Somebody waits: the history as a note, their newest message as theirs."""
        contact_id, handoff_id = delivery.contact_id, int(delivery.subject)
        person, thread = await self._row(queries.PERSON, contact_id), await self._thread(contact_id)
        if person is None or (thread is not None and thread[2] >= handoff_id):
            return
        name, given_name, _, address, _ = person
        remote = await self.api.find_conversation(contact_id, given_name or name, address)
        async with self.database.write() as tx:
            await tx.run(queries.KEEP_THREAD, CHATWOOT, contact_id, remote, to_micros(self.clock.now()))
        async with self.database.read() as tx:
            history = await read_history(tx, contact_id)
            why = await tx.row(queries.HANDOFF, handoff_id, contact_id)
        await self.api.set_status(remote, "open")
        reason = f"Asked for a person ({why[1]})." if why else "Asked for a person."
        await self.api.say(remote, "\n".join([reason, *history.lines]), private=True)
        if history.newest_id:
            await self.api.say(remote, words_of(history.newest) or "…")
        async with self.database.write() as tx:
            await tx.run(queries.REACHED, CHATWOOT, contact_id, history.newest_id)
            await tx.run(queries.TOLD_OF, CHATWOOT, contact_id, handoff_id)

    async def _close(self, delivery: Delivery) -> None:
        """Ended here: ended there. What was ended there is so already."""
        thread = await self._thread(delivery.contact_id)
        async with self.database.read() as tx:
            ours = await find_bridge_agent(tx)
        if thread is not None and (ours is None or delivery.detail.get("agent_id") != ours.id):
            await self.api.set_status(thread[0], "resolved")

    async def _forward(self, delivery: Delivery) -> None:
        """A message of somebody whom people have."""
        thread = await self._thread(delivery.contact_id)
        person = await self._row(queries.PERSON, delivery.contact_id)
        heard = await self._row(queries.HEARD, delivery.subject, delivery.contact_id)
        if thread is None or person is None or heard is None or person[4] == "bot" or heard[0] <= thread[1]:
            return
        said = json.loads(heard[1])
        if said.get("media"):
            await self._give_file(thread[0], delivery.contact_id, said, heard[2])
        else:
            await self.api.say(thread[0], words_of(said) or "…")
        async with self.database.write() as tx:
            await tx.run(queries.REACHED, CHATWOOT, delivery.contact_id, heard[0])

    async def _give_file(self, remote: int, contact_id: int, said: dict[str, Any], at: int) -> None:
        """The file itself, once it has been fetched; words when it cannot be."""
        file = await self._row(queries.FILE_OF, contact_id, said.get("provider_id", ""))
        if file is not None and file[0] == "waiting" and to_micros(self.clock.now()) < at + PATIENCE:
            raise TryAgain("the file is still being fetched")
        path = self.folder.path_of(file[2]) if file is not None and file[0] == "kept" else None
        if file is None or path is None or not path.exists():
            await self.api.say(remote, words_of(said) or "(a file that could not be fetched)")
            return
        body = await asyncio.to_thread(path.read_bytes)
        name = f"{said.get('kind', 'file')}.{file[1].rpartition('/')[2]}"
        await self.api.give(remote, str(said.get("text", "")), name, file[1], body)

    async def _mirror(self, delivery: Delivery) -> None:
        """What an agent wrote here, as a note there; what came from there is there already."""
        thread = await self._thread(delivery.contact_id)
        row = await self._row(queries.SAID, int(delivery.subject), delivery.contact_id)
        if thread is None or row is None or row[2] != "agent":
            return
        async with self.database.read() as tx:
            ours = await find_bridge_agent(tx)
        if ours is None or row[7] != ours.id:
            text = json.loads(row[1]).get("text", "") or "(file)"
            await self.api.say(thread[0], f"{row[8] or 'Agent'} in Shopclerk: {text}", private=True)

    async def _thread(self, contact_id: int) -> Row | None:
        return await self._row(queries.FIND_THREAD, CHATWOOT, contact_id)

    async def _row(self, sql: str, *args: Any) -> Row | None:
        async with self.database.read() as tx:
            return await tx.row(sql, *args)
