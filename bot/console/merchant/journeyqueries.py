"""What the page of journeys reads, bounded to the newest rows of each table."""

from bot.journeys.outcomes import OUTCOME, REASON

_NEWEST_STEPS = "s.id > (select coalesce(max(id), 0) - 50000 from journey_step)"
_JOINED = "from journey_step s left join outbox o on o.key = s.outbox_key and s.outbox_key <> ''"
#: $1 the journey, $2 since (µs).
COUNT_REASONS = (
    f"select {OUTCOME}, {REASON}, count(*) {_JOINED} where s.journey = $1 and s.at >= $2 and {_NEWEST_STEPS} "
    "group by 1, 2 order by 3 desc, 1, 2 limit 40"
)
COUNT_DAYS = (
    f"select (s.at + $3::bigint) / 86400000000, {OUTCOME}, count(*) {_JOINED} "
    f"where s.journey = $1 and s.at >= $2 and {_NEWEST_STEPS} group by 1, 2"
)
COUNT_ENDS = (
    "select stage, goal, reason, count(*) from enrollment where journey = $1 and ended_at >= $2 "
    "group by stage, goal, reason order by count(*) desc, stage, goal, reason limit 40"
)
#: Events of the shop since $1 (µs), the newest $2 of them, with the country of their contact.
LIST_EVENTS = (
    "select e.contact_id, e.body, e.received_at, c.country from inbox_event e join contact c on c.id = e.contact_id "
    "where e.kind in ('shop', 'journey') and e.received_at >= $1 order by e.id desc limit $2"
)
#: What a passage has cost in messages so far: passages begun since $2, and messages of theirs that went out.
COUNT_SENDS = (
    "select (select count(*) from enrollment where journey = $1 and began_at >= $2), "
    "(select count(*) from journey_step where journey = $1 and at >= $2 and outcome = 'queued')"
)
