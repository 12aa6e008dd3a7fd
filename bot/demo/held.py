"""Who has a chat of the demo: handoffs with their timers, lines, notes, tags, what sleeps and what was read."""

from collections.abc import Mapping
from typing import Any

from bot.demo.chats import SECOND, Chat
from bot.handoff.plan import answer_due, idle_due, read_plan
from bot.handoff.queries import ADD_NOTE, SNOOZE, TAG
from bot.handoff.standing import IDLE, SNOOZED, WAIT, set_timer
from bot.storage.columns import dump_json, to_micros
from bot.storage.transactions import Tx
from flows.engine.state import ConversationState
from flows.engine.statejson import dump_state

ADD_HANDOFF = (
    "insert into handoff (contact_id, opened_at, reason, words, priority, team_id, agent_id, taken_at, "
    "waiting_since, first_reply_at, due_at, breached_at, escalated, closed_at, closed_by, outcome) "
    "values ($1, $2, $3, $4, $5, null, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)"
)
ADD_LINE = "insert into thread_line (contact_id, at, what, agent_id, detail) values ($1, $2, $3, $4, $5)"
SET_STANDING = (
    "update conversation set owner = $2, epoch = $3, touched_at = $4, windows = $5, sender = $6, "
    "state = $7 where contact_id = $1"
)
ADD_CANNED = (
    "insert into canned (name, text, language, by, at) values ($1, $2, $3, null, $4) on conflict (name) do nothing"
)
#: What agents of the demo write often: name, words, language. Places in braces are filled in the composer.
CANNED = (
    ("hello", "Hi {first_name}, {agent} here from {shop}. How can I help?", "en"),
    ("one moment", "One moment please, {first_name}, I'm looking into it.", "en"),
    (
        "on its way",
        "Good news, {first_name}: order {order} is on its way and should be with you soon.",
        "en",
    ),
    ("anything else", "Happy to help! Is there anything else I can do for you?", "en"),
    ("인사", "{first_name}님, 안녕하세요. {shop} {agent}입니다. 무엇을 도와드릴까요?", "ko"),
    ("확인 중", "{first_name}님, 잠시만 기다려 주세요. 바로 확인해 볼게요.", "ko"),
    ("마무리", "더 필요하신 게 있으시면 언제든 말씀해 주세요!", "ko"),
)
MAKE_TAG = "insert into tag (name, colour) values ($1, $2) on conflict (name) do nothing"
READ = "insert into read_mark (contact_id, inbox_id, at, agent_id) values ($1, $2, $3, $4)"
HEARD = "select id, received_at from inbox_event where contact_id = $1 and kind = 'message' order by id desc limit $2"
COLOURS = ("blue", "green", "amber", "red", "violet", "teal")
RINGS_AFTER = 25 * 60 * SECOND  # who waits too long already: when that is looked at again, and a bit more for each
APART = 7 * 60 * SECOND


async def set_standing(tx: Tx, chat: Chat, contact_id: int, sender: str, agents: Mapping[str, int]) -> None:
    """Owner, window and the newest moment of the conversation, and its handoff."""
    moments = [chat.at(i["t"]) for i in chat.items if i["from"] in ("contact", "bot", "agent", "journey")]
    heard = [chat.at(i["t"]) for i in chat.items if i["from"] == "contact"]
    windows = dump_json({sender: max(heard)} if heard else {})
    owner = f"agent:{agents[chat.owner]}" if chat.owner in agents else chat.owner
    epoch = sum(1 for item in chat.items if item.get("line"))
    await tx.run(SET_STANDING, contact_id, owner, epoch, max(moments), windows, sender, _state(chat))
    if told := chat.told.get("handoff"):
        await _open(tx, chat, contact_id, told, agents)


def _state(chat: Chat) -> str:
    """What the bot remembers: in which language, to whom, that they have met, whether people have them."""
    slots = {"language": str(chat.told["language"]), "contact_name": str(chat.told["name"])}
    turns = sum(item["from"] == "contact" for item in chat.items)
    state = ConversationState(slots=slots, turn=turns, paused=chat.owner != "bot")
    return dump_json({"engine": dump_state(state)})


async def _open(tx: Tx, chat: Chat, contact_id: int, told: Mapping[str, Any], agents: Mapping[str, int]) -> None:
    plan, now = await read_plan(tx), to_micros(chat.now)

    def at(name: str) -> int | None:
        return None if told.get(name) is None else chat.at(int(told[name]))

    since, closed = at("waiting"), at("closed")
    due = answer_due(plan, since) if since is not None and closed is None else None
    late = due is not None and due <= now
    agent_id = agents.get(chat.owner) or agents.get(str(told.get("closed_by")))
    by = f"agent:{agents[told['closed_by']]}" if closed else ""
    reason = str(chat.told.get("reason", "asked"))
    opened = (contact_id, at("opened"), reason, str(told.get("words", "")), int(chat.told.get("priority", 0)))
    waits = (since if closed is None else None, at("replied"), due, due if late else None, int(late))
    ended = (closed, by, str(told.get("outcome", "")))
    await tx.run(ADD_HANDOFF, *opened, agent_id, at("taken"), *waits, *ended)
    if due is not None:
        await set_timer(tx, contact_id, WAIT, now + RINGS_AFTER + chat.number * APART if late else due)
    elif closed is None:
        await set_timer(
            tx, contact_id, IDLE, max(idle_due(plan, chat.at(int(chat.told["length"]))), now + RINGS_AFTER)
        )


async def add_beside(tx: Tx, chat: Chat, contact_id: int, agents: Mapping[str, int]) -> None:
    """Notes, lines, tags, until when it sleeps, and how far it was read."""
    for item in chat.items:
        by, at = agents.get(item.get("by", "")), chat.at(item["t"])
        if item["from"] == "note":
            mentions = dump_json([agents[name] for name in item.get("mentions", ())])
            await tx.run(ADD_NOTE, contact_id, by, item["text"], mentions, at)
        elif item["from"] == "system":
            await tx.run(ADD_LINE, contact_id, at, item["line"], by, dump_json(_detail(chat, item["line"])))
    for name in chat.told.get("tags", ()):
        await tx.run(MAKE_TAG, name, COLOURS[sum(map(ord, name)) % len(COLOURS)])
        await tx.run(TAG, contact_id, name, agents["joon"], chat.at(int(chat.told["length"])))
    if lasts := chat.told.get("snooze"):
        until = to_micros(chat.now) + int(lasts) * SECOND
        await tx.run(SNOOZE, contact_id, until, agents[chat.owner], str(chat.told.get("snooze_note", "")))
        await set_timer(tx, contact_id, SNOOZED, until)
    await _mark_read(tx, contact_id, int(chat.told.get("unread", 0)), agents["joon"])


def _detail(chat: Chat, what: str) -> dict[str, Any]:
    if what == "opened":
        return {"reason": chat.told.get("reason", "asked"), "words": chat.told["handoff"].get("words", "")}
    return {"resume": "skip"} if what == "resolved" else {}


async def _mark_read(tx: Tx, contact_id: int, unread: int, agent_id: int) -> None:
    rows = await tx.rows(HEARD, contact_id, unread + 1)
    if len(rows) > unread:
        event_id, at = rows[unread]
        await tx.run(READ, contact_id, event_id, at, agent_id)


async def add_canned(tx: Tx, at: int) -> None:
    """Replies that are written once and used often."""
    for name, text, language in CANNED:
        await tx.run(ADD_CANNED, name, text, language, at)
