"""The emulator itself: what the provider's APIs, the phones and the tests all work on."""

import asyncio
from collections.abc import Sequence

from bot.clock import Clock
from bot.whatsapp.emulator.account import Account, Pace
from bot.whatsapp.emulator.callbacks import Callbacks
from bot.whatsapp.emulator.caller import AiohttpCaller
from bot.whatsapp.emulator.diary import Diary
from bot.whatsapp.emulator.errors import ApiError, not_found
from bot.whatsapp.emulator.faults import Faults
from bot.whatsapp.emulator.handset import Handset
from bot.whatsapp.emulator.inbound import (
    Upload,
    Writing,
    form_of,
    shown_of_writing,
    tapped_choice,
    upload_of,
    ware_fields,
)
from bot.whatsapp.emulator.poster import Answer, Keys, OpenClient, Poster
from bot.whatsapp.emulator.records import Json, Message, Phone, Shown, StoredMedia, make_sid
from bot.whatsapp.emulator.replies import texts_in
from bot.whatsapp.emulator.resources import API_VERSION, bubble_json
from bot.whatsapp.emulator.sending import Order, read_order
from bot.whatsapp.emulator.store import Store
from bot.whatsapp.emulator.wares import FindWare, knows_nothing

API_HOST = "https://api.twilio.com"
AFTER_A_START = Pace(3.0, 0.3)  # what was on its way when an earlier life ended: the shop must listen first


