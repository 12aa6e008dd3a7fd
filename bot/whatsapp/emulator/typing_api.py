"""`POST /v2/Indicators/Typing.json` (twilio-oai: messaging_v2). It also marks the inbound message as read."""

import re

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.whatsapp.emulator.emulator import Emulator
from bot.whatsapp.emulator.errors import invalid
from bot.whatsapp.emulator.gate import provider, read_form

_SID = re.compile(r"(SM|MM)[0-9a-fA-F]{32}")


def typing_routes(emulator: Emulator) -> list[Route]:
    """One endpoint."""

    async def show(request: Request) -> Response:
        form = await read_form(request)
        if form.get("channel") != "whatsapp" or not _SID.fullmatch(form.get("messageId", "")):
            raise invalid("channel must be whatsapp, messageId an inbound message")
        emulator.show_typing(form["messageId"])
        return JSONResponse({"success": True})

    return [Route("/v2/Indicators/Typing.json", provider(emulator, show), methods=["POST"])]
