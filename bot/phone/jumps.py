"""Time at a tap, in the demo only: what waits for the person on the phone, and the jump to the next of it."""

from collections.abc import Sequence
from datetime import timedelta

from starlette.responses import JSONResponse, Response

from bot.clock import ShiftedClock
from bot.contacts.queries import find_contacts
from bot.coordination.coordinator import Coordinator
from bot.inbox.queries import RAISE_FACT, SHIFT
from bot.phone.languages import choose_language, read_languages
from bot.phone.waiting import Wait, list_waits
from bot.storage.columns import from_micros, to_micros
from bot.storage.database import Database
from bot.web import APIRouter, Request

JUST_PAST = timedelta(milliseconds=1)
WAKES = ("timers", "turns", "sends")
UNKEPT = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


class Jumps:
    """`GET /phone/{address}/waiting` and `POST /phone/{address}/jump`; both answer what waits from then on.

    The address is a phone number (E.164) or BSUID; `lang` chooses the words.
    """

    def __init__(self, database: Database, coordinator: Coordinator, clock: ShiftedClock) -> None:
        self._database, self._coordinator, self._clock = database, coordinator, clock
        self._languages = read_languages()

    def build_router(self) -> APIRouter:
        """The two routes."""
        router = APIRouter(include_in_schema=False)
        router.add_api_route("/phone/{address}/waiting", self.show, methods=["GET"])
        router.add_api_route("/phone/{address}/jump", self.jump, methods=["POST"])
        return router

    async def show(self, address: str, request: Request) -> Response:
        """What waits now."""
        return self._told(await self._waits(address), request)

    async def jump(self, address: str, request: Request) -> Response:
        """On to the next moment of this contact. JSON is asked for: no page elsewhere can send it unasked."""
        if request.headers.get("content-type") != "application/json":
            return JSONResponse({"detail": "send JSON"}, status_code=415, headers=UNKEPT)
        due = next((each.due for each in await self._waits(address) if each.due is not None), None)
        if due is not None:
            await self._reach(due)
        return self._told(await self._waits(address), request)

    async def _reach(self, due: int) -> None:
        """The shift is kept before anything happens at the new time: a restart does not go back."""
        ahead = from_micros(due) + JUST_PAST - self._clock.behind.now()
        async with self._database.write() as tx:
            await tx.run(RAISE_FACT, SHIFT, str(ahead // timedelta(microseconds=1)))
        self._clock.reach(from_micros(due) + JUST_PAST)
        for topic in WAKES:
            self._coordinator.wake(topic)

    async def _waits(self, address: str) -> list[Wait]:
        async with self._database.read() as tx:
            known = await find_contacts(tx, [address])
            return await list_waits(tx, known[address], to_micros(self._clock.now())) if known else []

    def _told(self, waits: Sequence[Wait], request: Request) -> Response:
        wishes = [request.query_params.get("lang", ""), request.cookies.get("phone_lang", "")]
        language = choose_language(self._languages, wishes, request.headers.get("accept-language", ""))
        told = [each.to_json(language) for each in waits]
        return JSONResponse({"now": self._clock.now().isoformat(), "waits": told}, headers=UNKEPT)
