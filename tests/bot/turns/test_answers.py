"""What journeys know of their contact: consents as they stand, answers as they were given, what was sent."""

from datetime import timedelta

from bot.contacts.queries import KEEP_ANSWER
from bot.journeys.facts import read_facts
from bot.journeys.parts import Person
from bot.storage.columns import dump_json, to_micros
from tests.stories.shop import Shop, on_both_databases

CONSENT = (
    "insert into consent (contact_id, purpose, granted, stage, source, words, wording, language, version, country, "
    "profile_name, address, message_id, at) values ($1, $2, $3, '', 'keyword', '', '', '', '', '', '', '', '', $4)"
)


@on_both_databases
async def test_a_contact_is_known_by_their_own_answers(shop: Shop) -> None:
    """`contact.skin_type = "oily"` is true of whoever said so: an answer is what was said, not how it is stored."""
    await shop.hears(shop.phone(), "hi")
    [(contact_id,)] = await shop.rows("select id from contact")
    now = shop.clock.now()
    async with shop.wiring.database.write() as tx:
        for name, value in {"skin_type": "oily", "sizes": [38, 39], "nothing": None}.items():
            await tx.run(KEEP_ANSWER, contact_id, name, dump_json(value), "quiz", to_micros(now))
        for number, granted in enumerate((True, False, True)):
            await tx.run(CONSENT, contact_id, "offers", granted, to_micros(now) + number)
        await tx.run(CONSENT, contact_id, "updates", False, to_micros(now))
        person = Person(contact_id, "Amina", "en", "US", False, "bot", 0, "", "", True)
        facts = await read_facts(tx, person, now + timedelta(hours=1), "UTC")
    assert {name: facts.contact[name] for name in ("skin_type", "sizes", "nothing")} == {
        "skin_type": "oily",
        "sizes": [38, 39],
        "nothing": None,
    }
    assert facts.contact["name"] == "Amina"
    assert (facts.consents, facts.sent) == ({"offers"}, ())
