"""The floor of the stream: a bare application that tells every open page what came in, by hand.

It checks Twilio's signature, keeps the message with one commit that also notifies (PostgreSQL's LISTEN/NOTIFY), and
each process hands the payload to whoever listens. No turns, no answers, no rows described from what is stored, no
replay, no sign-in: what is left when everything that Shopclerk adds is taken away.
"""

import asyncio
import base64
import hashlib
import hmac
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import parse_qsl

import asyncpg
import uvicorn
from fastapi import FastAPI, Request, Response
from fastapi.responses import StreamingResponse

TOKEN = os.environ["FLOOR_TOKEN"]
URL = os.environ["FLOOR_URL"]
DATABASE = os.environ["FLOOR_DATABASE"]

pages: set["asyncio.Queue[bytes]"] = set()


def hand_on(_connection: object, _pid: int, _channel: str, payload: str) -> None:
    told = f"event: row\ndata: {payload}\n\n".encode()
    for page in pages:
        page.put_nowait(told)


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    hearing = await asyncpg.connect(DATABASE)
    await hearing.execute("select pg_advisory_lock(1)")
    await hearing.execute("create table if not exists floor_said (sid text primary key, body text)")
    await hearing.execute("select pg_advisory_unlock(1)")
    await hearing.add_listener("floor_said", hand_on)
    app.state.pool = await asyncpg.create_pool(DATABASE, min_size=2, max_size=8)
    yield
    app.state.pool.terminate()
    hearing.terminate()


app = FastAPI(lifespan=lifespan)


@app.post("/webhooks/twilio/messages")
async def receive(request: Request) -> Response:
    form = parse_qsl((await request.body()).decode(), keep_blank_values=True)
    signed = URL + "".join(name + value for name, value in sorted(form))
    digest = hmac.new(TOKEN.encode(), signed.encode(), hashlib.sha1).digest()
    if not hmac.compare_digest(base64.b64encode(digest).decode(), request.headers.get("x-twilio-signature", "")):
        return Response(status_code=403)
    fields = dict(form)
    phone = fields["From"].removeprefix("whatsapp:")
    row = {"id": 1, "name": fields["ProfileName"], "phone": phone, "preview": fields["Body"]}
    told = json.dumps({"row": row, "what": ["message"]}, separators=(",", ":"))
    async with request.app.state.pool.acquire() as connection, connection.transaction():
        await connection.execute(
            "insert into floor_said values ($1, $2) on conflict do nothing", fields["MessageSid"], json.dumps(fields)
        )
        await connection.execute("select pg_notify('floor_said', $1)", told)
    return Response("<Response/>", media_type="text/xml")


@app.get("/api/events")
async def stream() -> StreamingResponse:
    return StreamingResponse(follow(), media_type="text/event-stream")


async def follow() -> AsyncIterator[bytes]:
    page: asyncio.Queue[bytes] = asyncio.Queue()
    pages.add(page)
    try:
        yield b"event: hello\ndata: {}\n\n"
        while True:
            yield await page.get()
    finally:
        pages.discard(page)


@app.get("/readyz")
async def ready() -> Response:
    return Response()


if __name__ == "__main__":
    uvicorn.run(
        app,
        host="127.0.0.1",
        port=int(sys.argv[1]),
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=1,
    )
