"""All SQL of journeys."""

FIELDS = (
    "journey, key, entry, stage, step, pace, waiting, until, wake_at, context, held_out, goal, reason, began_at, "
    "ended_at"
)
#: A page of them, the newest first: before the id $2, at most $3. The id comes last.
LIST_OF_CONTACT = f"select {FIELDS}, id from enrollment where contact_id = $1 and id < $2 order by id desc limit $3"  # noqa: S608
KEEP = (
    f"insert into enrollment (contact_id, {FIELDS}) "  # noqa: S608
    "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16) "
    "on conflict (contact_id, journey, key, entry) do update set stage = excluded.stage, step = excluded.step, "
    "pace = excluded.pace, waiting = excluded.waiting, until = excluded.until, wake_at = excluded.wake_at, "
    "context = excluded.context, held_out = excluded.held_out, goal = excluded.goal, reason = excluded.reason, "
    "ended_at = excluded.ended_at"
)
COUNT_LIVE = (
    "update conversation set journeys = "
    "(select count(*) from enrollment e where e.contact_id = $1 and e.stage = 'live') where contact_id = $1"
)
KEEP_STEP = (
    "insert into journey_step "
    "(contact_id, journey, key, entry, step, visit, due_at, outcome, reason, until, outbox_key, at) "
    "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $7) "
    "on conflict (contact_id, journey, key, entry, step, visit) do update set outcome = excluded.outcome, "
    "reason = excluded.reason, until = excluded.until, outbox_key = excluded.outbox_key, at = excluded.at"
)
KEEP_EXPOSURE = (
    "insert into exposure (contact_id, journey, key, entry, split, arm, at) values ($1, $2, $3, $4, $5, $6, $7) "
    "on conflict (contact_id, journey, key, entry, split) do nothing"
)
ADD_FETCH = (
    "insert into journey_fetch (key, contact_id, enrollment, token, url, method, body, due_at, ends_at, error) "
    "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, '') on conflict (key) do nothing"
)
#: What is known of a contact, in one look: consents, oldest first (the last of a purpose holds); answers, as JSON;
#: what journeys have sent, or are about to, since $2: category and moment.
READ_CONTACT = (
    "select 'consent' as kind, purpose as name, case when granted then 'yes' else '' end as value, id as place "
    "from consent where contact_id = $1 and stage <> 'first' "
    "union all select 'answer', name, value, 0 from profile_answer where contact_id = $1 "
    "union all select 'sent', category, '', coalesce(accepted_at, created_at) from outbox where contact_id = $1 "
    "and kind = 'journey' and created_at >= $2 and status not in ('failed', 'dropped') order by place"
)
ERASE_ENROLLMENTS = "delete from enrollment where contact_id = $1"
ERASE_STEPS = "delete from journey_step where contact_id = $1"
ERASE_EXPOSURES = "delete from exposure where contact_id = $1"
ERASE_FETCHES = "delete from journey_fetch where contact_id = $1"
#: Ended before $1 and not yet cleared; the condition is that of an index.
LIST_OLD = (
    "select id, contact_id, journey, key, entry from enrollment where stage <> 'live' and context <> '{}' "
    "and ended_at < $1 order by ended_at limit $2 for update skip locked"
)
CLEAR_STEPS = "delete from journey_step where contact_id = $1 and journey = $2 and key = $3 and entry = $4"
CLEAR_EXPOSURES = "delete from exposure where contact_id = $1 and journey = $2 and key = $3 and entry = $4"
CLEAR_EARLIER = (
    "delete from enrollment where id = any($1::bigint[]) and exists (select 1 from enrollment n "
    "where n.contact_id = enrollment.contact_id and n.journey = enrollment.journey and n.key = enrollment.key "
    "and n.entry > enrollment.entry)"
)
CLEAR_CONTEXT = "update enrollment set context = '{}' where id = any($1::bigint[])"
CLEAR_FETCHES = "delete from journey_fetch where done_at < $1"
ANY_FETCH = "select 1 from journey_fetch where done_at is null and due_at <= $1 limit 1"
#: $1 now, $2 how many, $3 until when they are nobody else's.
TAKE_FETCHES = (
    "update journey_fetch set due_at = $3 where key in (select key from journey_fetch "
    "where done_at is null and due_at <= $1 order by due_at limit $2 for update skip locked) "
    "returning key, contact_id, enrollment, token, url, method, body, ends_at"
)
END_FETCH = "update journey_fetch set done_at = $2, error = $3 where key = $1 and done_at is null"
#: $1 the parcel, $2 whose it is.
FIND_PARCEL = (
    "select o.id, o.number, o.status, o.expected_at, s.carrier, s.tracking_url, "
    "s.is_cancelled "
    "from shipment s join shop_order o on o.id = s.order_id where s.id = $1::bigint and o.contact_id = $2::bigint"
)
#: Facts of what this contact was told of parcels, or is about to be.
LIST_TOLD = (
    "select facts from outbox where contact_id = $1 and key like 'journey:%:shipping_updates:%' "
    "and status not in ('failed', 'dropped')"
)
#: $1 the cart, $2 whose it is.
FIND_CART = "select status, changed_at, source, url from cart where id = $1::bigint and contact_id = $2::bigint"
LIST_STORE_LINES = (
    "select sku, quantity, price, currency, title from cart_line where cart_id = $1::bigint order by added_at, sku"
)
COUNT_PASSAGES = (
    "select journey, stage, goal, count(*) from enrollment "
    "group by journey, stage, goal order by journey, stage, goal"
)
COUNT_BY_STEP = (
    "select journey, step, count(*) from enrollment where stage = 'live' "
    "group by journey, step order by journey, step"
)
COUNT_OUTCOMES = (
    "select s.journey, s.step, coalesce(o.status, s.outcome), count(*) from journey_step s "
    "left join outbox o on o.key = s.outbox_key and s.outcome = 'queued' "
    "group by s.journey, s.step, coalesce(o.status, s.outcome)"
)
COUNT_ARMS = (
    "select x.journey, x.split, x.arm, count(*), sum(case when e.goal <> '' then 1 else 0 end) from exposure x "
    "join enrollment e on e.contact_id = x.contact_id and e.journey = x.journey and e.key = x.key "
    "and e.entry = x.entry group by x.journey, x.split, x.arm order by x.journey, x.split, x.arm"
)
