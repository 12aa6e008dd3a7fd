"""A shop with templates of its own, and what a journey does with them: entries that name one."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot.clock import ManualClock
from bot.outbox.content import Choice, Content, Template
from bot.outbox.entries import NewEntry
from bot.outbox.queries import add_entries
from bot.understanding.references import Reference, sign
from bot.whatsapp.emulator.handset import Handset
from tests.stories.shop import SENDER, Shop, open_shop

ENGLISH = """
templates:
  order_paid:
    category: utility
    header: Order {order_number}
    body: Hi {first_name}, thank you! Your order over {total} is paid, and we pack it for you today.
    footer: Mallo
    buttons:
      - quick_reply: Where is it?
      - {url: "https://shop.example.com/orders/{path}", title: See the order}
    variables:
      first_name: Amina
      order_number: "1001"
      total: {type: money, sample: $49.00}
      path: {type: url, sample: abc123}
  new_in:
    category: marketing
    body: Something new has come in that you may like, {first_name}, and it is here today.
    variables: {first_name: Amina}
"""
KOREAN = """
language: ko
templates:
  order_paid:
    header: 주문 {order_number}
    body: 안녕하세요 {first_name} 님, 감사합니다! 금액 {total} 결제가 잘 끝났고 오늘 바로 포장을 시작합니다.
    footer: Mallo
    buttons: [어디까지 왔나요?, 주문 보기]
"""
VALUES = {"first_name": "Amina", "order_number": "1001", "total": "$49.00", "path": "x1"}
TWIN = "Thank you Amina! Order 1001 is paid."


@asynccontextmanager
async def open_with_templates(
    database_url: str, clock: ManualClock, folder: Path, *, english: str = ENGLISH, **given: Any
) -> AsyncIterator[Shop]:
    """With the two files in the shop's own folder."""
    folder.mkdir(exist_ok=True)
    (folder / "templates.yml").write_text(english)
    (folder / "ko.templates.yml").write_text(KOREAN)
    async with open_shop(database_url, clock, flows_dir=str(folder), **given) as shop:
        yield shop


async def plans(shop: Shop, phone: Handset, key: str, name: str = "order_paid", **more: Any) -> None:
    """A journey writes down what it wants sent: a template by its name, and its free-form twin."""
    [(contact_id, epoch)] = await shop.rows(
        "select c.contact_id, c.epoch from conversation c join handle h on h.contact_id = c.contact_id "
        "where h.value = $1",
        phone.address,
    )
    language, variables = more.pop("language", "en"), more.pop("variables", VALUES)
    track = Choice(sign(Reference("", "", "where is my order"), shop.wiring.keys[0]), "Where is it?")
    content = Content(
        text=more.pop("twin", TWIN),
        choices=(track,),
        template=Template(name, language, variables),
        utter="utter_paid",
    )
    entry = NewEntry(key, contact_id, SENDER, phone.address, content, epoch, "template", shop.clock.now(), **more)
    async with shop.wiring.database.write() as tx:
        await add_entries(tx, [entry])
    await shop.settles()


async def is_told(shop: Shop) -> tuple[str, str]:
    """Status and reason of the newest entry."""
    [(status, reason)] = await shop.rows("select status, reason from outbox order by id desc limit 1")
    return str(status), str(reason)


async def met(shop: Shop, address: str = "+821012345678") -> Handset:
    """A contact who wrote once, and not for more than a day since."""
    phone = shop.phone(address)
    await shop.hears(phone, "hi")
    await shop.passes(hours=25)
    return phone
