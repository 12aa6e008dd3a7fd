"""Files that came from phones: Twilio's Media resource, its file behind Basic authentication, and an open copy for
the page (Twilio docs, "Media resource")."""

import asyncio

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.whatsapp.emulator.emulator import Emulator
from bot.whatsapp.emulator.errors import not_found
from bot.whatsapp.emulator.gate import CutFile, logged, provider
from bot.whatsapp.emulator.messages_api import BASE
from bot.whatsapp.emulator.paging import page_of
from bot.whatsapp.emulator.records import StoredMedia
from bot.whatsapp.emulator.resources import media_json, page_json

SHOWN_INLINE = ("image/", "audio/", "video/")


def media_routes(emulator: Emulator) -> list[Route]:
    """`/Messages/{message}/Media…` and `/media/{sid}`."""
    api = MediaApi(emulator)
    media = f"{BASE}/{{message}}/Media"
    return [
        Route(f"{media}.json", provider(emulator, api.list_page), methods=["GET"]),
        Route(f"{media}/{{sid}}.json", provider(emulator, api.fetch), methods=["GET"]),
        Route(f"{media}/{{sid}}.json", provider(emulator, api.delete), methods=["DELETE"]),
        Route(f"{media}/{{sid}}", provider(emulator, api.download), methods=["GET"]),
        Route("/media/{sid}", logged(emulator, api.show, "page"), methods=["GET"]),
    ]


class MediaApi:
    """The endpoints."""

    def __init__(self, emulator: Emulator) -> None:
        self._emulator = emulator

    async def list_page(self, request: Request) -> Response:
        """The files of one message."""
        self._refuse_if_set()
        await asyncio.sleep(self._emulator.faults.media_lateness())
        message = self._emulator.store.messages.get(request.path_params["message"])
        if message is None:
            raise not_found(request.url.path)
        found = [media for sid in message.media_sids if (media := self._emulator.store.media.get(sid))]
        rows, place = page_of(found, request)
        url = request.url.path.removeprefix(request.scope.get("root_path", ""))
        account_sid = self._emulator.account.sid
        return JSONResponse(page_json("media_list", [media_json(row, account_sid) for row in rows], url, place))

    async def fetch(self, request: Request) -> Response:
        """What is known of a file."""
        return JSONResponse(media_json(self._media(request), self._emulator.account.sid))

    async def delete(self, request: Request) -> Response:
        """Forget a file."""
        self._emulator.store.drop_media(self._media(request).sid)
        return Response(status_code=204)

    async def download(self, request: Request) -> Response:
        """The file itself, where the faults strike; or where it is now, as Twilio answers."""
        faults = self._emulator.faults
        self._refuse_if_set()
        await asyncio.sleep(faults.media_lateness())
        media = self._media(request)
        if faults.media_elsewhere:
            return RedirectResponse(f"{faults.media_elsewhere}/{media.sid}")
        if faults.cuts_media():
            return CutFile(media.data)
        return Response(media.data, media_type=media.content_type)

    async def show(self, request: Request) -> Response:
        """For the page: pictures, sound and films are shown, anything else is a download."""
        media = self._emulator.store.media.get(request.path_params["sid"])
        if media is None:
            raise not_found(request.url.path)
        is_shown = media.content_type.startswith(SHOWN_INLINE) and "svg" not in media.content_type
        headers = {
            "X-Content-Type-Options": "nosniff",
            "Content-Disposition": "inline" if is_shown else "attachment",
            "Content-Security-Policy": "sandbox",
        }
        return Response(media.data, headers=headers, media_type=media.content_type)

    def _refuse_if_set(self) -> None:
        if (refusal := self._emulator.faults.media_refusal()) is not None:
            raise refusal

    def _media(self, request: Request) -> StoredMedia:
        params = request.path_params
        media = self._emulator.store.media.get(params["sid"])
        if media is None or media.message_sid != params["message"]:
            raise not_found(request.url.path)
        return media
