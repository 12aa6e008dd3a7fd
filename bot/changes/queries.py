"""All SQL of what the shop changes while it runs."""

#: Grows with every change that is committed, in whatever order their ids were given. Rows are never taken away.
NEWEST = "select count(*) from shop_change"
ADD = "insert into shop_change (at, what) values ($1, $2)"
PUBLISH = "insert into publication (sources, version, by, at) values ($1, $2, $3, $4)"
NEWEST_PUBLICATION = "select id, sources from publication order by id desc limit 1"
LIST_PUBLICATIONS = "select id, version, by, at from publication order by id desc limit $1"
LIST_SWITCHES = "select journey, is_on, by, at from journey_switch order by journey"
SWITCH = (
    "insert into journey_switch (journey, is_on, by, at) values ($1, $2, $3, $4) "
    "on conflict (journey) do update set is_on = excluded.is_on, by = excluded.by, at = excluded.at"
)
LIST_SETTINGS = "select name, value, by, at from shop_setting order by name"
KEEP_SETTING = (
    "insert into shop_setting (name, value, by, at) values ($1, $2, $3, $4) "
    "on conflict (name) do update set value = excluded.value, by = excluded.by, at = excluded.at"
)
DROP_SETTING = "delete from shop_setting where name = $1"
LIST_ANSWERS = "select id, asked, texts, by, at from own_answer order by id"
ADD_ANSWER = "insert into own_answer (asked, texts, by, at) values ($1, $2, $3, $4) returning id"
CHANGE_ANSWER = "update own_answer set asked = $2, texts = $3, by = $4, at = $5 where id = $1"
DROP_ANSWER = "delete from own_answer where id = $1"

KEEP_UNANSWERED = (
    "insert into unanswered (event_id, contact_id, text, language, flow, reason, at) "
    "values ($1, $2, $3, $4, $5, $6, $7) on conflict (event_id) do nothing"
)
LIST_UNANSWERED = (
    "select id, text, language, flow, at, contact_id from unanswered where answer_id is null and at >= $1 "
    "order by id desc limit $2"
)
COUNT_UNANSWERED = "select count(*) from unanswered where answer_id is null and at >= $1"
SETTLE = "update unanswered set answer_id = $2 where id = any($1::bigint[])"
REOPEN = "update unanswered set answer_id = null where answer_id = $1"
ERASE = "delete from unanswered where contact_id = $1"

#: Ends of what a journey has written and not yet sent ($1 the journey, $2 why, $3 now).
DROP_WAITING = (
    "update outbox set status = 'dropped', reason = $2, updated_at = $3 where kind = 'journey' "
    "and status = 'waiting' and substr(key, 1, length('journey:' || contact_id || ':' || $1::text || ':')) = "
    "'journey:' || contact_id || ':' || $1::text || ':'"
)
#: Passages that are still under way, beyond the id $2.
LIST_LIVE = (
    "select id, contact_id from enrollment where journey = $1 and stage = 'live' and id > $2 order by id limit $3"
)
