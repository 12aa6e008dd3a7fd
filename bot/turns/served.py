"""What `export` tells of how people have served a contact: who had the conversation, notes, tags, files, journeys."""

from bot.turns.shopping import Export, of

OF_SERVICE: list[Export] = [
    of(
        "waited",
        "opened_at, reason, words, taken_at, first_reply_at, closed_at, closed_by, outcome",
        "from handoff where contact_id = $1 order by id",
    ),
    of(
        "notes",
        "n.at, a.name, n.text, n.edited_at",
        "from note n left join agent a on a.id = n.agent_id where n.contact_id = $1 order by n.id",
    ),
    of("questions", "at, text, language", "from unanswered where contact_id = $1 order by id"),
    of("tags", "tag, at", "from contact_tag where contact_id = $1 order by at, tag"),
    of("snoozed", "until, note", "from snooze where contact_id = $1"),
    of(
        "happened",
        "l.at, l.what, l.detail",
        "from thread_line l where l.contact_id = $1 order by l.id",
        parsed=("detail",),
    ),
    of(
        "files_given",
        "at, name, content_type, size, sha256, status",
        "from agent_file where contact_id = $1 order by id",
    ),
    of(
        "journeys",
        "journey, key, stage, step, began_at, ended_at, goal, reason, context",
        "from enrollment where contact_id = $1 order by id",
        parsed=("context",),
    ),
    of(
        "journey_steps",
        "journey, step, due_at, outcome, reason, at",
        "from journey_step where contact_id = $1 order by id",
    ),
    of(
        "told_to_others",
        "h.url, d.event, d.at, d.status, d.done_at",
        "from hook_delivery d join hook h on h.id = d.hook_id where d.contact_id = $1 order by d.id",
    ),
]
