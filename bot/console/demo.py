"""The demo's inbox is not empty: at the first visit the shop is given the conversations that it has had."""

import asyncio
from pathlib import Path

from starlette.types import ASGIApp, Receive, Scope, Send

from bot.actions.money import render_day
from bot.console.demophones import teach
from bot.console.desk import Desk
from bot.demo.fill import Filler
from bot.log import get_log
from bot.whatsapp.reasons import explain

log = get_log(__name__)


class FirstVisit:
    """The console behind its filling, which the first visitors wait for (0.2 s) and later ones do not."""

    def __init__(self, console: ASGIApp, desk: Desk) -> None:
        self._console, self._desk = console, desk
        self._filling: asyncio.Task[None] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._filling is None:
            self._filling = asyncio.create_task(self._fill())
        if not self._filling.done():
            await asyncio.shield(self._filling)
        await self._console(scope, receive, send)

    async def _fill(self) -> None:
        """A console without them is better than none."""
        desk, zone = self._desk, self._desk.shop.timezone
        filler = Filler(
            database=desk.database,
            media=Path(desk.settings.media_dir),
            sender=desk.settings.senders[0],
            render_day=lambda moment, language: render_day(moment, zone, language),
            explain=lambda code: explain(code).words,
        )
        try:
            if chats := await filler.fill(desk.clock.now()):
                if desk.emulator_app is not None:
                    store = desk.emulator_app.state.emulator.store
                    teach(store, chats, desk.settings.senders[0], desk.flows.templates)
                log.info("demo.filled", conversations=len(chats))
        except Exception:
            log.exception("demo.not_filled")