class Emulator:
    """One Twilio account with its senders, and any number of phones. Everything is in memory, and bounded.

    With a `diary` it knows what happened before it was last ended, however that was.
    """

    def __init__(  # noqa: PLR0913 - named at the one call that there is
        self,
        *,
        account_sid: str,
        auth_token: str,
        senders: Sequence[str],
        webhook_url: str,
        clock: Clock,
        status: Pace | None = None,
        open_client: OpenClient = AiohttpCaller,
        shared_key: tuple[str, str] | None = None,
        mount: str = "/emulator",
        diary: Diary | None = None,
    ) -> None:
        self.account = Account(account_sid, auth_token, tuple(senders))
        self.webhook_url = webhook_url  # its fragment may hold connection overrides: `#rc=2&rp=5xx,ct`
        self.clock = clock
        self.pace = status or Pace()
        self.mount = mount
        self.faults = Faults()
        self.store = Store()
        self.find_ware: FindWare = knows_nothing  # of the catalog at Meta
        self.is_closed = False
        self.poster = Poster(Keys(auth_token, shared_key), self.store, clock, open_client)
        self.callbacks = Callbacks(self.account, self.store, self.faults, self.poster, clock)
        self._diary = diary
        if diary:
            diary.open(self.store)
            self._carry_on()

    def phone(self, address: str) -> Handset:
        """A contact's phone, to write from and look at."""
        return Handset(self, address)

    def messages_to(self, address: str) -> list[Message]:
        """What the shop sent to this phone, oldest first; failed ones are not there."""
        phone = self.store.find_phone(address)
        gone = {"failed", "undelivered"}
        return [each for each in phone.bubbles if each.from_shop and each.status not in gone] if phone else []

    def texts_to(self, address: str) -> list[str]:
        """Their texts."""
        return [message.shown.text for message in self.messages_to(address)]

    def create_message(self, form: dict[str, str]) -> Message:
        """Accept what the shop sends. Raises ApiError."""
        order = read_order(form, self.account, self.store, self.clock.now(), self.find_ware)
        message = self._add_outbound(order, "outbound-api")
        doom = order.doom or self.faults.failure()
        if doom:
            self.callbacks.fail(message, doom, self.pace)
        else:
            self.callbacks.deliver(message, self.pace)
        return message

    def judge(self, name: str, status: str, *, language: str = "", reason: str = "", category: str = "") -> int:
        """WhatsApp changes its mind about templates whose name begins so; how many those are."""
        judged = 0
        for content in self.store.contents.values():
            asked = content.approval or {}
            if str(asked.get("name", "")).startswith(name) and language in ("", content.language):
                said = {"status": status, "rejection_reason": reason, "category": category or asked.get("category")}
                content.approval = {**asked, **said}
                self.store.noted(content)
                judged += 1
        return judged

    async def write(self, address: str, writing: Writing) -> tuple[Message, list[Answer]]:
        """Something is sent from a phone: to the webhook, `copies` times at the same instant. Raises ApiError."""
        phone = self.store.phone(address)
        sender = self._sender(writing.to)
        choice = tapped_choice(writing, self.store.messages.get(writing.sid or ""))
        upload = upload_of(writing)
        message = self._add_inbound(phone, sender, writing, choice, upload)
        form = form_of(message, writing, choice, phone, self.account) | ware_fields(writing, self.find_ware)
        if self.faults.loses_inbound():
            return message, [Answer(0)]
        return message, await self._deliver(message, list(form.items()), writing.copies)

    def show_typing(self, inbound_sid: str) -> None:
        """“typing…” on the phone; the message that it answers counts as read. Raises ApiError."""
        message = self.store.messages.get(inbound_sid)
        if message is None or message.from_shop:
            raise not_found("/v2/Indicators/Typing.json")
        self.callbacks.move(message, "read")
        self.store.tell(message.contact, {"type": "typing", "sid": inbound_sid})

    def read(self, address: str) -> None:
        """The phone is looked at."""
        self.callbacks.read(address)

    async def settled(self) -> None:
        """Returns when no status is on its way any more."""
        await self.callbacks.settled()

    def end_streams(self) -> None:
        """Whoever watches a phone is let go of."""
        self.is_closed = True
        self.store.wake()

    async def close(self) -> None:
        """Stop everything, open streams too."""
        self.end_streams()
        await self.callbacks.close()
        await self.poster.close()
        if self._diary:
            self._diary.close()

    def _carry_on(self) -> None:
        """Deliver what was on its way."""
        for message in self.store.messages.values():
            if message.from_shop and message.status in {"queued", "sent"}:
                self.callbacks.deliver(message, AFTER_A_START)

    def _sender(self, wanted: str | None) -> str:
        if wanted and wanted not in self.account.senders:
            raise ApiError(400, 20422, f"{wanted} is none of the shop's numbers")
        return wanted or self.account.senders[0]

    def _add_inbound(
        self, phone: Phone, sender: str, writing: Writing, choice: Json | None, upload: Upload | None
    ) -> Message:
        message_sid = make_sid("MM" if upload else "SM")
        media = self._keep_file(message_sid, upload) if upload else None
        shown = shown_of_writing(writing, choice, media, self.find_ware)
        message = self._message(message_sid, phone.address, sender, "inbound", shown)
        message.quote = (writing.sid if choice else None) or writing.quote
        message.tapped = choice["id"] if choice else None
        if media:
            message.media_sids = (media["sid"],)
        phone.last_inbound_at[sender] = message.created_at
        self._show(message)
        return message

    def _add_outbound(self, order: Order, direction: str) -> Message:
        sid = make_sid("MM" if order.shown.media else "SM")
        contact = self.store.reached_at(order.to)
        message = self._message(sid, contact, order.sender, direction, order.shown)
        message.sent_to = order.to
        message.service_sid, message.callback_url = order.service_sid, order.callback_url
        message.is_template = order.is_template
        self._show(message)
        return message

    def _message(self, sid: str, contact: str, sender: str, direction: str, shown: Shown) -> Message:
        now = self.clock.now()
        status = "received" if direction == "inbound" else "queued"
        sent_at = now if direction == "inbound" else None
        return Message(
            sid, self.store.next_seq(), contact, sender, direction, status, shown, now, now, sent_at=sent_at
        )

    def _show(self, message: Message) -> None:
        self.store.add_message(message)
        self.store.tell(message.contact, {"type": "message", "message": bubble_json(message)}, message.seq)

    def _keep_file(self, message_sid: str, upload: Upload) -> Json:
        media = StoredMedia(make_sid("ME"), message_sid, upload.content_type, upload.data, self.clock.now())
        self.store.add_media(media)
        path = f"/{API_VERSION}/Accounts/{self.account.sid}/Messages/{message_sid}/Media/{media.sid}"
        return {
            "url": f"{self.mount}/media/{media.sid}",
            "content_type": media.content_type,
            "sid": media.sid,
            "provider_url": API_HOST + path,
        }

    async def _deliver(self, message: Message, form: list[tuple[str, str]], copies: int) -> list[Answer]:
        posts = (self.poster.post("message", self.webhook_url, form) for _ in range(copies))
        answers = await asyncio.gather(*posts)
        for text in texts_in(answers[0]):
            order = Order(message.contact, message.sender, None, Shown("text", text), False, "", None)
            self.callbacks.deliver(self._add_outbound(order, "outbound-reply"), self.pace)
        return answers
