"""All SQL of the phone: what waits for a contact."""

#: Live passages of journeys: which, for what, at which step, until when; null: until something happens.
LIST_LIVE = (
    "select journey, key, step, wake_at from enrollment where contact_id = $1 and stage = 'live' "
    "order by wake_at, id limit 50"
)
LIST_TIMERS = "select name, due_at from timer where contact_id = $1 order by due_at, id limit 50"
LIST_LATER = (
    "select content, kind, due_at from outbox where contact_id = $1 and status = 'waiting' and due_at > $2 "
    "order by due_at, id limit 50"
)
