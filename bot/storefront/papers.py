"""`/documents/{token}/{name}`: files that were sent in the chat, for as long as their link is good."""

import asyncio
from dataclasses import replace
from functools import partial

from starlette.responses import PlainTextResponse, Response

from bot.contacts.queries import GET_CONTACT
from bot.orders.links import Pass, read
from bot.orders.queries import find_line_with_order, find_order_by_id, list_order_lines
from bot.storefront.page import Counter
from bot.web import APIRouter, Request

PURPOSES = ("invoice", "label")
SAFE = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


def build_papers_router(counter: Counter) -> APIRouter:
    """The files on joined parts."""
    router = APIRouter(include_in_schema=False)
    router.add_api_route("/documents/{token}/{name}", partial(show, counter), methods=["GET", "HEAD"])
    return router


async def show(counter: Counter, token: str, name: str, request: Request) -> Response:
    """One document. A forged link is 404, as is one of another kind; one that is over is 410."""
    purpose = name.partition("-")[0]
    granted = read(token, purpose, counter.keys) if purpose in PURPOSES else None
    if granted is None:
        return PlainTextResponse("Not Found", status_code=404, headers=SAFE)
    if granted.is_over(counter.clock.now()):
        return PlainTextResponse("This link has expired.", status_code=410, headers=SAFE)
    body = await _render(counter, granted, counter.view(request).language)
    if body is None:
        return PlainTextResponse("Not Found", status_code=404, headers=SAFE)
    return Response(body, media_type="application/pdf", headers=SAFE)


async def _render(counter: Counter, granted: Pass, language: str) -> bytes | None:
    from bot.storefront.documents import Paper, render_invoice, render_label

    free = counter.shop.policies.free_returns is True
    paper = Paper(counter.shop.name, counter.shop.timezone, language, free_returns=free)
    async with counter.database.read() as tx:
        if granted.purpose == "label":
            found = await find_line_with_order(tx, granted.contact_id, granted.thing)
            if found is None or found[1].return_number is None:
                return None
            order, line = found
            return await asyncio.to_thread(render_label, line.return_number or "", order, line.title, paper)
        invoiced = await find_order_by_id(tx, granted.contact_id, granted.thing)
        if invoiced is None:
            return None
        lines = await list_order_lines(tx, invoiced.id)
        row = await tx.row(GET_CONTACT, granted.contact_id)
    paper = replace(paper, customer=str(row[1] or row[0]) if row else "")
    return await asyncio.to_thread(render_invoice, invoiced, lines, paper)
