"""All SQL of the inbox's list and threads. Moments are µs."""

from collections.abc import Sequence
from typing import Any

from bot.storage.transactions import Row, Tx

#: The columns of `rows.Seen`, in order, of `c`onversation, `p`erson, `h`andoff and `s`nooze.
SEEN = """
c.contact_id, p.name, p.given_name, p.language, p.country, c.address,
case when c.address like '+%' then c.address else
  (select min(a.value) from handle a where a.contact_id = c.contact_id and a.kind = 'phone') end,
c.owner, c.epoch, c.sender, c.windows, c.touched_at, h.opened_at, h.waiting_since, h.due_at, h.breached_at,
h.priority, h.reason, h.words, h.team_id, s.until
"""
_PEOPLE = "join contact p on p.id = c.contact_id"
_SNOOZED = "left join snooze s on s.contact_id = c.contact_id"
_ANY = (
    f"from conversation c {_PEOPLE} "
    "left join handoff h on h.contact_id = c.contact_id and h.closed_at is null "
    f"{_SNOOZED} where c.touched_at is not null and p.erased_at is null"
)
_OPEN = f"from handoff h join conversation c on c.contact_id = h.contact_id {_PEOPLE} {_SNOOZED}"
_AWAKE = "(s.until is null or s.until <= :now)"
_WAITS = f"h.closed_at is null and (c.owner = 'queue' or h.waiting_since is not null) and {_AWAKE}"
_MINE = f"h.closed_at is null and h.agent_id = :agent and c.owner <> 'queue' and {_AWAKE}"
_ASLEEP = (
    f"from snooze s join conversation c on c.contact_id = s.contact_id {_PEOPLE} "
    "left join handoff h on h.contact_id = c.contact_id and h.closed_at is null where s.until > :now"
)
_RANK = "case when c.owner = 'queue' then 0 else 1 end"
_SINCE = "coalesce(h.waiting_since, h.opened_at)"

#: Of each view: where its rows come from, and by what they are sorted: rank, moment, contact; and which way.
VIEWS: dict[str, tuple[str, str, str]] = {
    "waiting": (f"{_OPEN} where {_WAITS}", f"{_RANK}, {_SINCE}, c.contact_id", "asc"),
    "mine": (f"{_OPEN} where {_MINE}", "0, coalesce(c.touched_at, h.opened_at), c.contact_id", "desc"),
    "bot": (f"{_ANY} and c.owner = 'bot'", "0, c.touched_at, c.contact_id", "desc"),
    "all": (_ANY, "0, c.touched_at, c.contact_id", "desc"),
    "snoozed": (_ASLEEP, "0, s.until, c.contact_id", "asc"),
}
GET_SEEN = (
    f"select {SEEN} from conversation c {_PEOPLE} "  # noqa: S608
    "left join handoff h on h.contact_id = c.contact_id and h.closed_at is null "
    f"{_SNOOZED} where c.contact_id = any($1::bigint[]) and p.erased_at is null"
)
_COUNTS = f"""
select
  (select count(*) {_OPEN} where {_WAITS}),
  (select count(*) {_OPEN} where {_MINE}),
  (select count(*) from conversation c where c.touched_at is not null),
  (select count(*) from handoff h join conversation c on c.contact_id = h.contact_id
    where h.closed_at is null and c.owner <> 'bot' and c.touched_at is not null),
  (select count(*) from snooze s where s.until > :now)
"""  # noqa: S608
COUNTS = _COUNTS.replace(":now", "$1").replace(":agent", "$2")
COUNT_MINE = (
    f"select h.agent_id, count(*) {_OPEN} where h.closed_at is null and h.agent_id is not null "
    f"and c.owner <> 'queue' and {_AWAKE} group by h.agent_id"
).replace(":now", "$1")

