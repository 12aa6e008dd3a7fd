"""All SQL of templates. Moments are µs."""

from bot.storage.columns import dump_json
from bot.storage.statements import insert_many
from bot.storage.transactions import Tx
from bot.templates.variants import Variant

COLUMNS = (
    "v.id, v.name, v.language, v.mark, v.sid, v.places, v.category, v.billed_as, v.status, v.reason, "
    "v.quality, v.paused_until, v.doubt, v.checked_at"
)
LIST_ALL = f"select {COLUMNS} from template_variant v where v.account = $1 order by v.name, v.language, v.id"  # noqa: S608
LIST_NAMED = (
    f"select {COLUMNS} from template_variant v "  # noqa: S608
    "where v.account = $1 and v.name = any($2::text[]) order by v.id desc"
)
#: $2, $3, $4: since when a wording of each kind must have been looked at: under review, in use, refused; $5 now.
LIST_DUE = f"""
select {COLUMNS} from template_variant v where v.account = $1 and v.sid <> '' and (
  v.doubt is not null or v.checked_at is null
  or (v.status in ('unsubmitted', 'received', 'pending') and v.checked_at <= $2)
  or (v.status in ('approved', 'paused') and v.checked_at <= $3)
  or (v.status = 'paused' and v.paused_until <= $5)
  or (v.status in ('rejected', 'disabled') and v.checked_at <= $4))
order by v.id limit 200
"""  # noqa: S608
COUNT_PAUSES = "select count(*) from template_change where variant_id = $1 and what = 'status' and after = 'paused'"
ADD = (
    "insert into template_variant (account, name, language, mark, sid, places, category, billed_as, status, "
    "reason, quality, created_at, updated_at) values ($1, $2, $3, $4, '', $5, $6, '', 'new', '', '', $7, $7) "
    "on conflict (account, name, language, mark) do nothing"
)
SET_SID = "update template_variant set sid = $2, status = $3, updated_at = $4 where id = $1"
#: What the provider says now; a doubt that arose since $8 (when it was asked) stays.
SET_STATE = (
    "update template_variant set status = $2, billed_as = $3, reason = $4, quality = $5, paused_until = $6, "
    "checked_at = $7, updated_at = $7, doubt = case when doubted_at > $8 then doubt end where id = $1"
)
LIST_CHANGES = (
    "select c.at, c.what, c.before, c.after, c.reason from template_change c where c.variant_id = $1 "
    "order by c.id desc limit $2"
)
ADD_CHANGES = insert_many(
    "template_change",
    {"variant_id": "bigint", "what": "text", "before": "text", "after": "text", "reason": "text", "at": "bigint"},
)
#: A send of this wording was refused: it rests until the provider has been asked.
DOUBT = (
    "update template_variant set doubt = $2, doubted_at = $3, updated_at = $3 where id in "
    "(select o.variant_id from outbox o where o.id = $1) returning id"
)
#: Entries that wait for an approval, once there is one.
FREE_HELD = (
    "update outbox set due_at = $2 where status = 'waiting' and held = 1 and due_at > $2 "
    "and template = any($1::text[])"
)


async def list_variants(tx: Tx, account: str) -> list[Variant]:
    """Everything that was ever submitted from this account."""
    return [Variant.from_row(row) for row in await tx.rows(LIST_ALL, account)]


async def add_variant(tx: Tx, account: str, variant: Variant, now: int) -> None:
    """Write down that there is such a wording; nothing when that is known. `variant.id` and `sid` are not used."""
    places = dump_json([[place.name, place.most, place.kind] for place in variant.places])
    whose = (account, variant.name, variant.language, variant.mark)
    await tx.run(ADD, *whose, places, variant.category, now)
