"""What agents say: words, files, products, templates. Each with a key of the page's, so that twice is once."""

import json
from typing import Any

from pydantic import BaseModel, Field, model_validator
from starlette.requests import Request

from bot.console.desk import Desk
from bot.console.faults import NotFound, WrongInput
from bot.console.inbox.changes import changing
from bot.console.inbox.shopthings import For, cart_link, coupon, product_card
from bot.console.inbox.thread import find_item, get_seen
from bot.console.inbox.uploads import give
from bot.console.inbox.values import Id, Words
from bot.console.inbox.wordings import check_template
from bot.console.routes import Route
from bot.handoff import say as saying
from bot.outbox.content import Content, Template
from bot.rewards.queries import find_coupon
from bot.staff.agents import Agent
from bot.staff.audit import note_deed
from bot.storage.transactions import Tx

MOST_TEXT = 4_096
QUOTED = 120  # characters
_KEY = Field(min_length=8, max_length=64, pattern=r"^[\w-]+$")
GET_TEXT = {
    "in": "select body from inbox_event where id = $1 and contact_id = $2 and kind = 'message'",
    "out": "select content from outbox where id = $1 and contact_id = $2",
}


class Send(BaseModel):
    """At least one of text, file or product. `quote` is the id of an item that it replies to."""

    key: str = _KEY
    text: Words = Field(default="", max_length=MOST_TEXT)
    media_id: Id | None = None
    product: Words = Field(default="", max_length=200)
    quote: str = Field(default="", pattern=r"^((in|out):\d{1,15})?$")
    undo: bool = True

    @model_validator(mode="after")
    def _says_something(self) -> "Send":
        if not (self.text.strip() or self.media_id or self.product):
            raise ValueError("there is nothing to send")
        return self


class SendTemplate(BaseModel):
    """An approved template in one of its languages, with all of its variables."""

    key: str = _KEY
    name: Words = Field(max_length=200)
    language: Words = Field(max_length=20)
    variables: dict[Words, Words] = Field(default_factory=dict)


class One(BaseModel):
    """The id of an item, such as `out:7`."""

    id: str = Field(pattern=r"^out:\d{1,15}$")

    @property
    def entry_id(self) -> int:
        """The outbox's number."""
        return int(self.id.partition(":")[2])


class GiveCoupon(BaseModel):
    """Of which campaign."""

    key: str = _KEY
    campaign: Words = Field(max_length=200)


class GiveCartLink(BaseModel):
    """The key of the page."""

    key: str = _KEY


async def send(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """Write to the contact. Raises NotOwned, WindowClosed, Unreachable, NotFound."""
    contact_id, asked = request.path_params["id"], request.state.body
    async with changing(desk) as tx:
        content = await _content(tx, desk, agent, contact_id, asked)
        wait = asked.undo
        entry_id = await saying.say(tx, contact_id, agent, content, asked.key, desk.now(), undo=wait)
    return await _item(desk, agent, entry_id)


async def send_template(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """Write to the contact by a template. Raises NotOwned, Unreachable, WrongInput."""
    contact_id, asked = request.path_params["id"], request.state.body
    template = Template(asked.name, asked.language, {name: text.strip() for name, text in asked.variables.items()})
    async with changing(desk) as tx:
        await check_template(tx, desk, template)
        entry_id = await saying.say_template(tx, contact_id, agent, template, asked.key, desk.now())
    return await _item(desk, agent, entry_id)


async def undo(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """Take it back while it has not gone out. Raises Late."""
    entry_id = request.state.body.entry_id
    async with changing(desk) as tx:
        await _check_whose(tx, entry_id, request.path_params["id"])
        await saying.undo(tx, entry_id, agent, desk.now())
    return await _item(desk, agent, entry_id)


async def retry(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """Send what failed once more: a new call of the provider. Raises Late when it has not failed."""
    entry_id = request.state.body.entry_id
    async with changing(desk) as tx:
        await _check_whose(tx, entry_id, request.path_params["id"])
        again = await saying.retry(tx, entry_id, agent, desk.now())
    return await _item(desk, agent, again)


async def give_coupon(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """Issue a coupon and tell its code. Raises NothingLeft."""
    contact_id, asked = request.path_params["id"], request.state.body
    async with changing(desk) as tx:
        is_new = await find_coupon(tx, asked.campaign, contact_id) is None
        content = await coupon(tx, desk, asked.campaign, await _for(tx, desk, contact_id))
        if is_new:
            await note_deed(tx, agent, "coupon.given", str(contact_id), desk.real_now(), campaign=asked.campaign)
        entry_id = await saying.say(tx, contact_id, agent, content, asked.key, desk.now(), undo=False)
    return await _item(desk, agent, entry_id)


async def give_cart_link(desk: Desk, agent: Agent, request: Request) -> dict[str, Any]:
    """Send the way to the checkout. Raises EmptyCart."""
    contact_id, asked = request.path_params["id"], request.state.body
    async with changing(desk) as tx:
        content = await cart_link(tx, desk, await _for(tx, desk, contact_id))
        entry_id = await saying.say(tx, contact_id, agent, content, asked.key, desk.now())
    return await _item(desk, agent, entry_id)


async def _content(tx: Tx, desk: Desk, agent: Agent, contact_id: int, asked: Send) -> Content:
    text = asked.text.strip()
    if asked.quote:
        text = f"> {await _quoted(tx, contact_id, asked.quote)}\n\n{text}"  # WhatsApp draws such a line as a quote
    if asked.product:
        card = product_card(desk, asked.product, await _for(tx, desk, contact_id))
        return Content(text="\n\n".join(filter(None, (text, card.text))), media=card.media, utter=card.utter)
    if asked.media_id is None:
        return Content(text=text)
    return Content(text=text, media=await give(tx, desk, asked.media_id, agent, contact_id))


async def _quoted(tx: Tx, contact_id: int, item_id: str) -> str:
    source, _, number = item_id.partition(":")
    row = await tx.row(GET_TEXT[source], int(number), contact_id)
    if row is None:
        raise WrongInput(fields={"quote": "there is no such message"})
    line = " ".join(str(json.loads(row[0]).get("text", "")).split())
    return line if len(line) <= QUOTED else line[: QUOTED - 1].rstrip() + "…"


async def _for(tx: Tx, desk: Desk, contact_id: int) -> For:
    seen = await get_seen(tx, contact_id)
    return For(contact_id, seen.language or desk.shop.languages[0])


async def _check_whose(tx: Tx, entry_id: int, contact_id: int) -> None:
    """Raises NotFound when the entry is another conversation's."""
    if await tx.row("select 1 from outbox where id = $1 and contact_id = $2", entry_id, contact_id) is None:
        raise NotFound("there is no such message")


async def _item(desk: Desk, agent: Agent, entry_id: int) -> dict[str, Any]:
    async with desk.database.read() as tx:
        return {"item": await find_item(tx, desk, agent, entry_id)}


_ONE = "/api/conversations/{id:int}"
ROUTES = [
    Route("POST", f"{_ONE}/send", "agent", send, body=Send),
    Route("POST", f"{_ONE}/template", "agent", send_template, body=SendTemplate),
    Route("POST", f"{_ONE}/undo", "agent", undo, body=One),
    Route("POST", f"{_ONE}/retry", "agent", retry, body=One),
    Route("POST", f"{_ONE}/coupon", "agent", give_coupon, body=GiveCoupon),
    Route("POST", f"{_ONE}/cart-link", "agent", give_cart_link, body=GiveCartLink),
]