#: The newest of each kind in each of these conversations.
LAST_IN = """
select e.contact_id, e.id, e.received_at, e.body from inbox_event e where e.id in (
  select (select i.id from inbox_event i where i.contact_id = c.contact_id and i.kind = 'message'
    order by i.received_at desc, i.id desc limit 1)
  from conversation c where c.contact_id = any($1::bigint[]))
"""
LAST_OUT = """
select e.contact_id, e.id, e.created_at, e.content, e.kind, e.agent_id from outbox e where e.id in (
  select (select o.id from outbox o where o.contact_id = c.contact_id and o.status <> 'dropped'
    order by o.created_at desc, o.id desc limit 1)
  from conversation c where c.contact_id = any($1::bigint[]))
"""
#: Four small things in one statement: what it is, conversation, number, moment, words. Unread are the messages that
#: nobody has read, at most 100; what was kept late may be a little older than the mark.
BESIDE = """
select 'tag', contact_id, 0, 0, tag from contact_tag where contact_id = any($1::bigint[])
union all
select 'note', n.contact_id, n.id, n.at, n.text from note n where n.id in (
  select max(m.id) from note m where m.contact_id = any($1::bigint[]) group by m.contact_id)
union all
select 'line', l.contact_id, l.id, l.at, '' from thread_line l where l.id in (
  select max(m.id) from thread_line m where m.contact_id = any($1::bigint[]) group by m.contact_id)
union all
select 'unread', c.contact_id, (select count(*) from (
    select 1 from inbox_event i where i.contact_id = c.contact_id and i.kind = 'message'
      and i.received_at >= coalesce(r.at, 0) - 600000000 and i.id > coalesce(r.inbox_id, 0) limit 100) newer), 0, ''
from conversation c left join read_mark r on r.contact_id = c.contact_id
where c.contact_id = any($1::bigint[])
"""
NAMES = "select 'agent', id, name from agent union all select 'team', id, name from team"

IN = "select id, received_at, body, state, error from inbox_event where contact_id = $1 and kind = 'message'"
OUT = (
    "select id, created_at, content, status, reason, error_code, kind, agent_id, template, variant_id, billed_as, "
    "policy, due_at, provider_id, updated_at, key, attempts from outbox where contact_id = $1"
)
GET_OUT = OUT.replace("contact_id = $1", "id = $1")
NOTES = "select id, at, text, agent_id, mentions, edited_at from note where contact_id = $1"
LINES = "select id, at, what, agent_id, detail from thread_line where contact_id = $1"
_SORTED = {"in": (IN, "received_at"), "out": (OUT, "created_at"), "note": (NOTES, "at"), "line": (LINES, "at")}
BEFORE = {
    name: f"{sql} and ({at}, id) < ($2, $3) order by {at} desc, id desc limit $4"
    for name, (sql, at) in _SORTED.items()
}
AFTER = {name: f"{sql} and ({at}, id) > ($2, $3) order by {at}, id limit $4" for name, (sql, at) in _SORTED.items()}
FILES = (
    "select message_id, id, declared_type, status, reason, content_type, size, sha256 from inbound_media "
    "where message_id = any($1::text[]) order by message_id, place"
)
#: What a contact replied to: a message of ours, or one of theirs.
QUOTED_OUT = (
    "select provider_id, id, content, kind from outbox where provider_id <> '' and provider_id = any($1::text[])"
)
QUOTED_IN = "select key, id, body from inbox_event where key = any($1::text[])"
READ_TO = (
    "select e.id, e.received_at from read_mark r join inbox_event e on e.id = r.inbox_id where r.contact_id = $1"
)
WORDINGS = "select id, name, language from template_variant where id = any($1::bigint[])"


async def list_seen(tx: Tx, contact_ids: Sequence[int]) -> Sequence[Row]:
    """The columns of `rows.Seen` of these conversations, in no order."""
    return await tx.rows(GET_SEEN, list(contact_ids))


async def list_names(tx: Tx) -> tuple[dict[int, str], dict[int, str]]:
    """What agents and teams are called."""
    names: dict[str, dict[int, str]] = {"agent": {}, "team": {}}
    for kind, number, name in await tx.rows(NAMES):
        names[kind][int(number)] = str(name)
    return names["agent"], names["team"]


class Asked:
    """A statement that grows: conditions, and their values by number."""

    def __init__(self) -> None:
        self.args: list[Any] = []
        self.conditions: list[str] = []

    def place(self, value: Any) -> str:
        """Where this value will stand."""
        self.args.append(value)
        return f"${len(self.args)}"

    def add(self, condition: str, *values: Any) -> None:
        """`{0}`, `{1}` … stand for the values."""
        self.conditions.append(condition.format(*map(self.place, values)))

    def filled(self, sql: str, **values: Any) -> str:
        """The statement with these values where it names them (`:now`), as far as it does."""
        for name, value in values.items():
            if f":{name}" in sql:
                sql = sql.replace(f":{name}", self.place(value))
        return sql

    @property
    def more(self) -> str:
        """The conditions, to stand behind others."""
        return "".join(f" and {each}" for each in self.conditions)
