"""What becomes of a journey's traces: messages of one that is switched off, and passages that ended long ago."""

from pathlib import Path

from bot.clock import ManualClock
from bot.journeys.facts import list_enrollments
from bot.journeys.outcomes import count_outcomes
from tests.stories.happened import ALL_OFF, contact_of, happens, stages, with_journeys
from tests.stories.shop import on_both_databases, open_shop

OWN = """
templates:
  news:
    category: utility
    body: There is something new about your order in our shop that we wanted to tell you today.
responses:
  utter_news: [{text: "News.", metadata: {whatsapp: {template: news}}}]
journeys:
  night:
    trigger: {event: test.night}
    policy: {quiet_hours: "00:00-23:59"}
    steps: [{id: m1, send: utter_news}]
  told:
    trigger: {event: test.told}
    key: event.number
    holdout: 50%
    steps:
      - {id: m1, send: utter_news}
      - {id: w1, wait: {for: 2d}}
  once:
    trigger: {event: test.once}
    reentry: never
    steps: [{id: m1, send: utter_news}]
"""
WITHOUT = "journeys: {other: {trigger: {event: test.x}, steps: [{id: w, wait: {for: 1h}}]}}"


def write(folder: Path, text: str) -> str:
    own = folder / "own"
    own.mkdir(exist_ok=True)
    (own / "own.yml").write_text(text)
    return str(own)


@on_both_databases
async def test_what_a_journey_wrote_that_is_off_by_now_is_not_sent(
    database_url: str, clock: ManualClock, tmp_path: Path
) -> None:
    """G3, G4: a message waits for its template, its journey is switched off: suppressed, with the reason."""
    given = with_journeys(tmp_path, ALL_OFF)
    async with open_shop(database_url, clock, flows_dir=write(tmp_path, OWN), **given) as shop:
        amina = shop.phone()
        await shop.hears(amina, "hi")
        await shop.passes(days=2)
        heard = len(amina.hears)
        await happens(shop, amina, "test.once", "1")
        await happens(shop, amina, "test.told", "2", number=7)
        assert await stages(shop, "once") == [("done", "END", "")]
        assert await stages(shop, "told") == [("live", "w1", "")]
        assert await shop.rows("select status from outbox where kind = 'journey'") == [("waiting",)] * 2
        await shop.opens(flows_dir=write(tmp_path, WITHOUT), **given)
        await happens(shop, amina, "test.x", "3")  # the passage under way hears that its journey is gone
        await shop.passes(minutes=20)
        assert len(amina.hears) == heard
        reasons = await shop.rows("select status, reason from outbox where kind = 'journey' order by id")
        assert reasons == [("dropped", "its journey is switched off"), ("dropped", "its journey is gone")]
        async with shop.wiring.database.read() as tx:
            assert await count_outcomes(tx) == {"suppressed": 2}


@on_both_databases
async def test_what_ended_long_ago_is_cleared_away(database_url: str, clock: ManualClock, tmp_path: Path) -> None:
    """P43: after `keep_days` only a bare row of each key is left; what may begin once does not begin again."""
    given = with_journeys(tmp_path, f"{ALL_OFF}\nkeep_days = 30")
    async with open_shop(database_url, clock, flows_dir=write(tmp_path, OWN), **given) as shop:
        amina = shop.phone()
        await shop.hears(amina, "hi")
        for number in range(3):
            await happens(shop, amina, "test.told", f"told{number}", number=7)
            await shop.passes(days=2)
        await happens(shop, amina, "test.once", "once1")
        assert await shop.wiring.clearing.work_once() == 0
        await shop.passes(days=31)
        await happens(shop, amina, "test.told", "told4", number=8)  # under way
        assert await shop.wiring.clearing.work_once() == 4
        left = "select journey, key, entry, stage, context from enrollment order by id"
        told, once, live = await shop.rows(left)
        assert (told, once) == (("told", "7", 3, "done", "{}"), ("once", "-", 1, "done", "{}"))
        assert live[:4] == ("told", "8", 1, "live")
        assert live[4] != "{}"
        for table in ("journey_step", "exposure"):
            rows = await shop.rows(f"select distinct journey, key from {table}")
            assert rows == [("told", "8")], table
        assert await shop.wiring.clearing.work_once() == 0
        await happens(shop, amina, "test.once", "once2")
        assert len(await stages(shop, "once")) == 1
        await happens(shop, amina, "test.told", "told5", number=7)
        assert await shop.rows("select max(entry) from enrollment where key = '7'") == [(4,)]
        assert await shop.rows("select count(*) from journey_step where key = '7'") == [(1,)]


@on_both_databases
async def test_whoever_has_had_very_many_passages_is_known_whole(
    database_url: str, clock: ManualClock, tmp_path: Path
) -> None:
    """G4, P43: more than a page of passages: the oldest key does not begin again, and goes by its next number."""
    given = with_journeys(tmp_path, ALL_OFF)
    async with open_shop(database_url, clock, flows_dir=write(tmp_path, OWN), **given) as shop:
        amina = shop.phone()
        await shop.hears(amina, "hi")
        await happens(shop, amina, "test.once", "once1")
        await happens(shop, amina, "test.told", "told1", number=7)
        who = await contact_of(shop, amina)
        async with shop.wiring.database.write() as tx:
            await tx.run("update enrollment set stage = 'done', ended_at = began_at, waiting = '' where key = '7'")
            for number in range(1200):
                await tx.run(
                    "insert into enrollment (contact_id, journey, key, entry, stage, step, pace, waiting, until, "
                    "context, held_out, goal, reason, began_at, ended_at) select contact_id, journey, $2, 1, 'done', "
                    "step, pace, '', until, context, held_out, '', '', began_at, began_at from enrollment "
                    "where contact_id = $1 and key = '7' and entry = 1",
                    who,
                    f"other{number}",
                )
        await happens(shop, amina, "test.once", "once2")
        await happens(shop, amina, "test.told", "told2", number=7)
        assert len(await stages(shop, "once")) == 1
        assert await shop.rows("select entry, stage from enrollment where key = '7' order by entry") == [
            (1, "done"),
            (2, "live"),
        ]
        async with shop.wiring.database.read() as tx:
            known = await list_enrollments(tx, who)
        assert len(known) == 1203
        assert [each.key for each in known if each.is_live] == ["7"]
        assert known[0].is_live
