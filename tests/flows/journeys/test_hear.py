"""Journeys on their own: no database, a clock in the hand, state read back between any two events."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.journeys.rows import from_row, to_row
from flows.engine.journeys.effects import CallFlow, Exposed, Outcome, Send
from flows.engine.journeys.enrollment import Enrollment, Facts, Happening, Stage
from flows.engine.journeys.hear import hear
from flows.engine.journeys.spans import LONGEST
from tests.flows.journeys.make import WHOLE, changed, compiled

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
AGREED = Facts(contact={"id": 1}, consents=frozenset({"offers", "updates"}))
CART = Happening("cart.updated", {"cart_id": 7, "total": 50, "items": 2})
PLAIN = compiled(changed("holdout: 10%", "holdout: 0%"))


class Passage:
    """One contact's journeys; every event reads the enrollments as they were stored."""

    def __init__(self, flows: Any = PLAIN, facts: Facts = AGREED) -> None:
        self.flows, self.facts, self.now = flows, facts, NOON
        self.known: dict[tuple[str, str, int], Enrollment] = {}
        self.effects: list[Any] = []

    def hears(self, happening: Happening) -> list[Any]:
        stored = [from_row(to_row(1, each)[1:]) for each in self.known.values()]
        moved = hear(self.flows.journeys, stored, happening, self.facts, self.now)
        for each in moved.enrollments:
            self.known[each.journey, each.key, each.entry] = each
        self.effects += moved.effects
        return list(moved.effects)

    @property
    def live(self) -> list[Enrollment]:
        return [each for each in self.known.values() if each.is_live]

    def wakes(self) -> list[Any]:
        """Let the next timer come due."""
        first = min((each for each in self.live if each.wake_at), key=lambda each: each.wake_at or NOON)
        assert first.wake_at is not None
        self.now = max(self.now, first.wake_at)
        return self.hears(Happening("timer", {"token": first.token}, first.name))


def sent(effects: list[Any]) -> list[str]:
    return [each.step for each in effects if isinstance(each, Send)]


def test_a_cart_is_reminded_of_at_the_minute() -> None:
    passage = Passage()
    passage.hears(CART)
    assert passage.live[0].wake_at == NOON + timedelta(hours=1)
    assert sent(passage.wakes()) == ["m1"]


def test_a_change_of_the_cart_begins_the_hour_anew() -> None:
    passage = Passage()
    passage.hears(CART)
    passage.now += timedelta(minutes=59)
    passage.hears(replace(CART, data={**CART.data, "items": 3}))
    assert [each.wake_at for each in passage.live] == [passage.now + timedelta(hours=1)]
    assert passage.live[0].context["event"]["items"] == 3


def test_another_cart_is_another_passage() -> None:
    passage = Passage()
    passage.hears(CART)
    passage.hears(replace(CART, data={**CART.data, "cart_id": 8}))
    assert sorted(each.key for each in passage.live) == ["7", "8"]


def test_a_timer_of_an_earlier_step_is_stale() -> None:
    passage = Passage()
    passage.hears(CART)
    token = passage.live[0].token
    passage.wakes()
    before = passage.live
    assert passage.hears(Happening("timer", {"token": token}, before[0].name)) == []
    assert passage.live == before


def test_an_order_ends_it_and_is_its_goal() -> None:
    passage = Passage()
    passage.hears(CART)
    passage.hears(Happening("order.placed", {"order_id": 1}))
    [ended] = passage.known.values()
    assert (ended.stage, ended.goal, ended.wake_at) == (Stage.EXITED, "recovered", None)


def test_it_is_not_begun_again_too_soon() -> None:
    passage = Passage()
    passage.hears(CART)
    passage.hears(Happening("order.placed"))
    passage.now += timedelta(days=2)
    passage.hears(CART)
    assert passage.live == []
    passage.now += timedelta(days=2)
    passage.hears(CART)
    assert [each.entry for each in passage.live] == [2]


def test_whoever_did_not_agree_hears_nothing_and_it_is_said_why() -> None:
    passage = Passage(facts=replace(AGREED, consents=frozenset()))
    passage.hears(CART)
    [outcome] = passage.wakes()
    assert isinstance(outcome, Outcome)
    assert (outcome.outcome, outcome.reason) == ("suppressed", "the contact has not agreed to offers")


def test_quiet_hours_put_off_and_the_rest_follows_from_there() -> None:
    """P22: at 21:30 in Berlin nothing is sent; at 8:00 it is, and the next one a day later."""
    passage = Passage(facts=replace(AGREED, timezone="Europe/Berlin"))
    passage.now = datetime(2026, 3, 2, 19, 30, tzinfo=UTC)
    passage.hears(CART)
    [put_off] = passage.wakes()
    assert (put_off.outcome, put_off.until) == ("deferred", datetime(2026, 3, 3, 7, tzinfo=UTC))
    assert sent(passage.wakes()) == ["m1"]
    assert passage.live[0].wake_at == datetime(2026, 3, 4, 6, tzinfo=UTC)


def test_the_cap_puts_off_what_would_be_too_much() -> None:
    """P23: one in twelve hours."""
    passage = Passage(facts=replace(AGREED, sent=((NOON, "marketing"),)))
    passage.hears(CART)
    [put_off] = passage.wakes()
    assert put_off.until == NOON + timedelta(hours=12)


def test_while_a_person_has_the_chat_marketing_waits() -> None:
    passage = Passage(facts=replace(AGREED, owner="agent:kim"))
    passage.hears(CART)
    [put_off] = passage.wakes()
    assert (put_off.outcome, put_off.reason) == ("deferred", "a person has the conversation")


