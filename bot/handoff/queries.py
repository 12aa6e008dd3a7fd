"""All SQL of who has a conversation. Moments are µs. Whoever changes something holds the conversation's row first."""

GET = (
    "select c.owner, c.epoch, c.sender, c.address, c.windows, p.language, c.touched_at from conversation c "
    "join contact p on p.id = c.contact_id where c.contact_id = $1 and p.erased_at is null "
    "for no key update of c"
)
SET_OWNER = "update conversation set owner = $2, epoch = epoch + 1 where contact_id = $1"
SET_TOUCHED = "update conversation set touched_at = $2 where contact_id = $1"
NAME_OF = "select name from agent where id = $1"

#: What the bot has written and not yet sent: nobody says it any more. Entries that are being claimed are waited for.
DROP_OTHERS = (
    "update outbox set status = 'dropped', reason = $4, updated_at = $3 "
    "where contact_id = $1 and status = 'waiting' and kind in ('reply', 'agent') and epoch < $2"
)
#: What whoever passes the conversation on has just written goes out before.
KEEP_OWN = (
    "update outbox set epoch = $3, updated_at = $4, "
    "due_at = case when status = 'waiting' and due_at > $4 then $4 else due_at end "
    "where contact_id = $1 and status in ('waiting', 'sending', 'unknown') and kind = 'agent' and agent_id = $2"
)

FIND_OPEN = (
    "select id, reason, priority, team_id, agent_id, taken_at, waiting_since, first_reply_at, due_at, breached_at, "
    "escalated, opened_at from handoff where contact_id = $1 and closed_at is null"
)
OPEN = (
    "insert into handoff (contact_id, opened_at, reason, words, priority, team_id, agent_id, taken_at, "
    "waiting_since, due_at, escalated, closed_by, outcome) "
    "values ($1, $2, $3, $4, $5, null, null, null, $6, $7, 0, '', '') returning id"
)
RAISE = (
    "update handoff set priority = case when priority < $2 then $2 else priority end, "
    "words = case when words = '' then $3 else words end where id = $1"
)
SET_AGENT = "update handoff set agent_id = $2, taken_at = $3, assigned_at = $4 where id = $1"
SET_TEAM = "update handoff set team_id = $2, agent_id = null, taken_at = null where id = $1"
SET_NOBODY = "update handoff set agent_id = null, taken_at = null where id = $1"
TEAM_OF = "select id from team where name = $1"
WAITS = "update handoff set waiting_since = $2, due_at = $3 where id = $1"
OWES = "update handoff set waiting_since = $2, due_at = $3, escalated = 0 where id = $1"
#: Of an open handoff in which nobody waits: its id, and since when somebody would if nothing had been said.
OWED_SINCE = (
    "select h.id, coalesce((select max(e.received_at) from inbox_event e where e.contact_id = h.contact_id "
    "and e.kind = 'message' and e.received_at > h.opened_at), "
    "case when h.reason not in ('taken', 'assigned') then h.opened_at end) "
    "from handoff h where h.contact_id = $1 and h.closed_at is null and h.waiting_since is null"
)
HAS_SAID = (
    "select 1 from outbox where contact_id = $1 and kind = 'agent' and status not in ('dropped', 'failed') "
    "and created_at >= $2 limit 1"
)
FIRST_REPLY = (
    "update handoff set first_reply_at = (select min(o.created_at) from outbox o where o.contact_id = $2 "
    "and o.kind = 'agent' and o.status not in ('dropped', 'failed') and o.created_at >= handoff.opened_at) "
    "where id = $1"
)
ANSWERED = (
    "update handoff set waiting_since = null, due_at = null, first_reply_at = coalesce(first_reply_at, $2), "
    "taken_at = coalesce(taken_at, $2) where id = $1"
)
ESCALATED = (
    "update handoff set escalated = $2, breached_at = coalesce(breached_at, $3), priority = priority + $4 "
    "where id = $1"
)
CLOSE = (
    "update handoff set closed_at = $2, closed_by = $3, outcome = $4, waiting_since = null, due_at = null "
    "where id = $1"
)
ADD_LINE = "insert into thread_line (contact_id, at, what, agent_id, detail) values ($1, $2, $3, $4, $5)"
CANCEL_TIMERS = "delete from timer where contact_id = $1 and name in ('handoff:wait', 'handoff:idle')"

#: What an agent has said makes superfluous: “are you still waiting?”
DROP_BOTS = (
    "update outbox set status = 'dropped', reason = $3, updated_at = $2 "
    "where contact_id = $1 and status = 'waiting' and kind = 'reply'"
)
#: The columns of `waiting.Wait`.
READ_WAIT = (
    "select c.owner, c.touched_at, h.id, h.waiting_since, h.due_at, h.escalated, h.taken_at, "
    "exists (select 1 from timer t where t.contact_id = c.contact_id and t.name = 'handoff:wait'), "
    "exists (select 1 from timer t where t.contact_id = c.contact_id and t.name = 'handoff:idle') "
    "from conversation c join handoff h on h.contact_id = c.contact_id and h.closed_at is null "
    "where c.contact_id = $1"
)
IS_STAFFED = "select 1 from agent where disabled_at is null and role <> 'viewer' limit 1"

