"""The world around the measured server: shoppers who take the quiz, and the provider that receives the replies."""

import asyncio
import base64
import hashlib
import hmac
import itertools
import json
import time
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlencode

import aiohttp
from aiohttp import web

ANSWERS = ["open the bench quiz", "Kitchen", "Calm", "Medium", "Green", "50", "no plastic please"]
SENDER = "+15550100000"
ACCOUNT = "AC" + "1" * 32


@dataclass
class World:
    """Shoppers and provider in one process, so that a reply ends the wait of the one who asked."""

    token: str
    webhook: str
    signed_url: str
    latencies: list[float] = field(default_factory=list)
    waiting: dict[str, "asyncio.Future[str]"] = field(default_factory=dict)
    sids: "itertools.count[int]" = field(default_factory=itertools.count)

    async def serve_provider(self, port: int) -> web.AppRunner:
        app = web.Application()
        app.router.add_post("/2010-04-01/Accounts/{sid}/Messages.json", self.take_message)
        app.router.add_get("/2010-04-01/Accounts/{sid}/Messages.json", self.list_messages)
        app.router.add_post("/v1/Content", self.take_content)
        app.router.add_post("/v2/Indicators/Typing.json", self.take_typing)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port).start()
        return runner

    async def take_message(self, request: web.Request) -> web.Response:
        form = dict(parse_qsl((await request.read()).decode(), keep_blank_values=True))
        said = form.get("Body") or form.get("ContentVariables", "")
        future = self.waiting.pop(form["To"], None)
        if future is not None and not future.done():
            future.set_result(said)
        sid = f"SM{next(self.sids):032x}"
        return web.json_response({"sid": sid, "status": "queued", "to": form["To"]}, status=201)

    async def list_messages(self, _request: web.Request) -> web.Response:
        return web.json_response({"messages": [], "next_page_uri": None, "page": 0, "page_size": 50})

    async def take_content(self, request: web.Request) -> web.Response:
        body = await request.json()
        sid = "HX" + hashlib.md5(json.dumps(body, sort_keys=True).encode()).hexdigest()
        return web.json_response({"sid": sid, "friendly_name": body.get("friendly_name"), **body}, status=201)

    async def take_typing(self, _request: web.Request) -> web.Response:
        return web.json_response({"success": True})

    async def say(self, http: aiohttp.ClientSession, phone: str, text: str, patience: float = 30) -> float:
        """Send one message and wait for the reply to it at the provider; answers the seconds between."""
        address = f"whatsapp:{phone}"
        form = form_of(f"SM{time.monotonic_ns():016x}{next(self.sids):016x}", address, text)
        body = urlencode(form)
        future: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self.waiting[address] = future
        began = time.perf_counter()
        headers = {
            "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
            "X-Twilio-Signature": sign(self.signed_url, form, self.token),
        }
        async with http.post(self.webhook, data=body, headers=headers) as answer:
            if answer.status != 200:
                raise RuntimeError(f"webhook answered {answer.status}")
        await asyncio.wait_for(future, patience)
        return time.perf_counter() - began

    async def take_quizzes(self, shoppers: int, quizzes: int, first: int) -> None:
        """That many shoppers at a time, each taking quiz after quiz without a pause."""
        numbers = iter(range(first, first + quizzes))

        async def shop(http: aiohttp.ClientSession) -> None:
            for number in numbers:
                for text in ANSWERS:
                    self.latencies.append(await self.say(http, f"+1415{number:07d}", text))

        async with _session() as http:
            await asyncio.gather(*(shop(http) for _ in range(shoppers)))

    async def arrive_at(self, rate: float, seconds: float, first: int) -> None:
        """Turns at a steady rate, whatever the answers take: each shopper takes the quiz once."""
        async with _session() as http:
            started = asyncio.get_running_loop().time()
            tasks: list[asyncio.Task[None]] = []
            for number in range(int(rate * seconds / len(ANSWERS))):
                start = started + number * len(ANSWERS) / rate
                tasks.append(asyncio.create_task(self._quiz_at(http, start, rate, first + number)))
            await asyncio.gather(*tasks)

    async def _quiz_at(self, http: aiohttp.ClientSession, start: float, rate: float, number: int) -> None:
        loop = asyncio.get_running_loop()
        for place, text in enumerate(ANSWERS):
            await asyncio.sleep(max(0.0, start + place * 1.0 + (number % 7) / rate - loop.time()))
            self.latencies.append(await self.say(http, f"+1415{number:07d}", text))


def sign(url: str, form: list[tuple[str, str]], token: str) -> str:
    """X-Twilio-Signature, by the book."""
    told = url + "".join(name + value for name, value in sorted(form))
    return base64.b64encode(hmac.new(token.encode(), told.encode(), hashlib.sha1).digest()).decode()


def _session() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))


def form_of(sid: str, address: str, text: str) -> list[tuple[str, str]]:
    """What Twilio posts when a message comes in."""
    phone = address.removeprefix("whatsapp:")
    context = {"ProfileName": "Amina", "WaId": phone[1:]}
    return [
        ("ExternalUserId", f"whatsapp:US.{phone[1:]}"),
        ("SmsMessageSid", sid),
        ("NumMedia", "0"),
        ("ProfileName", "Amina"),
        ("MessageType", "text"),
        ("SmsSid", sid),
        ("WaId", phone[1:]),
        ("SmsStatus", "received"),
        ("Body", text),
        ("To", f"whatsapp:{SENDER}"),
        ("NumSegments", "1"),
        ("ReferralNumMedia", "0"),
        ("MessageSid", sid),
        ("AccountSid", ACCOUNT),
        ("From", address),
        ("ApiVersion", "2010-04-01"),
        ("ChannelMetadata", json.dumps({"type": "whatsapp", "data": {"context": context}})),
    ]
