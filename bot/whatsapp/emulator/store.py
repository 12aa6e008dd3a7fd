"""The emulator's memory: everything that happened, bounded, with one counter that orders it all."""

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable
from hashlib import sha256
from itertools import count
from typing import TypeVar

from phonenumbers import NumberParseException, parse, region_code_for_country_code

from bot.whatsapp.emulator.records import ContentResource, Json, Message, Phone, StoredMedia

MAX_MESSAGES = 20_000
MAX_PHONES = 20_000
MAX_MEDIA_BYTES = 64 * 1024 * 1024
MAX_CONTENTS = 5_000
MAX_LOG = 500
MAX_NEWS = 2_000

Value = TypeVar("Value")


class Store:
    """Oldest things are forgotten first."""

    def __init__(self) -> None:
        self.messages: OrderedDict[str, Message] = OrderedDict()
        self.contents: OrderedDict[str, ContentResource] = OrderedDict()
        self.media: OrderedDict[str, StoredMedia] = OrderedDict()
        self.phones: OrderedDict[str, Phone] = OrderedDict()
        self.log: deque[Json] = deque(maxlen=MAX_LOG)
        self.seq = 0
        self._numbers = count(1)
        self._media_bytes = 0
        self._news: deque[tuple[int, str, Json]] = deque(maxlen=MAX_NEWS)
        self._changed = asyncio.Event()
        self.noted: Callable[[Message | ContentResource | StoredMedia | Phone | str], None] = _forget

    def everything(self) -> Iterable[Message | ContentResource | StoredMedia | Phone]:
        """All that is worth keeping, what refers to something else after it."""
        yield from self.phones.values()
        yield from self.contents.values()
        yield from self.media.values()
        yield from self.messages.values()

    def recall_message(self, message: Message) -> None:
        """A message of an earlier life, or what has become of it since."""
        phone = self.phone(message.contact)
        known = self.messages.get(message.sid)
        if known is not None:
            phone.bubbles[phone.bubbles.index(known)] = message
        else:
            phone.bubbles.append(message)
        self.messages[message.sid] = message
        if not message.from_shop:
            phone.last_inbound_at[message.sender] = message.created_at
        elif message.status == "read":
            phone.seen_seq = max(phone.seen_seq, message.seq)
        if message.seq > self.seq:
            self.seq = message.seq
            self._numbers = count(message.seq + 1)

    def next_seq(self) -> int:
        """The number of what happens now."""
        self.seq = next(self._numbers)
        return self.seq

    def find_phone(self, address: str) -> Phone | None:
        """The phone, if it was ever heard of."""
        return self.phones.get(address)

    def reached_at(self, address: str) -> str:
        """Whose phone rings at this address: a BSUID may belong to somebody with a number."""
        if address.startswith("+") or address in self.phones:
            return address
        return next((phone.address for phone in self.phones.values() if phone.bsuid == address), address)

    def phone(self, address: str) -> Phone:
        """The phone; a new one when it was never heard of."""
        known = self.phones.get(address)
        if known is None:
            bsuid = bsuid_for(address) if address.startswith("+") else address
            known = Phone(address, name="", bsuid=bsuid)
            _keep(self.phones, address, known, MAX_PHONES)
        return known

    def add_message(self, message: Message) -> None:
        """Keep a message and show it on its phone."""
        _keep(self.messages, message.sid, message, MAX_MESSAGES)
        self.phone(message.contact).bubbles.append(message)
        self.noted(message)

    def add_content(self, content: ContentResource) -> None:
        """Keep a Content resource."""
        _keep(self.contents, content.sid, content, MAX_CONTENTS)
        self.noted(content)

    def add_media(self, media: StoredMedia) -> None:
        """Keep a file; the oldest go when there are too many bytes."""
        self.media[media.sid] = media
        self._media_bytes += len(media.data)
        while self._media_bytes > MAX_MEDIA_BYTES and len(self.media) > 1:
            self._media_bytes -= len(self.media.popitem(last=False)[1].data)
        self.noted(media)

    def drop_media(self, sid: str) -> None:
        """Forget a file."""
        if (media := self.media.pop(sid, None)) is not None:
            self._media_bytes -= len(media.data)
            self.noted(sid)

    def tell(self, address: str, news: Json, seq: int | None = None) -> None:
        """Something changed on a phone: wake everybody who watches."""
        self._news.append((seq or self.next_seq(), address, news))
        self.wake()

    def wake(self) -> None:
        """Let everybody who waits look again."""
        self._changed.set()
        self._changed = asyncio.Event()

    def news_since(self, address: str, seq: int) -> list[tuple[int, Json]] | None:
        """What happened on a phone after `seq`; None when that was too long ago to say, or before our time."""
        oldest = self._news[0][0] if self._news else self.seq + 1
        if seq > self.seq or (len(self._news) == MAX_NEWS and seq < oldest - 1):
            return None
        return [(number, news) for number, whose, news in self._news if number > seq and whose == address]

    async def changes(self) -> None:
        """Returns after the next change."""
        await self._changed.wait()

    def newest_first(self) -> Iterable[Message]:
        """All messages."""
        return reversed(self.messages.values())


def _forget(_thing: object) -> None:
    """Where nothing is written down."""


def bsuid_for(phone: str) -> str:
    """The business-scoped user id of somebody with this number: the same whenever we are asked."""
    digits = str(int(sha256(phone.encode()).hexdigest(), 16))[:16]
    try:
        region = region_code_for_country_code(parse(phone).country_code or 1)
    except NumberParseException:
        region = "US"
    return f"{region if len(region) == 2 and region.isalpha() else 'US'}.{digits}"


def _keep(among: "OrderedDict[str, Value]", key: str, value: Value, most: int) -> None:
    among[key] = value
    if len(among) > most:
        among.popitem(last=False)
