"""A step that asks a web service; its answer can be used in what is said next, and there is a way on without it."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from typing import ClassVar
from urllib.parse import quote

from flows.engine.faults import Place
from flows.engine.flow import Branch
from flows.engine.journeys.effects import Fetch
from flows.engine.journeys.enrollment import Happening
from flows.engine.journeys.spans import SpanWrong, parse_span
from flows.engine.journeys.steps.emit import fill, look
from flows.engine.journeys.walk import Walk
from flows.engine.reading.part import Part
from flows.engine.texts import NO_TEXT, Text, compile_text, show
from flows.engine.yamltext import Map

_KEYS = frozenset({"url", "method", "body", "save", "timeout"})
LONGEST = timedelta(minutes=10)
_ADDRESS = re.compile(r"(https://[\w.-]+|http://(localhost|127\.0\.0\.1))(:\d+)?(/|$)")


@dataclass(frozen=True, slots=True)
class FetchFrom:
    """`context.outcome` is `ok`, `failed` or `timeout`; the JSON that came back is `context.<save>`."""

    id: str
    next: tuple[Branch, ...]
    place: Place
    url: Text = NO_TEXT
    method: str = "GET"
    body: dict[str, Text] = field(default_factory=dict)
    save: str = "fetched"
    timeout: timedelta = timedelta(seconds=10)

    KEYS: ClassVar[frozenset[str]] = frozenset({"fetch"})

    @classmethod
    def read(cls, part: Part) -> "FetchFrom":
        """`fetch: {url: "https://…/{event.order_id}", method: POST, body: {…}, save: eta, timeout: 10s}`."""
        told = part.body.get("fetch")
        if not isinstance(told, Map):
            part.error("fetch", "`fetch` takes `url`, `method`, `body`, `save` and `timeout`")
            return cls(part.id, part.next, part.place)
        part.known.book.known_keys(told, _KEYS, "a `fetch`")
        url, method, body = str(told.get("url") or ""), str(told.get("method") or "GET").upper(), told.get("body")
        if not _ADDRESS.match(url):
            part.error("fetch", "`url` begins with https:// and a host that is written out")
        if method not in ("GET", "POST"):
            part.error("fetch", "`method` is GET or POST")
        if len(part.next) < 2:
            part.error("fetch", "a `fetch` needs a way on for when no answer comes: `next` with `context.outcome`")
        timeout = timedelta(seconds=10)
        try:
            timeout = min(parse_span(told["timeout"]), LONGEST) if "timeout" in told else timeout
        except SpanWrong as wrong:
            part.error("fetch", str(wrong))
        values = {name: compile_text(value) for name, value in body.items()} if isinstance(body, Map) else {}
        save = str(told.get("save") or "fetched")
        return cls(part.id, part.next, part.place, compile_text(url), method, values, save, timeout)

    def enter(self, walk: Walk) -> None:
        walk.wait("fetch", walk.now + self.timeout, ("fetched",))
        body = {name: fill(text, walk.scope) for name, text in self.body.items()}
        url = self.url.render(lambda name: quote(show(look(walk.scope, name)), safe=""), "en")
        walk.effects.append(Fetch(walk.enrollment, url, self.method, body, self.timeout))

    def hear(self, walk: Walk, happening: Happening) -> None:
        if happening.name == "timer":
            walk.move_on(self, "timeout")
        elif happening.name == "fetched" and happening.data.get("token") == walk.enrollment.token:
            walk.remember(**{self.save: happening.data.get("answer")})
            walk.move_on(self, "ok" if happening.data.get("ok") else "failed")
