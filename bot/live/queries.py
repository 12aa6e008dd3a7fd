"""All SQL of the stream. Moments are µs."""

from bot.storage.statements import insert_many

ADD = insert_many("live_event", {"at": "bigint", "contact_id": "bigint", "what": "text"})
TAIL = "select id, at, contact_id, what from live_event where id > $1 order by id limit $2"
NEWEST = "select max(id) from live_event"
OLDEST = "select min(id) from live_event"
#: The newest row stays: on SQLite the next id is counted from it.
PURGE = (
    "delete from live_event where id < (select max(id) from live_event) "
    "and (at < $1 or id <= (select max(id) from live_event) - $2)"
)
