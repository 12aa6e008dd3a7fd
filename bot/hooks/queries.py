"""All SQL of hooks. Moments are µs."""

from bot.storage.statements import Many

_INTO = (
    "insert into hook_delivery (hook_id, event, contact_id, subject, detail, at, due_at, status, attempts, error) "
    "select h.id, {e}.event, {e}.contact_id, {e}.subject, {e}.detail, {e}.at, {e}.at, 'waiting', 0, '' from hook h "
)
_OF = "h.disabled_at is null and h.events like '%\"' || {e}.event || '\"%' on conflict do nothing"
#: Event, contact, subject, detail, moment: a delivery for every hook that wants to know.
TELL = Many(
    postgres=_INTO.replace("{e}", "v")
    + "join unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::bigint[]) "
    + "as v(event, contact_id, subject, detail, at) on true where "
    + _OF.replace("{e}", "v"),
    sqlite=_INTO.replace("{e}", "v")
    + "join (select ?1 as event, ?2 as contact_id, ?3 as subject, ?4 as detail, ?5 as at) v where "
    + _OF.replace("{e}", "v"),
)
WANTED = "select events from hook where disabled_at is null"

COLUMNS = "id, url, events, created_at, failing_since, disabled_at, why"
LIST = (
    f"select {COLUMNS}, (select count(*) from hook_delivery d where d.hook_id = h.id and d.status = 'waiting') "  # noqa: S608
    "from hook h where h.url not like 'bridge:%' order by h.id"
)
ADD = (
    "insert into hook (url, secret, events, agent_id, created_at, why) values ($1, $2, $3, $4, $5, '') "
    "on conflict (url) do nothing returning id"
)
REMOVE = "delete from hook where id = $1 and url not like 'bridge:%' returning url"
FORGET_DELIVERIES = "delete from hook_delivery where hook_id = $1"
ENABLE = (
    "update hook set disabled_at = null, failing_since = null, why = '' where id = $1 "
    "and url not like 'bridge:%' returning url"
)
#: A bridge's own hook: there as long as it is set up.
KEEP_BRIDGE = (
    "insert into hook (url, secret, events, created_at, why) values ($1, '', $2, $3, '') "
    "on conflict (url) do update set events = excluded.events, disabled_at = null, why = ''"
)
END_BRIDGE = "delete from hook where url = $1"
FIND_BRIDGE = "select id from hook where url = $1"

NEXT_DUE = "select min(due_at) from hook_delivery where status = 'waiting'"
#: $1 now, $2 the lease's end, $3 how many. Of a conversation one hook is told one thing at a time, in order.
TAKE = """
update hook_delivery set due_at = $2, attempts = attempts + 1 where id in (
  select d.id from hook_delivery d join hook h on h.id = d.hook_id
  where d.status = 'waiting' and d.due_at <= $1 and h.disabled_at is null and not exists (
    select 1 from hook_delivery o where o.hook_id = d.hook_id and o.contact_id = d.contact_id
    and o.status = 'waiting' and o.id < d.id)
  order by d.due_at, d.id limit $3 for update of d skip locked)
returning id, hook_id, event, contact_id, subject, detail, at, attempts, due_at
"""
GET_HOOK = "select id, url, secret from hook where id = $1 and disabled_at is null"
#: Only by whoever still has the lease ($2).
SETTLE = (
    "update hook_delivery set status = $3, answer = $4, error = $5, done_at = $6, due_at = $7 "
    "where id = $1 and due_at = $2 and status = 'waiting'"
)
WENT_WELL = "update hook set failing_since = null where id = $1 and failing_since is not null"
FAILS = "update hook set failing_since = coalesce(failing_since, $2) where id = $1"
DISABLE = (
    "update hook set disabled_at = $2, why = $3 where id = $1 and disabled_at is null and failing_since <= $4 "
    "returning url"
)
LOG = (
    "select id, event, contact_id, subject, at, status, attempts, answer, error, done_at, due_at from hook_delivery "
    "where hook_id = $1 and id < $2 order by id desc limit $3"
)
AGAIN = (
    "update hook_delivery set status = 'waiting', due_at = $2, attempts = 0, done_at = null "
    "where hook_id = $1 and status = 'failed'"
)
PURGE = "delete from hook_delivery where status <> 'waiting' and done_at < $1"
ERASE = "delete from hook_delivery where contact_id = $1"

PERSON = (
    "select p.name, p.given_name, p.language, c.address, c.owner from contact p "
    "join conversation c on c.contact_id = p.id where p.id = $1 and p.erased_at is null"
)
HEARD = "select id, body, received_at from inbox_event where key = $1 and contact_id = $2"
SAID = (
    "select o.id, o.content, o.kind, o.status, o.reason, o.error_code, o.created_at, o.agent_id, a.name, o.template "
    "from outbox o left join agent a on a.id = o.agent_id where o.id = $1 and o.contact_id = $2"
)
HANDOFF = (
    "select id, reason, words, priority, opened_at, closed_at, closed_by, outcome from handoff "
    "where id = $1 and contact_id = $2"
)
AGENT = "select name from agent where id = $1"

FIND_THREAD = "select remote_id, last_in, handoff_id from bridge_thread where bridge = $1 and contact_id = $2"
FIND_BY_REMOTE = "select contact_id from bridge_thread where bridge = $1 and remote_id = $2"
KEEP_THREAD = (
    "insert into bridge_thread (bridge, contact_id, remote_id, last_in, handoff_id, at) "
    "values ($1, $2, $3, 0, 0, $4) "
    "on conflict (bridge, contact_id) do update set remote_id = excluded.remote_id, at = excluded.at"
)
REACHED = "update bridge_thread set last_in = $3 where bridge = $1 and contact_id = $2 and last_in < $3"
TOLD_OF = "update bridge_thread set handoff_id = $3 where bridge = $1 and contact_id = $2"
ERASE_THREADS = "delete from bridge_thread where contact_id = $1"
#: Of a contact, the newest $2 that were said either way.
LAST_HEARD = (
    "select received_at, id, body from inbox_event where contact_id = $1 and kind = 'message' "
    "order by received_at desc, id desc limit $2"
)
LAST_SAID = (
    "select created_at, kind, content from outbox where contact_id = $1 and status <> 'dropped' "
    "order by created_at desc, id desc limit $2"
)
FILE_OF = (
    "select status, content_type, sha256 from inbound_media where contact_id = $1 and message_id = $2 "
    "order by place limit 1"
)
