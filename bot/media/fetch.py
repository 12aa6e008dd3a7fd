"""The loop that fetches files: nobody waits for it, it waits for nobody, and nothing is lost if it dies.

A file is claimed under a lease, streamed to disk, named by its hash and marked. Killed anywhere in between, it is
fetched again when the lease ends, to the same name: once in effect.
"""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from itertools import count

from bot.clock import Clock
from bot.coordination.coordinator import Coordinator
from bot.errors import GiveUp, TryAgain
from bot.log import get_log
from bot.media.away import EVERY, forget_unsent, take_away, take_forsaken_away
from bot.media.folder import HEAD, IncomingFile, MediaFolder
from bot.media.kinds import LARGEST, MEBIBYTE, most_bytes, real_type
from bot.media.queries import BELL, GIVE_BACK, MARK_FAILED, MARK_KEPT, NEXT_DUE, PUT_OFF, Claim, claim_files
from bot.media.room import Room
from bot.media.source import Gone, MediaSource, Stream
from bot.storage.columns import to_micros
from bot.storage.database import Database

log = get_log(__name__)

IN_FLIGHT = 8
POLL = timedelta(seconds=1)
LIMIT = timedelta(minutes=3)  # for one file
LEASE = LIMIT + timedelta(seconds=20)
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=1), timedelta(hours=4)  # between attempts: 1 s, 4 s, 16 s …
PATIENCE = timedelta(days=1)  # from the first attempt
SETTLING = timedelta(minutes=1)  # a new message's file may not be there yet: “not found” is not believed at once
SWEEP = timedelta(hours=1)


