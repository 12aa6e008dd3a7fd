"""Plays `scripts.*.yml` on the real engine and writes down what was said: `python -m tests.bot.demo.record`.

The shopper's lines are the scripts'; what the bot answers, issues and puts into carts is its own. Dates in its words
become `{day:n}`, days from the moment at which the demo is filled.
"""

import asyncio
import json
import re
import sys
import zlib
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml

import bot.demo
from bot.actions.money import render_day
from bot.clock import ManualClock
from bot.contacts.consents import PURPOSES
from bot.contacts.queries import add_contact
from bot.demo.plans import plans_in
from bot.orders.demo import give_orders
from bot.outbox.content import Content
from bot.rewards.campaigns import keep_campaigns
from bot.storage.database import Database
from catalog.shelf import Shelf
from tests.conftest import START
from tests.databases import make_stocked
from tests.transcripts.conversation import Conversation, begin
from tests.transcripts.shops import SHOP, compiled_library

HERE = Path(__file__).parent
TARGET = Path(bot.demo.__file__).parent / "chats.json"
UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
KEPT = ("address", "tags", "orders", "cart", "unread", "snooze_note", "ad", "reason", "priority")
AGREED = {
    "ko": "주문 소식과 혜택을 WhatsApp으로 받을게요.",
    "en": "Yes, send me news of my orders and offers on WhatsApp.",
    "ar": "نعم، أرسلوا لي أخبار طلباتي والعروض عبر واتساب.",
    "es": "Sí, quiero recibir novedades de mis pedidos y ofertas por WhatsApp.",
}
FOUND = {
    "answers": "select name, value, source from profile_answer where contact_id = $1 order by name",
    "leads": "select flow, answers from lead where contact_id = $1 order by key",
    "coupons": "select code, campaign_id from coupon where contact_id = $1 order by code",
    "in_cart": "select l.sku, l.quantity, l.price from cart_line l join cart c on c.id = l.cart_id "
    "where c.contact_id = $1 and c.status = 'open' order by l.sku",
    "consents": "select purpose, granted, stage, source, words, wording, language from consent "
    "where contact_id = $1 order by id",
}


def seconds(length: str) -> int:
    """`2h` → 7200."""
    return int(length[:-1]) * UNITS[length[-1]]


def _choices(item: dict[str, Any]) -> Any:
    return item.get("content", {}).get("choices")


@dataclass
class Recording:
    """One chat while it is played. `t` counts seconds from its beginning."""

    script: dict[str, Any]
    talk: Conversation
    items: list[dict[str, Any]] = field(default_factory=list)
    t: int = 0
    owner: str = "bot"
    handoff: dict[str, Any] = field(default_factory=dict)
    heard: str = ""

    @property
    def language(self) -> str:
        return str(self.script["language"])

    def add(self, after: int, **item: Any) -> None:
        self.t += after
        self.items.append({"t": self.t, **{k: v for k, v in item.items() if v not in ("", None, [])}})

    def pause(self, least: int, most: int) -> int:
        seed = zlib.crc32(f"{self.script['name']}{len(self.items)}".encode())
        return least + seed % (most - least)

    async def play(self) -> None:
        if ad := self.script.get("ad"):
            about = {k: ad[k] for k in ("source_id", "headline", "body")}
            self.add(0, **{"from": "contact"}, kind="text", text=ad["text"], referral=about)
            self.hear(await self.talk.comes(ad["text"], **about))
        for line in self.script["says"]:
            if isinstance(line, str):
                await self.line(line)
            else:
                for kind in ("wait", "photo", "pdf", "joon", "mina", "note", "journey", "hand_off"):
                    if kind in line:
                        await getattr(self, f"on_{kind}", self.on_agent)(line)
                        break
        if said := self.script.get("hand_off"):
            self.open(said)
        if by := self.script.get("resolved"):
            self.add(20, **{"from": "system"}, line="resolved", by=by)
            self.handoff |= {"closed": self.t, "closed_by": by, "outcome": "resolved", "waiting": None}
            self.owner = "bot"

    async def line(self, line: str) -> None:
        if line == "hand_off":
            self.open(self.heard)
            return
        tapped = line.startswith("*")
        text = self.title(line[1:]) if tapped else line
        kind = ("list" if self.many() else "button") if tapped else "text"
        self.contact(kind=kind, text=text, choice=text if tapped else "")
        if self.owner == "bot":
            self.hear(await (self.talk.taps(text) if tapped else self.talk.says(text)))

    def title(self, wanted: str) -> str:
        titles = [choice.title for choice in self.talk.sent[-12:]]
        if wanted.isdigit():
            offered = next(filter(None, (_choices(item) for item in reversed(self.items))))
            return str(offered[int(wanted) - 1][1])
        found = next((t for t in reversed(titles) if t == wanted), None)
        found = found or next((t for t in reversed(titles) if wanted in t), None)
        if found is None:
            sys.stdout.write(f"{self.script['name']}: {wanted!r} is not among {titles}\n")
        return found or self.title("1")

    def many(self) -> bool:
        last = next(item for item in reversed(self.items) if item["from"] == "bot")
        return len(last["content"].get("choices", ())) > 3

    def contact(self, **said: Any) -> None:
        self.heard = said["text"] or self.heard
        self.add(self.pause(18, 80) if self.items else 0, **{"from": "contact"}, **said)
        if self.owner != "bot" and self.handoff.get("waiting") is None:
            self.handoff["waiting"] = self.t

    def hear(self, turn: Any) -> None:
        for bubble in turn.bubbles:
            self.add(2, **{"from": "bot"}, content=self.shown(bubble))
        if "hand_off" in turn.performed:
            self.open(self.heard)

    def shown(self, bubble: Content) -> dict[str, Any]:
        told = bubble.to_json()
        told["choices"] = [["", *choice[1:]] for choice in told.get("choices", ())]
        return {k: self.dated(v) if k == "text" else v for k, v in told.items() if v}

    def dated(self, text: str) -> str:
        days = {render_day(START + timedelta(days=n), SHOP.timezone, self.language): n for n in range(-90, 45)}
        for day in sorted(days, key=len, reverse=True):
            text = re.sub(rf"(?<!\d){re.escape(day)}(?!\d)", f"{{day:{days[day]}}}", text)
        return re.sub(r"/l/o\.\S+", self.tracking, text)

    def tracking(self, _: Any) -> str:
        """A link that the recording signed leads nowhere: the carrier's own."""
        return f"https://track.example/MPX{self.script['orders'][0]['number']}70"

    def open(self, words: str) -> None:
        if self.owner == "bot":
            self.owner = "queue"
            self.handoff = {"opened": self.t, "waiting": self.t, "words": words}
            self.add(0, **{"from": "system"}, line="opened")

    async def on_wait(self, line: dict[str, Any]) -> None:
        self.t += seconds(line["wait"])

    async def on_hand_off(self, line: dict[str, Any]) -> None:
        self.open(line["hand_off"])

    async def on_photo(self, line: dict[str, Any]) -> None:
        self.contact(kind="image", text=line["text"], file=line["photo"])
        if self.owner == "bot":
            self.hear(await self.talk.shares("image", line["text"]))

    async def on_pdf(self, line: dict[str, Any]) -> None:
        self.contact(kind="document", text=line["text"], file=line["pdf"])

    async def on_note(self, line: dict[str, Any]) -> None:
        self.add(25, **{"from": "note"}, text=line["note"], by=line["by"], mentions=line.get("mentions"))

    async def on_journey(self, line: dict[str, Any]) -> None:
        names = ("journey", "step", "template", "vars", "status", "failed")
        self.add(0, **{"from": "journey"}, **{name: line[name] for name in names if name in line})

    async def on_agent(self, line: dict[str, Any]) -> None:
        by = "joon" if "joon" in line else "mina"
        if self.owner != by:
            self.add(self.pause(5, 30), **{"from": "system"}, line="taken", by=by)
            self.handoff.setdefault("opened", self.t)
            self.handoff.setdefault("taken", self.t)
            self.owner = by
        self.add(self.pause(20, 60), **{"from": "agent"}, by=by, text=line[by], failed=line.get("failed"))
        self.handoff.setdefault("replied", self.t)
        self.handoff["waiting"] = None


