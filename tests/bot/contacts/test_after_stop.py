"""After STOP, no sequence of words makes marketing possible; only a yes to the very question does."""

import random
from datetime import timedelta
from pathlib import Path

from bot.clock import ManualClock
from bot.contacts.consents import OFFERS, may_receive
from bot.outbox.content import Content, Template
from bot.outbox.gate import Candidate, check
from bot.storage.columns import to_micros
from bot.storage.database import Database
from tests.databases import make_stocked
from tests.transcripts.conversation import Conversation, begin
from tests.transcripts.shops import compiled_library

CONVERSATIONS = 40
WORDS_EACH = 8
CONSENTS = {"opt_in_answer", "opt_in_sure"}


def pool() -> list[str]:
    """Keywords of all languages, wishes, and noise; opting in and out among them."""
    library = compiled_library()
    words = [p for language in library.languages.values() for listed in language.keywords.values() for p in listed]
    wishes = [phrase for phrases in library.examples.values() for phrase in phrases]
    tempting = ["send me offers", "yes", "네", "sí", "sim", "हाँ", "نعم", "START", "ok", "👍", "1", "5 March"]
    return [*words, *wishes, *tempting * 40]


async def marketing_goes(conversation: Conversation) -> tuple[bool, bool]:
    """Whether offers are agreed to, and whether the gate alone would let a template through."""
    async with conversation.database.read() as tx:
        agreed = await may_receive(tx, conversation.contact_id, OFFERS)
        row = await tx.row("select opted_out_at from contact where id = $1", conversation.contact_id)
    assert row
    now = to_micros(conversation.clock.now())
    entry = Candidate(
        entry_id=1,
        contact_id=conversation.contact_id,
        sender="+15550100000",
        to="+14155550101",
        content=Content(template=Template(sid="HX1")),
        kind="template",
        epoch=0,
        attempts=0,
        created_at=now,
        expires_at=None,
        tried_at=None,
        current_epoch=0,
        windows="{}",
        opted_out_at=row[0],
        unheard=0,
    )
    return agreed, check(entry, now) is None


async def test_no_sequence_of_words_makes_marketing_possible(tmp_path: Path, clock: ManualClock) -> None:
    """F9: random walks through the whole library, each beginning with STOP."""
    url = f"sqlite:///{tmp_path}/shop.db"
    await make_stocked(url)
    database = Database(url)
    conversation = await begin({"contact": "amina", "language": "en", "name": "Amina"}, database, clock)
    said, agreed_to, words = 0, 0, pool()
    for seed in range(CONVERSATIONS):
        chance = random.Random(seed)
        await conversation.says("STOP")
        agreed = False
        assert await marketing_goes(conversation) == (False, False)
        for _ in range(WORDS_EACH):
            conversation.wait(timedelta(minutes=1))
            question = conversation.state.question
            asked = question is not None and question.slot in CONSENTS and chance.random() < 0.5
            turn = await conversation.says("yes" if asked else chance.choice(words))
            said += 1
            before, agreed = agreed, (await marketing_goes(conversation))[0]
            if agreed and not before:
                agreed_to += 1
                assert question is not None
                assert question.slot in CONSENTS
                assert "grant" in turn.performed
            if {"opt_out", "withdraw"} & set(turn.performed):
                assert not agreed
        if conversation.state.paused:
            await conversation.is_released()
    await database.close()
    assert said == CONVERSATIONS * WORDS_EACH
    assert agreed_to > 0  # the walks do get as far as that