class MediaFetcher:
    """One per process; any number of processes."""

    def __init__(
        self, database: Database, coordinator: Coordinator, clock: Clock, source: MediaSource, room: Room
    ) -> None:
        self._database = database
        self._coordinator = coordinator
        self._clock = clock
        self._source = source
        self._room = room
        self._under_way: dict[asyncio.Task[None], Claim] = {}

    @property
    def folder(self) -> MediaFolder:
        """Where kept files are."""
        return self._room.folder

    async def run(self) -> None:
        """Fetch whatever is due, for ever; when cancelled, give back what is under way."""
        sweeping = asyncio.create_task(self._sweep_now_and_then())
        try:
            while True:
                try:
                    if not await self._start_due():
                        await self._rest()
                except Exception:
                    log.exception("media.loop_failed")
                    await asyncio.sleep(POLL.total_seconds())
        finally:
            sweeping.cancel()
            await self._give_back()

    async def fetch_due(self) -> int:
        """Make an attempt for everything that is due now and wait for it; how many that were."""
        count = 0
        while await self._start_due():
            count += len(self._under_way)
            await asyncio.gather(*self._under_way)
        return count

    async def _start_due(self) -> bool:
        """Whether anything was begun; if so there may be more."""
        places = IN_FLIGHT - len(self._under_way)
        now = self._clock.now()
        if places <= 0 or (await self._until_next()) > timedelta():
            return False
        async with self._database.write() as tx:
            claims = await claim_files(tx, to_micros(now), to_micros(now + LEASE), places)
        for claim in claims:
            task = asyncio.create_task(self._fetch(claim))
            self._under_way[task] = claim
            task.add_done_callback(self._under_way.pop)
        return bool(claims)

    async def _until_next(self) -> timedelta:
        """How long until something is due; at most `POLL`."""
        async with self._database.read() as tx:
            row = await tx.row(NEXT_DUE)
        if row is None or row[0] is None:
            return POLL
        return min(POLL, timedelta(microseconds=row[0] - to_micros(self._clock.now())))

    async def _rest(self) -> None:
        """Until something is due and there is a place for it."""
        if len(self._under_way) >= IN_FLIGHT:
            await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)
            return
        await self._coordinator.wait(BELL, max(timedelta(milliseconds=5), await self._until_next()))

    async def _fetch(self, claim: Claim) -> None:
        """One attempt and its mark. If that cannot be written, the lease ends and somebody tries again."""
        try:
            await self._mark(claim, await self._attempt(claim))
        except Exception:
            log.exception("media.not_marked", media_id=claim.id)

    async def _mark(self, claim: Claim, mark: tuple[str, Sequence[object]]) -> None:
        sql, values = mark
        async with self._database.write() as tx:
            is_ours = await tx.run(sql, claim.id, claim.lease_end, *values)
        if not is_ours:
            log.warning("media.lease_ended", media_id=claim.id)

    async def _attempt(self, claim: Claim) -> tuple[str, Sequence[object]]:
        """The statement that says what came of it, and its values."""
        try:
            async with asyncio.timeout(LIMIT.total_seconds()):
                content_type, size, name = await self._bring(claim)
        except GiveUp as error:
            return self._failed(claim, str(error))
        except Gone:
            return self._not_there(claim)
        except TryAgain as error:
            return self._put_off(claim, str(error), error.retry_after)
        except TimeoutError:
            return self._put_off(claim, "the file took too long")
        except OSError as error:
            return self._put_off(claim, f"the file cannot be written: {error.strerror}")
        except Exception as error:
            log.exception("media.broke", media_id=claim.id)
            return self._put_off(claim, f"an error of ours: {type(error).__name__}")
        self._room.add(size)
        log.info("media.kept", media_id=claim.id, size=size, content_type=content_type)
        return MARK_KEPT, (content_type, size, name, self._now())

    async def _bring(self, claim: Claim) -> tuple[str, int, str]:
        """The file's real type, size and hash, once it is on disk."""
        async with self._source.open(claim.url) as stream, self._room.folder.receive() as file:
            await self._room.check(stream.length or 0)
            await _take(stream, file, claim.declared_type)
            if not file.size:
                raise TryAgain("the file is empty")
            return real_type(file.head, claim.declared_type), file.size, await file.settle()

    def _not_there(self, claim: Claim) -> tuple[str, Sequence[object]]:
        reason = "the provider does not have the file"
        if self._now() - claim.received_at < SETTLING // _MICROSECOND:
            return self._put_off(claim, reason)
        return self._failed(claim, reason)

    def _failed(self, claim: Claim, reason: str) -> tuple[str, Sequence[object]]:
        log.warning("media.failed", media_id=claim.id, reason=reason)
        return MARK_FAILED, (reason, self._now())

    def _put_off(
        self, claim: Claim, reason: str, retry_after: timedelta | None = None
    ) -> tuple[str, Sequence[object]]:
        last = claim.first_tried_at + PATIENCE // _MICROSECOND
        now = self._now()
        if now >= last:
            return self._failed(claim, f"given up after {PATIENCE.days} day: {reason}")
        wait = max(back_off(claim.attempts), retry_after or timedelta())
        log.info("media.put_off", media_id=claim.id, reason=reason, seconds=wait.total_seconds())
        return PUT_OFF, (min(now + wait // _MICROSECOND, last), reason)

    async def _give_back(self) -> None:
        """What is under way ends here; another process may begin it at once."""
        left = dict(self._under_way)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        if left:
            async with self._database.write() as tx:
                for claim in left.values():
                    await tx.run(GIVE_BACK, claim.id, claim.lease_end, self._now())

    async def sweep(self) -> int:
        """Remove what nobody will ask for again: half written files, and those that no row names."""
        await forget_unsent(self._database, self._clock.now())
        return await asyncio.to_thread(self.folder.sweep) + await take_forsaken_away(self._database, self.folder)

    async def take_away(self) -> int:
        """Remove the files of contacts who were erased; how many that were."""
        return await take_away(self._database, self.folder)

    async def _sweep_now_and_then(self) -> None:
        """What is erased goes every few seconds, what is forsaken every hour."""
        rounds = SWEEP // EVERY
        for number in count():
            try:
                if swept := (await self.take_away()) + (0 if number % rounds else await self.sweep()):
                    log.info("media.swept", count=swept)
            except Exception:
                log.exception("media.not_swept")
            await asyncio.sleep(EVERY.total_seconds())

    def _now(self) -> int:
        return to_micros(self._clock.now())


def back_off(attempts: int) -> timedelta:
    """How long to wait after so many attempts."""
    factor: int = 4 ** min(attempts - 1, 10)
    return min(FIRST_WAIT * factor, LONGEST_WAIT)


async def _take(stream: Stream, file: IncomingFile, declared: str) -> None:
    """Write what comes. Raises GiveUp as soon as it is, or says that it will be, larger than its kind may be."""
    _refuse_if_larger(stream.length or 0, LARGEST)
    most = LARGEST
    async for chunk in stream.chunks:
        is_beginning = file.size < HEAD
        await file.write(chunk)
        if is_beginning:
            most = most_bytes(real_type(file.head, declared))
        _refuse_if_larger(max(file.size, stream.length or 0), most)


def _refuse_if_larger(size: int, most: int) -> None:
    if size > most:
        raise GiveUp(f"the file is larger than {most // MEBIBYTE} MB, which is the most for its kind")


_MICROSECOND = timedelta(microseconds=1)
