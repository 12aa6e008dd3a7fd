"""A store that tells of its orders: one process of Shopclerk on one core, knocked at by this process from another.

Bodies are made and signed before the clock starts. They are as large as Shopify's own (about 6 KB), and each order is
of somebody who is new, which is the dearest case.
"""

import asyncio
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import aiohttp
import psutil

from benchmarks.load import ACCOUNT, SENDER
from benchmarks.turns import TOKEN, cpu_seconds, free_port, running
from bot.clock import SystemClock
from bot.storage.database import Database
from bot.stores.signature import sign_body
from catalog.sync.tables import Source
from tests.stories.bought import BIG, shopify_order

SECRET = "a-secret-for-measuring"
STORE = "kettles.example.com"
PATH = "/webhooks/shopify"
LEFT = "select (select count(*) from store_event where state = 0), (select count(*) from inbox_event where state = 0)"
IN_AN_HOUR = "update store_event set due_at = due_at + 3600000000 where state = 0"
NOW = "update store_event set due_at = due_at - 3600000000 where state = 0"


UNREAD = (
    "app_id browser_ip business_entity_id cancel_reason checkout_id client_details closed_at company "
    "confirmation_number confirmed contact_email current_subtotal_price current_total_tax device_id "
    "estimated_taxes landing_site landing_site_ref location_id merchant_business_entity_id note po_number "
    "original_total_additional_fees_set reference referring_site source_identifier source_name source_url "
    "tags tax_exempt tax_lines taxes_included test token total_outstanding total_tip_received total_weight"
)


@dataclass
class Knocking:
    """Webhooks at a steady rate: seconds of each answer, and by how much it was sent too late by a busy generator."""

    answers: list[float] = field(default_factory=list)
    sent_late: list[float] = field(default_factory=list)
    rate: float = 0  # answered in a second
    cpu_ms: float = 0  # of the server, for each


@dataclass
class Handling:
    """What became of them afterwards, in a process that does nothing else."""

    rate: float = 0
    cpu_ms: float = 0


def pin(process: psutil.Process, core: int) -> None:
    """Keep a process and its children on one core, where the system can and there is another."""
    if hasattr(process, "cpu_affinity") and (os.cpu_count() or 1) > 1:
        for each in (process, *process.children(recursive=True)):
            each.cpu_affinity([core])


@contextmanager
def shopclerk(url: str, *words: str, port: int = 0) -> Iterator[psutil.Process]:
    """`shopclerk WORDS`, on the first core."""
    here = psutil.Process()
    port = port or free_port()
    environment = {
        **os.environ,
        "SHOPCLERK_DATABASE_URL": url,
        "SHOPCLERK_PUBLIC_URL": f"http://127.0.0.1:{port}",
        "SHOPCLERK_TWILIO_ACCOUNT_SID": ACCOUNT,
        "SHOPCLERK_TWILIO_AUTH_TOKEN": TOKEN,
        "SHOPCLERK_WHATSAPP_SENDERS": SENDER,
        "SHOPCLERK_TWILIO_API_URL": "http://127.0.0.1:9",
        "SHOPCLERK_SHOPIFY_SECRETS": SECRET,
        "SHOPCLERK_LOG_LEVEL": "error",
    }
    where = ["--port", str(port)] if words != ("work",) else []
    pin(here, 0)  # a child begins where its parent is, its threads too
    with running([sys.executable, "-m", "bot", *words, *where], environment) as process:
        pin(here, 1)
        yield psutil.Process(process.pid)


async def add_store(database: Database) -> None:
    """The catalog follows this store: without that its orders are put aside unread."""
    async with database.session() as session:
        now = SystemClock().now()
        session.add(Source(name="kettles", kind="shopify", address=STORE, currency="USD", added_at=now))


def knock_of(number: int) -> tuple[bytes, dict[str, str]]:
    """Body and headers of one delivery."""
    body = json.dumps(order_of(number)).encode()
    return body, {
        "Content-Type": "application/json",
        "User-Agent": "Shopify-Captain-Hook",
        "X-Shopify-API-Version": "2026-10",
        "X-Shopify-Topic": "orders/create",
        "X-Shopify-Shop-Domain": STORE,
        "X-Shopify-Webhook-Id": f"{time.time_ns()}-{number}",
        "X-Shopify-Event-Id": f"event-{time.time_ns()}-{number}",
        "X-Shopify-Triggered-At": datetime.now(UTC).isoformat(),
        "X-Shopify-Hmac-Sha256": sign_body(body, SECRET.encode()).decode(),
    }


