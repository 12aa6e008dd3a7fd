"""The loop that asks the provider what became of templates, and the work behind `shopclerk templates …`."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from secrets import token_hex

from bot.clock import Clock
from bot.coordination.coordinator import Coordinator
from bot.coordination.leases import give_back_lease, take_lease
from bot.coordination.loop import work_for_ever
from bot.errors import BotError, GiveUp, TryAgain, Unsettled
from bot.log import get_log
from bot.storage.columns import to_micros
from bot.storage.database import Database
from bot.templates.doubts import BELL
from bot.templates.office import Draft, TemplateOffice
from bot.templates.places import places_of
from bot.templates.queries import LIST_DUE, SET_SID, add_variant, list_variants
from bot.templates.settle import settle
from bot.templates.variants import Variant, VariantStatus
from flows.engine.templates import TemplateContract

log = get_log(__name__)

LEASE = timedelta(minutes=2)
POLL = timedelta(minutes=1)
DEMO_POLL = timedelta(seconds=5)
REVIEWED_EVERY = timedelta(minutes=2)  # while WhatsApp reviews it
USED_EVERY = timedelta(minutes=30)
REFUSED_EVERY = timedelta(hours=6)

_MICROSECOND = timedelta(microseconds=1)


class TemplateClerk:
    """One per process; one at a time asks. `submits` is for the demo, whose provider approves at once."""

    def __init__(
        self,
        database: Database,
        coordinator: Coordinator,
        clock: Clock,
        office: TemplateOffice,
        contracts: Mapping[str, TemplateContract],
        *,
        submits: bool = False,
    ) -> None:
        self._database, self._coordinator, self._clock = database, coordinator, clock
        self._office, self._contracts, self._submits = office, contracts, submits
        self._me = token_hex(8)

    async def run(self) -> None:
        """Ask for ever; at once when a send was refused because of its template."""
        poll = DEMO_POLL if self._submits else POLL
        if self._submits:
            await self._coordinator.wait(BELL, DEMO_POLL)  # the demo's provider is this very process
        await work_for_ever(self.work_once, self._coordinator, BELL, poll, failed="templates.not_checked")

    async def work_once(self) -> int:
        """Ask about what is due; answers how many wordings were looked at. A shop without templates asks nothing."""
        if not self._contracts or not (await self._list_due() or await self._is_to_submit()):
            return 0
        async with self._database.write() as tx:
            if not await take_lease(tx, BELL, self._me, self._clock.now(), LEASE):
                return 0
        try:
            if await self._is_to_submit():
                await self.submit()
            return await self.look_at(await self._list_due())
        except (TryAgain, Unsettled) as error:
            log.warning("templates.provider_away", why=str(error))
            return 0
        finally:
            async with self._database.write() as tx:
                await give_back_lease(tx, BELL, self._me)

    async def sync(self) -> int:
        """Take in what is at the provider already, and ask about all of it. Raises BotError."""
        await self._write_down()
        await self._adopt(await self._office.list_titles())
        return await self.look_at([v for v in await self.variants() if v.sid])

    async def submit(self, names: Sequence[str] = ()) -> list[tuple[Draft, str]]:
        """Create and submit every current wording that was not yet: each with what came of it. Doing it again does
        nothing again. Raises TryAgain or Unsettled when the provider is away: what was done is kept."""
        await self._write_down()
        await self._adopt(await self._office.list_titles())
        known = {(v.name, v.language, v.mark): v for v in await self.variants()}
        told = []
        for draft in self.drafts(names):
            variant = known[draft.contract.name, draft.wording.language, draft.mark]
            try:
                told.append((draft, await self._submit(draft, variant)))
            except GiveUp as error:
                told.append((draft, str(error)))
        return told

    async def _is_to_submit(self) -> bool:
        return self._submits and bool(await self.list_unsubmitted())

    async def list_unsubmitted(self) -> list[Draft]:
        """Current wordings that nobody has asked an approval for."""
        open_ = (VariantStatus.NEW, VariantStatus.UNSUBMITTED, VariantStatus.GONE)
        asked = {(v.name, v.language, v.mark) for v in await self.variants() if v.status not in open_}
        return [d for d in self.drafts() if (d.contract.name, d.wording.language, d.mark) not in asked]

    async def variants(self) -> list[Variant]:
        """Everything that was ever submitted."""
        async with self._database.read() as tx:
            return await list_variants(tx, self._office.account)

    def drafts(self, names: Sequence[str] = ()) -> list[Draft]:
        """The wordings that the files have now. Raises BotError for a name that is not there."""
        for name in names:
            if name not in self._contracts:
                known = ", ".join(sorted(self._contracts)) or "none"
                raise BotError(f"there is no template {name}; there are: {known}")
        wanted = names or sorted(self._contracts)
        contracts = [self._contracts[name] for name in wanted]
        return [Draft(contract, wording) for contract in contracts for wording in contract.wordings.values()]

    async def look_at(self, variants: Sequence[Variant]) -> int:
        """Ask about each of these and write down what has changed; entries that waited for an approval go on."""
        freed = 0
        for variant in variants:
            asked_at = to_micros(self._clock.now())
            verdict = await self._office.look(variant.sid)
            async with self._database.write() as tx:
                freed += await settle(tx, variant, verdict, asked_at, to_micros(self._clock.now()))
        if freed:
            self._coordinator.wake("sends")
        return len(variants)

    async def _submit(self, draft: Draft, variant: Variant) -> str:
        """Created, asked for and looked at; every step is on disk before the next."""
        if not variant.sid or variant.status is VariantStatus.GONE:
            sid = await self._office.create(draft)
            await self._created(variant, sid)
            variant = replace(variant, sid=sid, status=VariantStatus.UNSUBMITTED)
        verdict = await self._office.look(variant.sid)
        if verdict.status == VariantStatus.UNSUBMITTED:
            await self._office.ask(variant.sid, draft)
        await self.look_at([variant])
        return "submitted" if verdict.status == VariantStatus.UNSUBMITTED else f"is {verdict.status} already"

    async def _write_down(self) -> None:
        """Every wording that the files have now has its row."""
        now = to_micros(self._clock.now())
        async with self._database.write() as tx:
            for draft in self.drafts():
                await add_variant(tx, self._office.account, _variant(draft), now)

    async def _adopt(self, titles: Mapping[str, str]) -> None:
        """What was created before (and perhaps by another database, or in a call whose answer was lost) is ours."""
        drafts = {(d.contract.name, d.wording.language, d.mark): d for d in self.drafts()}
        for variant in await self.variants():
            draft = drafts.get((variant.name, variant.language, variant.mark))
            if draft is not None and not variant.sid and draft.title in titles:
                await self._created(variant, titles[draft.title])

    async def _created(self, variant: Variant, sid: str) -> None:
        now = to_micros(self._clock.now())
        async with self._database.write() as tx:
            await tx.run(SET_SID, variant.id, sid, VariantStatus.UNSUBMITTED.value, now)

    async def _list_due(self) -> list[Variant]:
        now = to_micros(self._clock.now())
        since = [now - each // _MICROSECOND for each in (REVIEWED_EVERY, USED_EVERY, REFUSED_EVERY)]
        async with self._database.read() as tx:
            return [Variant.from_row(row) for row in await tx.rows(LIST_DUE, self._office.account, *since, now)]


def _variant(draft: Draft) -> Variant:
    contract, wording = draft.contract, draft.wording
    return Variant(
        id=0,
        name=contract.name,
        language=wording.language,
        mark=draft.mark,
        sid="",
        places=places_of(wording),
        category=contract.category,
        billed_as="",
        status=VariantStatus.NEW,
        reason="",
        quality="",
        paused_until=None,
        doubt=None,
        checked_at=None,
    )
