"""What the merchant's pages read. Everything is bounded: a page never reads a whole history."""

#: Where people stand: the newest $2 conversations touched since $1 (µs), with the engine's state.
LIST_STATES = (
    "select contact_id, state, touched_at from conversation where touched_at >= $1 order by touched_at desc limit $2"
)
#: What was said since $1 (µs): the newest $2 messages of conversations.
LIST_SAID = (
    "select contact_id, content from outbox where id > (select coalesce(max(id), 0) - $2::bigint from outbox) "
    "and kind in ('reply', 'notice', 'journey') and created_at >= $1 order by id desc limit $2"
)
COUNT_LIVE_STEPS = (
    "select step, count(*) from enrollment where journey = $1 and stage = 'live' group by step order by step"
)
COUNT_LIVE_JOURNEYS = "select journey, count(*) from enrollment where stage = 'live' group by journey"