async def record(script: dict[str, Any], database: Database, clock: ManualClock, shelf: Shelf) -> dict[str, Any]:
    ago = seconds(script.get("waits") or script.get("ago") or "1h")
    clock.set(START - timedelta(seconds=ago))
    async with database.write() as tx:
        contact_id = await add_contact(tx, name=script["name"], country="", sender="", address="", now=clock.now())
        await give_orders(tx, contact_id, plans_in(script), START)
    given = {"contact": script["name"], "language": script["language"], "name": script["name"]}
    talk = Conversation(given, database, clock, compiled_library(), shelf, contact_id)
    recording = Recording(script, talk)
    await recording.play()
    told = {"name": script["name"], "language": script["language"]}
    told |= {name: script[name] for name in KEPT if name in script} | {"ago": ago}
    if "snooze" in script:
        told["snooze"] = seconds(script["snooze"])
    if recording.handoff:
        told["handoff"] = recording.handoff
    told["owner"] = recording.owner
    if any("journey" in item for item in recording.items):
        agreed = AGREED[script["language"]]
        told["agreed"] = [[purpose, True, "", "checkout", "", agreed, script["language"]] for purpose in PURPOSES]
    assert script.get("owner", recording.owner) == recording.owner, (script["name"], recording.owner)
    async with database.read() as tx:
        for name, sql in FOUND.items():
            if rows := [[*row] for row in await tx.rows(sql, contact_id)]:
                told[name] = [[recording.dated(v) if isinstance(v, str) else v for v in row] for row in rows]
    return told | {"length": recording.t, "items": recording.items}


async def main() -> None:
    scripts = []
    for path in sorted(HERE.glob("scripts.*.yml")):
        language = path.name.split(".")[1]
        scripts += [{"language": language, **script} for script in yaml.safe_load(path.read_text())]
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/shop.db"
        await make_stocked(url)
        database, clock = Database(url), ManualClock(START)
        async with database.write() as tx:
            await keep_campaigns(tx, SHOP.campaigns)
        shelf = (await begin({"contact": "amina", "language": "en"}, database, clock)).shelf
        chats = [await record(script, database, clock, shelf) for script in scripts]
        await database.close()
    lines = [json.dumps(chat, ensure_ascii=False, separators=(",", ":")) for chat in chats]
    TARGET.write_text("[\n" + ",\n".join(lines) + "\n]\n", encoding="utf-8")
    sys.stdout.write(f"{len(chats)} chats, {sum(len(c['items']) for c in chats)} items in {TARGET}\n")


if __name__ == "__main__":
    asyncio.run(main())
