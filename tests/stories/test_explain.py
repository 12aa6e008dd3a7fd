"""“Why did she get this?” and “why did she get nothing?” in plain words (G4), also for silence."""

import json
from pathlib import Path

import pytest

from bot.clock import ManualClock
from bot.desk.explain import show
from bot.journeys.explain import Line, Question, explain
from bot.journeys.wordbook import Wordbook
from bot.storage.columns import to_micros
from bot.whatsapp.reasons import explain as explain_code
from tests.stories.happened import ALL_OFF, with_journeys
from tests.stories.shop import Shop, on_both_databases, open_shop
from tests.stories.test_truth_gate import outcomes, tells

OWN = """
templates:
  news:
    category: utility
    body: There is something new about your order in our shop that we wanted to tell you today.
responses:
  utter_news: [{text: "News.", metadata: {whatsapp: {template: news}}}]
journeys:
  confirm:
    trigger: {event: order.paid, if: event.total > 0}
    key: event.order_id
    reentry: never
    steps: [{id: m1, send: utter_news}]
  sale:
    trigger: {event: test.sale}
    policy: {category: marketing}
    steps: [{id: m1, send: utter_news}]
  never_sent:
    trigger: {event: test.held}
    holdout: 50%
    steps: [{id: m1, send: utter_news}]
  night:
    trigger: {event: test.night}
    policy: {quiet_hours: "00:00-23:59"}
    exit: [{event: test.over, goal: done}]
    steps: [{id: m1, send: utter_news}, {id: w1, wait: {for: 3d}}]
"""


async def lines(shop: Shop, contact_id: int, *, back: int = 86_400) -> list[Line]:
    """What is told of the day before now."""
    now = to_micros(shop.clock.now())
    journeys = shop.wiring.worker._parts.flows.journeys
    async with shop.wiring.database.read() as tx:
        return await explain(tx, Question(contact_id, now - back * 1_000_000, now, journeys, "UTC"))


async def sentences(shop: Shop, contact_id: int, language: str = "en") -> list[str]:
    words = Wordbook(language, "UTC", explain_code)
    return [words.say(line).strip() for line in await lines(shop, contact_id)]


@on_both_databases
async def test_every_reason_is_told_from_the_event_to_the_provider(
    database_url: str, clock: ManualClock, tmp_path: Path
) -> None:
    """G4: sent, not begun (condition, key, once), no consent, held out, quiet hours, and nobody listening."""
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "own.yml").write_text(OWN)
    given = with_journeys(tmp_path, ALL_OFF)
    async with open_shop(database_url, clock, flows_dir=str(tmp_path / "own"), **given) as shop:
        await shop.hears(shop.phone(), "hi")
        [(contact_id,)] = await shop.rows("select id from contact")
        for name, data in (
            ("order.paid", {"order_id": 5, "total": 100}),
            ("order.paid", {"order_id": 5, "total": 101}),
            ("order.paid", {"order_id": 6, "total": 0}),
            ("order.paid", {"total": 7}),
            ("test.sale", {}),
            ("test.held", {}),
            ("test.night", {}),
            ("test.nobody", {}),
        ):
            await shop.passes(minutes=1)
            await tells(shop, contact_id, name, **data)
            await shop.settles()
        told = await sentences(shop, contact_id)
        for part in (
            "Amina: agreed to updates about orders; the bot has the conversation",
            "It began the journey confirm (5).",
            "confirm (5), step m1, due ",
            "sent — ",
            "It did not begin confirm (5): once and never again.",
            "It did not begin confirm: its condition did not hold (event.total > 0).",
            "It did not begin confirm: the event lacks event.order_id.",
            "not sent — the contact has not agreed to offers.",
            "held out, so that the journey can be judged",
            "put off until ",
            "it is the contact's quiet time",
            "No journey listens to test.nobody.",
            "night (-) is under way at m1: it waits until ",
        ):
            assert any(part in sentence for sentence in told), (part, told)
        korean = await sentences(shop, contact_id, "ko")
        for part in (
            "고객이 광고 수신에 동의하지 않았어요",
            "방해 금지 시간",
            "test.nobody 이벤트를 기다리는 여정이 없어요",
        ):
            assert any(part in sentence for sentence in korean), (part, korean)
        assert await outcomes(shop) == {"deferred": 1, "sent": 1, "suppressed": 2}
        await tells(shop, contact_id, "test.over")
        await shop.settles()
        told = await sentences(shop, contact_id)
        assert "night (-) ended at m1: test.over came, and so reached its goal “done”." in told


async def test_silence_is_told_too(clock: ManualClock, tmp_path: Path) -> None:
    """G4: nothing happened, and that is an answer."""
    async with open_shop(f"sqlite:///{tmp_path}/shop.db", clock) as shop:
        await shop.hears(shop.phone(), "hi")
        await shop.passes(days=9)
        assert (await sentences(shop, 1))[1:] == [
            "Nothing happened: no event concerned this contact, and no step of a journey was due."
        ]
        assert await lines(shop, 99) == []


async def test_the_providers_code_comes_with_its_meaning(
    clock: ManualClock, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """G4, P13: what the provider refused later is told with code, meaning and what to do; as JSON, too."""
    (tmp_path / "own.yml").write_text(OWN)
    given = with_journeys(tmp_path, ALL_OFF)
    async with open_shop(f"sqlite:///{tmp_path}/shop.db", clock, flows_dir=str(tmp_path), **given) as shop:
        await shop.hears(shop.phone(), "hi")
        await tells(shop, 1, "order.paid", order_id=5, total=100)
        await shop.settles()
        async with shop.wiring.database.write() as tx:
            await tx.run("update outbox set status = 'failed', error_code = 63024, reason = $1", "not on WhatsApp")
        [due] = [line for line in await lines(shop, 1) if line.kind == "due"]
        show([due], Wordbook("en", "UTC", explain_code), as_json=True)
        [told] = json.loads(capsys.readouterr().out)
        assert (told["outcome"], told["error_code"]) == ("failed", 63024)
        assert "the provider's code 63024: " in told["words"]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_line_has_a_sentence(language: str) -> None:
    """Both languages say every kind of line, with the same names in their braces."""
    import re

    from bot.journeys.wordbook import _words

    english, words = _words("en"), _words(language)
    assert set(english) == set(words)
    for key, text in english.items():
        assert set(re.findall(r"\{\w+\}", text)) == set(re.findall(r"\{\w+\}", words[key])), key
