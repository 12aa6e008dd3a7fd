"""A message's way: queued → sent → delivered → read, or failed; each step told to its StatusCallback.

Twilio docs, "Outbound Message Status in Status Callbacks". There is no callback for the first status.
"""

import asyncio
from collections.abc import Coroutine
from typing import Any

from bot.clock import Clock
from bot.whatsapp.addresses import channel_address
from bot.whatsapp.emulator.account import Account, Pace
from bot.whatsapp.emulator.errors import words_of
from bot.whatsapp.emulator.faults import Faults
from bot.whatsapp.emulator.poster import Poster
from bot.whatsapp.emulator.records import RANK, Message
from bot.whatsapp.emulator.resources import API_VERSION
from bot.whatsapp.emulator.store import Store

Form = list[tuple[str, str]]


class Callbacks:
    """Moves messages on in the background and tells the shop."""

    def __init__(self, account: Account, store: Store, faults: Faults, poster: Poster, clock: Clock) -> None:
        self._account = account
        self._store = store
        self._faults = faults
        self._poster = poster
        self._clock = clock
        self._running: set[asyncio.Task[None]] = set()

    def deliver(self, message: Message, pace: Pace) -> None:
        """Send it to the phone."""
        self._start(self._travel(message, [("sent", pace.sent), ("delivered", pace.delivered)]))

    def fail(self, message: Message, code: int, pace: Pace) -> None:
        """Report that it was not delivered after all."""
        self._start(self._travel(message, [("failed", pace.sent)], code))

    def read(self, address: str) -> None:
        """The phone is looked at: what has been delivered is read, what is on its way will be."""
        phone = self._store.phone(address)
        phone.seen_seq = self._store.seq
        for message in phone.bubbles:
            if message.from_shop and message.status == "delivered":
                self._start(self._travel(message, [("read", 0)]))

    def move(self, message: Message, status: str, code: int | None = None) -> bool:
        """Take a step, never back; whether it was one."""
        if RANK[status] <= RANK[message.status]:
            return False
        message.status, message.error_code = status, code
        message.updated_at = self._clock.now()
        if status == "sent":
            message.sent_at = message.updated_at
        self._store.noted(message)
        error = {"code": code, "message": words_of(code)} if code else None
        self._store.tell(message.contact, {"type": "status", "sid": message.sid, "status": status, "error": error})
        return True

    async def settled(self) -> None:
        """Returns when nothing is on its way any more."""
        while self._running:
            await asyncio.gather(*self._running, return_exceptions=True)
            await asyncio.sleep(0)  # from Python 3.12 on, gather does not wait for the callbacks of what has ended

    async def close(self) -> None:
        """Stop where it stands."""
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._running.add(task)
        task.add_done_callback(self._running.discard)

    async def _travel(self, message: Message, steps: list[tuple[str, float]], code: int | None = None) -> None:
        mode = self._faults.statuses
        held: list[Form] = []
        for status, seconds in steps:
            await asyncio.sleep(seconds)
            if not self.move(message, status, code):
                continue
            form = self._form(message)
            if mode == "reversed":
                held.insert(0, form)
            else:
                await self._tell(message, form, {"none": 0, "doubled": 2}.get(mode, 1))
        for form in held:
            await self._tell(message, form, 1)
        if message.status == "delivered" and message.seq <= self._store.phone(message.contact).seen_seq:
            await self._travel(message, [("read", 0)])

    async def _tell(self, message: Message, form: Form, times: int) -> None:
        for _ in range(times if message.callback_url else 0):
            await self._poster.post("status", message.callback_url, form)

    def _form(self, message: Message) -> Form:
        to = channel_address(message.address)
        form = {
            "AccountSid": self._account.sid,
            "ApiVersion": API_VERSION,
            "ChannelInstallSid": "XE" + self._account.sid[2:],
            "ChannelPrefix": "whatsapp",
            "ChannelToAddress": message.address,
            "From": channel_address(message.sender),
            "MessageSid": message.sid,
            "MessageStatus": message.status,
            "SmsSid": message.sid,
            "SmsStatus": message.status,
            "To": to,
        }
        if message.service_sid:
            form["MessagingServiceSid"] = message.service_sid
        if message.status in {"delivered", "read"}:
            bsuid = self._store.phone(message.contact).bsuid
            form |= {"EventType": message.status.upper(), "ExternalUserId": channel_address(bsuid)}
        if message.error_code:
            form |= {"ErrorCode": str(message.error_code), "ChannelStatusMessage": words_of(message.error_code)}
        return list(form.items())
