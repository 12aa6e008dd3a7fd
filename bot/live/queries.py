"""All SQL of the stream. Moments are µs."""

from bot.storage.statements import insert_many

ADD = insert_many("live_event", {"at": "bigint", "contact_id": "bigint", "what": "text"})
TAIL = "select id, at, contact_id, what from live_event where id > $1 and contact_id <> 0 order by id limit $2"
COUNT = "select count(*) from live_event where id > $1 and id <= $2 and contact_id <> 0"
#: The newest id that is at least $2 µs older than the one named $1.
SETTLED = (
    "select id from live_event where id < $1 and at < (select at from live_event where id = $1) - $2 "
    "order by id desc limit 1"
)
NEWEST = "select max(id) from live_event"
OLDEST = "select min(id) from live_event"
#: The newest row stays: on SQLite the next id is counted from it.
PURGE = (
    "delete from live_event where id < (select max(id) from live_event) "
    "and (at < $1 or id <= (select max(id) from live_event) - $2)"
)
FORGET_NEWEST = "update live_event set contact_id = 0 where contact_id = $1 and id = (select max(id) from live_event)"
FORGET = "delete from live_event where contact_id = $1"
