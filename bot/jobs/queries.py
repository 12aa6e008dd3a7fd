"""All SQL of the search server's feed, and what it reads of the catalog."""

FEED = "state, kind, live, next, built, version, after, sent, task, attempts"
MAKE = (
    "insert into search_feed (name, state, kind, live, next, built, version, after, sent, runner, attempts, error) "
    "values ($1, 'new', '', '', '', 0, 0, '', 0, '', 0, '') on conflict (name) do nothing"
)
#: Ours until $3, unless somebody else has it or a failure is to be waited out ($4 is now).
TAKE = (
    "update search_feed set runner = $2, leased_until = $3 where name = $1 "  # noqa: S608 - our own names
    "and (leased_until is null or leased_until < $4 or runner = $2) and (due_at is null or due_at <= $4) "
    f"returning {FEED}"
)
SAVE = (
    "update search_feed set state = $3, kind = $4, live = $5, next = $6, built = $7, version = $8, after = $9, "
    "sent = $10, task = $11, leased_until = $12 "
    "where name = $1 and runner = $2"
)
LET_GO = "update search_feed set runner = '', leased_until = null where name = $1 and runner = $2"
DONE = "update search_feed set done_at = $3, attempts = 0, error = '', due_at = null where name = $1 and runner = $2"
FAIL = "update search_feed set attempts = attempts + 1, error = $3, due_at = $4 where name = $1 and runner = $2"
LIVE = "select live from search_feed where name = $1"
REPORT = "select name, state, live, sent, error, due_at, done_at from search_feed order by name"

IDS = "select id from product where active and id > $1 order by id limit $2"
CHANGED = (
    "select id, changed from product where changed > $1 or (changed = $1 and id > $2) order by changed, id limit $3"
)
SOLD = "select count(*) from product where active"