def test_a_reply_opens_a_conversation_about_the_cart() -> None:
    passage = Passage()
    passage.hears(CART)
    passage.wakes()
    effects = passage.hears(Happening("message.in", {"text": "hm"}))
    assert [type(each) for each in effects] == [Send, CallFlow]
    passage.hears(Happening("flow.completed", {"flow": "cart_help", "answers": {"reason": "price"}}))
    assert passage.live[0].step == "w3"
    assert passage.live[0].context["answers"] == {"reason": "price"}


def test_arms_are_dealt_as_their_weights_say_and_always_the_same() -> None:
    def arm(cart: int) -> str:
        passage = Passage()
        passage.hears(replace(CART, data={**CART.data, "cart_id": cart}))
        passage.wakes()
        return next(each.arm for each in passage.wakes() if isinstance(each, Exposed))

    dealt = [arm(cart) for cart in range(400)]
    assert 150 < dealt.count("gift") < 250
    assert dealt[:20] == [arm(cart) for cart in range(20)]


def test_who_is_held_out_walks_along_and_hears_nothing() -> None:
    flows = compiled(changed("holdout: 10%", "holdout: 50%"))
    for contact in range(40):
        passage = Passage(flows, replace(AGREED, contact={"id": contact}))
        passage.hears(CART)
        held = passage.live[0].held_out
        while passage.live and any(each.wake_at for each in passage.live):
            passage.wakes()
        outcomes = [each.outcome for each in passage.effects if isinstance(each, Outcome)]
        assert (sent(passage.effects) == []) == held
        assert outcomes == (["suppressed"] * 2 if held else [])


def test_a_step_that_is_gone_is_left_by_the_way_that_its_author_says() -> None:
    passage = Passage()
    passage.hears(CART)
    renamed = changed("{id: w1, wait", "{id: first, wait").replace("holdout: 10%", "moved: {w1: first}")
    passage.flows = compiled(renamed)
    assert sent(passage.wakes()) == ["m1"]
    lost = Passage()
    lost.hears(CART)
    lost.flows = compiled(changed("{id: w1, wait", "{id: first, wait"))
    lost.wakes()
    assert [each.stage for each in lost.known.values()] == [Stage.LOST]


EVENTS = st.sampled_from(
    [
        CART,
        replace(CART, data={**CART.data, "cart_id": 8}),
        Happening("message.in", {"text": "hello"}),
        Happening("order.placed"),
        Happening("cart.emptied"),
        Happening("flow.completed", {"flow": "cart_help"}),
        Happening("flow.cancelled", {"flow": "cart_help"}),
        Happening("fetched", {"ok": True, "answer": {}, "token": "1:9"}),
        Happening("timer", {"token": "1:1"}, "journey:cart_recovery:7"),
        None,
    ]
)
FACTS = st.builds(
    Facts,
    contact=st.just({"id": 1}),
    timezone=st.sampled_from(["UTC", "Asia/Seoul", "America/Sao_Paulo"]),
    opted_out=st.booleans(),
    consents=st.sampled_from([frozenset(), frozenset({"offers"})]),
    owner=st.sampled_from(["bot", "queue"]),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(EVENTS, st.integers(0, 60 * 60 * 30), FACTS), max_size=25))
def test_whatever_happens_one_passage_lives_per_key_and_no_step_speaks_twice(
    told: list[tuple[Happening | None, int, Facts]],
) -> None:
    """P21: any events in any order, timers early, late and stale; keys of sends never repeat."""
    passage = Passage(compiled(WHOLE))
    for happening, seconds, facts in told:
        passage.facts = facts
        passage.now += timedelta(seconds=seconds)
        due = [each for each in passage.live if each.wake_at and each.wake_at <= passage.now]
        if happening is None and due:
            passage.hears(Happening("timer", {"token": due[0].token}, due[0].name))
        elif happening is not None:
            passage.hears(happening)
        keys = [each.key for each in passage.live]
        assert len(keys) == len(set(keys))
        assert all(each.waiting for each in passage.live)
    sends = [(each.enrollment.key, each.enrollment.entry, each.step, each.visit) for each in passage.effects
             if isinstance(each, Send)]  # fmt: skip
    assert len(sends) == len(set(sends))


def test_a_step_that_has_become_another_kind_holds_nobody() -> None:
    """A wait that its author made a branch: whoever stood there goes on."""
    passage = Passage()
    passage.hears(CART)
    passage.flows = compiled(
        changed("{id: w1, wait: {for: 1h, restart_on: cart.updated}}", "{id: w1, noop: true, next: m1}")
    )
    assert sent(passage.wakes()) == ["m1"]


def test_a_wait_for_an_event_alone_ends_one_day() -> None:
    """P41: nobody is under way for ever; the author may say what then."""
    text = changed("wait: {for: 23h, until: [message.in]}", "wait: {until: [message.in]}")
    text = text.replace("holdout: 10%", "holdout: 0%").replace(
        "          - else: ab\n",
        '          - if: context.outcome = "timeout"\n            then: ab\n          - else: END\n',
    )
    passage = Passage(compiled(text))
    passage.hears(CART)
    passage.wakes()
    [waiting] = passage.live
    assert waiting.step == "w2"
    assert waiting.wake_at == passage.now + LONGEST
    passage.wakes()
    assert [each.step for each in passage.live] == ["w3"]


def test_a_lost_step_may_begin_the_journey_again() -> None:
    passage = Passage()
    passage.hears(CART)
    passage.wakes()
    again = changed("{id: m1, send: utter_first", "{id: m1b, send: utter_first").replace("id: w2\n", "id: w2b\n")
    passage.flows = compiled(again.replace("holdout: 10%", "on_missing: restart"))
    passage.wakes()
    assert [(each.step, each.waiting) for each in passage.live] == [("w1", "wait")]