LOCK_AGENTS = (
    "select id from agent where disabled_at is null and is_away = 0 and role <> 'viewer' order by id "
    "for no key update"
)
TRY_AGENTS = f"{LOCK_AGENTS} skip locked"
LIST_AGENTS = (
    "select a.id, a.name, a.role, a.team_id, a.languages, a.skills, a.language, a.most_chats, "
    "(select count(*) from handoff h where h.agent_id = a.id and h.closed_at is null), "
    "coalesce((select max(h.assigned_at) from handoff h where h.agent_id = a.id), 0) "
    "from agent a where a.disabled_at is null and a.is_away = 0 and a.role <> 'viewer' order by a.id"
)
LAST_AGENT = (
    "select agent_id from handoff where contact_id = $1 and agent_id is not null and closed_at is not null "
    "order by id desc limit 1"
)
NEXT_WAITING = (
    "select h.contact_id from handoff h join conversation c on c.contact_id = h.contact_id "
    "where h.closed_at is null and c.owner = 'queue' order by h.priority desc, h.opened_at, h.id limit $1 "
    "for no key update of c skip locked"
)

HELD_BY = "select contact_id from handoff where agent_id = $1 and closed_at is null order by contact_id"
LIST_OPEN = (
    "select c.contact_id, coalesce(nullif(p.given_name, ''), p.name), coalesce(a.name, c.owner), h.reason, "
    "h.priority, h.waiting_since, h.due_at, h.escalated from handoff h "
    "join conversation c on c.contact_id = h.contact_id join contact p on p.id = h.contact_id "
    "left join agent a on a.id = h.agent_id where h.closed_at is null "
    "order by h.waiting_since is null, h.priority desc, h.waiting_since, h.id"
)

SPENT = (
    "select coalesce(sum(total - refunded), 0) from shop_order where contact_id = $1 and currency = $2 "
    "and is_placed = 1 and cancelled_at is null and status <> 'cancelled'"
)
TIER = "select value from profile_answer where contact_id = $1 and name = 'tier'"
IN_CARTS = (
    "select coalesce(max(worth), 0) from (select sum(l.quantity * l.price) as worth from cart c "
    "join cart_line l on l.cart_id = c.id where c.contact_id = $1 and c.status = 'open' and c.source = '' "
    "and l.currency = $2 union all select c.total from cart c where c.contact_id = $1 and c.status = 'open' "
    "and c.source <> '' and c.currency = $2) as carts"
)

#: $2 since when, $3 how many: what both sides said, the newest first.
SAID_BY_CONTACT = (
    "select received_at, body from inbox_event where contact_id = $1 and kind = 'message' and received_at >= $2 "
    "order by id desc limit $3"
)
SAID_BY_AGENTS = (
    "select created_at, content from outbox where contact_id = $1 and kind = 'agent' and created_at >= $2 "
    "and status <> 'dropped' order by id desc limit $3"
)

FIND_BY_KEY = "select id from outbox where key = $1"
HOLD_ENTRY = "select 1 from outbox where id = $1 and status = 'waiting' and attempts = 0 for update"
UNDO = (
    "update outbox set status = 'dropped', reason = $4, updated_at = $3 where contact_id = $1 and agent_id = $2 "
    "and status = 'waiting' and attempts = 0 "
    "and (key = $5::text or substr(key, 1, length($5::text) + 1) = $5::text || '+')"
)
GET_ENTRY = "select contact_id, key, status, content, kind, agent_id from outbox where id = $1"

ADD_NOTE = (
    "insert into note (contact_id, agent_id, text, mentions, at, edited_at) values ($1, $2, $3, $4, $5, null) "
    "returning id"
)
EDIT_NOTE = (
    "update note set text = $3, mentions = $4, edited_at = $5 where id = $1 and agent_id = $2 returning contact_id"
)
ADD_TAG = "insert into tag (name, colour) values ($1, '') on conflict (name) do nothing"
TAG = (
    "insert into contact_tag (contact_id, tag, agent_id, at) values ($1, $2, $3, $4) "
    "on conflict (contact_id, tag) do nothing"
)
UNTAG = "delete from contact_tag where contact_id = $1 and tag = $2"
SNOOZE = (
    "insert into snooze (contact_id, until, agent_id, note) values ($1, $2, $3, $4) "
    "on conflict (contact_id) do update set until = excluded.until, agent_id = excluded.agent_id, "
    "note = excluded.note"
)
WAKE_UP = "delete from snooze where contact_id = $1"
WAKE_UP_DUE = "delete from snooze where contact_id = $1 and until <= $2"
READ_UP_TO = (
    "insert into read_mark (contact_id, inbox_id, at, agent_id) values ($1, $2, $3, $4) "
    "on conflict (contact_id) do update set inbox_id = excluded.inbox_id, at = excluded.at, "
    "agent_id = excluded.agent_id where read_mark.inbox_id < excluded.inbox_id"
)
NEWEST_HEARD = "select max(id) from inbox_event where contact_id = $1 and kind = 'message'"