def order_of(number: int) -> dict[str, Any]:
    """An order with everything that Shopify puts around what anybody reads."""
    phone, email = f"+1415{5_000_000 + number:07d}", f"a{number}@x.example"
    order = shopify_order(number, datetime.now(UTC), phone=phone, email=email)
    names = ("subtotal_price", "total_discounts", "total_price", "total_line_items_price", "total_shipping_price")
    sets = {f"{name}_set": money(order.get(name, "96.00")) for name in (*names, "total_tax", "current_total_price")}
    address = order["shipping_address"] | {
        "address1": "1 Telegraph Ave", "address2": None, "zip": "94607", "province": "California", "company": None,
        "country": "United States", "latitude": 37.8, "longitude": -122.2, "name": "Amina Yusuf",
        "province_code": "CA",
    }  # fmt: skip
    rest = dict.fromkeys(UNREAD.split())
    lines = [
        line
        | {"price_set": money(line["price"]), "total_discount_set": money("0.00"), "properties": [], "grams": 900}
        | {"tax_lines": [{"title": "CA", "price": "7.00", "rate": 0.0725, "price_set": money("7.00")}] * 2}
        | {"discount_allocations": [], "duties": [], "vendor": "Lumen", "fulfillment_service": "manual"}
        for line in order["line_items"]
    ]
    customer = {"id": BIG + number, "email": email, "phone": phone, "first_name": "Amina", "last_name": "Yusuf",
                "default_address": address, "state": "disabled", "tags": "", "currency": "USD", "note": None,
                "email_marketing_consent": {"state": "not_subscribed", "opt_in_level": "single_opt_in"},
                "admin_graphql_api_id": f"gid://shopify/Customer/{BIG + number}"}  # fmt: skip
    whose = {"customer": customer, "shipping_address": address, "billing_address": address}
    return rest | order | sets | whose | {"line_items": lines, "order_status_url": f"https://{STORE}/{'k' * 80}"}


def money(amount: str) -> dict[str, Any]:
    one = {"amount": amount, "currency_code": "USD"}
    return {"shop_money": one, "presentment_money": one}


async def knock(port: int, rate: float, seconds: float, first: int, process: psutil.Process) -> Knocking:
    """Orders at a steady rate, whatever the answers take."""
    found, told = Knocking(), [knock_of(first + number) for number in range(int(rate * seconds))]
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as http:
        before, began, tasks = cpu_seconds(process), time.perf_counter(), []
        for number, each in enumerate(told):
            at = began + number / rate
            if (wait := at - time.perf_counter()) > 0:
                await asyncio.sleep(wait)
            tasks.append(asyncio.create_task(tell(http, port, *each, at, found)))
        await asyncio.gather(*tasks)
    found.rate = len(found.answers) / (time.perf_counter() - began)
    found.cpu_ms = (cpu_seconds(process) - before) / len(found.answers) * 1000
    return found


async def tell(
    http: aiohttp.ClientSession, port: int, body: bytes, headers: dict[str, str], at: float, found: Knocking
) -> None:
    began = time.perf_counter()
    found.sent_late.append(began - at)
    async with http.post(f"http://127.0.0.1:{port}{PATH}", data=body, headers=headers) as answer:
        assert answer.status == 200, answer.status
    found.answers.append(time.perf_counter() - began)


async def until_ready(port: int) -> None:
    said = "nothing"
    async with aiohttp.ClientSession() as http:
        for _ in range(300):
            try:
                async with http.get(f"http://127.0.0.1:{port}/readyz") as answer:
                    if answer.status == 200:
                        return
                    said = await answer.text()
            except aiohttp.ClientConnectionError:
                pass
            await asyncio.sleep(0.2)
    raise RuntimeError(f"the server is not ready: {said}")


async def at_the_door(url: str, database: Database, rate: float, seconds: float) -> Knocking:
    """Webhooks at a process that only keeps them, and that is killed after the last answer: none may be missing."""
    port = free_port()
    with shopclerk(url, "serve", port=port) as process:
        await until_ready(port)
        warm = await knock(port, 50, 1, 10, process)
        found = await knock(port, rate, seconds, 1000, process)
        process.kill()
        process.wait()
    async with database.read() as tx:
        row = await tx.row(LEFT)
    assert row is not None
    assert row[0] == len(warm.answers) + len(found.answers), f"{row[0]} kept after {len(found.answers)} answers"
    return found


async def handled(url: str, database: Database) -> Handling:
    """What was kept at the door, recorded by a process that only works, with the turns that come of it."""
    async with database.write() as tx:
        await tx.run(IN_AN_HOUR)
    with shopclerk(url, "work") as process:
        await quiet(process)
        before, began = cpu_seconds(process), time.perf_counter()
        async with database.write() as tx:
            count = await tx.run(NOW)
        await until_handled(database, 900)
        return Handling(count / (time.perf_counter() - began), (cpu_seconds(process) - before) / max(count, 1) * 1000)


async def quiet(process: psutil.Process) -> None:
    """Until a process that has started does next to nothing."""
    await asyncio.sleep(3)
    while True:
        before = cpu_seconds(process)
        await asyncio.sleep(2)
        if cpu_seconds(process) - before < 0.2:
            return


async def until_handled(database: Database, patience: float) -> float:
    """Until no webhook and no event waits; how many seconds that took."""
    began = time.perf_counter()
    while time.perf_counter() - began < patience:
        async with database.read() as tx:
            row = await tx.row(LEFT)
        if row and not row[0] and not row[1]:
            return time.perf_counter() - began
        await asyncio.sleep(0.25)
    raise RuntimeError(f"still waiting after {patience} s: {row}")
