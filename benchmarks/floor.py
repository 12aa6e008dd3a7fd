"""The floor: a bare FastAPI handler that does a quiz turn by hand, with one commit per message.

It checks Twilio's signature, keeps the message, moves the quiz on, writes the reply down and commits (SQLite, WAL,
`synchronous=FULL`), answers, sends the reply to the provider and marks it sent with a second commit. No framework of
ours, no ordering, no retries, no understanding: what is left when everything that Shopclerk adds is taken away.
"""

import asyncio
import base64
import hashlib
import hmac
import json
import os
import sqlite3
import sys
from contextlib import asynccontextmanager
from urllib.parse import parse_qsl

import aiohttp
import uvicorn
from fastapi import FastAPI, Request, Response

TOKEN = os.environ["FLOOR_TOKEN"]
URL = os.environ["FLOOR_URL"]
PROVIDER = os.environ["FLOOR_PROVIDER"]
QUESTIONS = [
    "Which room?",
    "Which style?",
    "How large?",
    "And the colour?",
    "What budget?",
    "Anything else?",
    "Thanks!",
]

AUTHORISED = {"Authorization": aiohttp.encode_basic_auth("AC1", TOKEN)}

db = sqlite3.connect(sys.argv[1], isolation_level=None, check_same_thread=False)
for pragma in ("journal_mode=WAL", "synchronous=FULL"):
    db.execute(f"pragma {pragma}")
db.executescript(
    """
    create table if not exists inbox (sid text primary key, contact text, body text);
    create table if not exists state (contact text primary key, data text);
    create table if not exists outbox (id integer primary key, contact text, body text, status text, sid text);
    """
)


@asynccontextmanager
async def lifespan(app: FastAPI):  # type: ignore[no-untyped-def]
    app.state.http = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=64))
    yield
    await app.state.http.close()


app = FastAPI(lifespan=lifespan)
sending: set[asyncio.Task[None]] = set()


@app.post("/webhooks/twilio/messages")
async def receive(request: Request) -> Response:
    form = parse_qsl((await request.body()).decode(), keep_blank_values=True)
    signed = URL + "".join(name + value for name, value in sorted(form))
    digest = hmac.new(TOKEN.encode(), signed.encode(), hashlib.sha1).digest()
    if not hmac.compare_digest(base64.b64encode(digest).decode(), request.headers.get("x-twilio-signature", "")):
        return Response(status_code=403)
    fields = dict(form)
    contact = fields["From"]
    db.execute("begin immediate")
    fresh = db.execute(
        "insert or ignore into inbox values (?, ?, ?)", (fields["MessageSid"], contact, json.dumps(fields))
    ).rowcount
    if not fresh:
        db.execute("commit")
        return Response("<Response/>", media_type="text/xml")
    row = db.execute("select data from state where contact = ?", (contact,)).fetchone()
    state = json.loads(row[0]) if row else {"step": 0, "answers": {}}
    if state["step"] >= len(QUESTIONS):
        state = {"step": 0, "answers": {}}
    state["answers"][str(state["step"])] = fields["Body"]
    body = QUESTIONS[state["step"]]
    state["step"] += 1
    db.execute("insert or replace into state values (?, ?)", (contact, json.dumps(state)))
    entry = db.execute(
        "insert into outbox (contact, body, status) values (?, ?, 'sending') returning id", (contact, body)
    ).fetchone()[0]
    db.execute("commit")
    task = asyncio.create_task(send(request.app.state.http, entry, contact, fields["To"], body))
    sending.add(task)
    task.add_done_callback(sending.discard)
    return Response("<Response/>", media_type="text/xml")


async def send(http: aiohttp.ClientSession, entry: int, to: str, sender: str, body: str) -> None:
    data = {"To": to, "From": sender, "Body": body, "StatusCallback": f"{URL}/status?id={entry}"}
    async with http.post(
        f"{PROVIDER}/2010-04-01/Accounts/AC1/Messages.json", data=data, headers=AUTHORISED
    ) as answer:
        sid = (await answer.json())["sid"]
    db.execute("begin immediate")
    db.execute("update outbox set status = 'accepted', sid = ? where id = ?", (sid, entry))
    db.execute("commit")


if __name__ == "__main__":
    uvicorn.run(app, host="127.0.0.1", port=int(sys.argv[2]), access_log=False, log_level="warning")
