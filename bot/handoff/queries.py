"""All SQL of who has a conversation. Moments are µs. Whoever changes something holds the conversation's row first."""

GET = (
    "select c.owner, c.epoch, c.sender, c.address, c.windows, p.language from conversation c "
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
    "update outbox set epoch = $3, due_at = case when due_at > $4 then $4 else due_at end, updated_at = $4 "
    "where contact_id = $1 and status = 'waiting' and kind = 'agent' and agent_id = $2"
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
SET_AGENT = "update handoff set agent_id = $2, taken_at = $3 where id = $1"
SET_TEAM = "update handoff set team_id = $2, agent_id = null, taken_at = null where id = $1"
WAITS = "update handoff set waiting_since = $2, due_at = $3 where id = $1"
ANSWERED = (
    "update handoff set waiting_since = null, due_at = null, first_reply_at = coalesce(first_reply_at, $2), "
    "taken_at = coalesce(taken_at, $2) where id = $1"
)
CLOSE = (
    "update handoff set closed_at = $2, closed_by = $3, outcome = $4, waiting_since = null, due_at = null "
    "where id = $1"
)
ADD_LINE = "insert into thread_line (contact_id, at, what, agent_id, detail) values ($1, $2, $3, $4, $5)"
CANCEL_TIMERS = "delete from timer where contact_id = $1 and name in ('handoff:wait', 'handoff:idle')"

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
READ_UP_TO = (
    "insert into read_mark (contact_id, inbox_id, at, agent_id) values ($1, $2, $3, $4) "
    "on conflict (contact_id) do update set inbox_id = excluded.inbox_id, at = excluded.at, "
    "agent_id = excluded.agent_id where read_mark.inbox_id < excluded.inbox_id"
)
NEWEST_HEARD = "select max(id) from inbox_event where contact_id = $1 and kind = 'message'"
