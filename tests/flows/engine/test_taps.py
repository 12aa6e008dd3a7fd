"""G5, P19: a button finds its place, however old it is."""

import pytest

from flows.engine.commands import SetSlot, ShowMenu, ShowPage, StartFlow, Tap
from flows.engine.compile import Source
from flows.engine.limits import WHATSAPP
from flows.engine.payloads import (
    FreeText,
    Intent,
    SetSlots,
    commands_for,
    fill_payload,
    parse_payload,
    reference_bytes,
)
from flows.engine.speaking import pages_of
from flows.engine.state import ConversationState
from tests.flows.engine.chat import Chat, flows_of
from tests.flows.engine.shop import ACTIONS, SHOP

FLOWS = flows_of(SHOP)


@pytest.fixture
def chat():
    return Chat(FLOWS, ACTIONS)


def tap(step, flow="finder", **slots):
    return Tap(flow, step, tuple(slots.items()))


def test_a_tap_answers_the_open_question(chat):
    chat.hears(StartFlow("finder"))
    assert chat.hears(tap("q_skin", skin="dry")) == ["How old are you?"]


def test_free_text_of_a_button_is_offered_as_a_payload_that_lasts(chat):
    """A button that only says “oily” would mean nothing in a month."""
    chat.hears(StartFlow("finder"))
    payloads = [option.payload for option in chat.state.question.options]
    assert payloads == ["/SetSlots(skin=oily)", "/SetSlots(skin=dry)", "/SetSlots(skin=normal)"]
    assert [button.payload for button in chat.replies[-1].buttons] == payloads


def test_a_tap_on_an_earlier_question_corrects_it(chat):
    chat.hears(StartFlow("finder"))
    chat.hears(tap("q_skin", skin="dry"))
    assert chat.hears(tap("q_skin", skin="oily")) == ["I have changed that.", "How old are you?"]


def test_a_tap_on_the_same_answer_again_asks_what_is_open(chat):
    chat.hears(StartFlow("finder"))
    chat.hears(tap("q_skin", skin="dry"))
    assert chat.hears(tap("q_skin", skin="dry")) == ["How old are you?"]


def test_a_tap_for_a_flow_below_brings_it_on_top(chat):
    chat.hears(StartFlow("finder"))
    chat.hears(StartFlow("money"))
    assert chat.hears(tap("q_skin", skin="dry")) == ["How old are you?"]
    assert [frame.flow for frame in chat.state.stack] == ["money", "finder"]


def test_a_tap_for_a_flow_left_by_the_menu_goes_on_there(chat):
    chat.hears(StartFlow("finder"))
    chat.hears(ShowMenu())
    assert chat.hears(tap("q_skin", skin="dry")) == ["How old are you?"]


def test_a_tap_for_a_caller_drops_what_it_has_called(chat):
    chat.hears(StartFlow("order"))
    chat.hears(SetSlot("size", "M"))
    assert chat.hears(tap("q_size", flow="order", size="L"))[-1] == "Your e-mail?"
    assert chat.state.slots["size"] == "L"


def test_a_tap_months_later_begins_the_flow_with_its_answer(chat):
    assert chat.hears(tap("q_skin", skin="dry")) == ["How old are you?"]
    assert chat.notes("flow.started") == [{"flow": "finder"}]


def test_a_tap_in_the_middle_goes_to_the_first_question_without_an_answer(chat):
    assert chat.hears(tap("q_age", age="44")) == ["What is your skin like?"]
    assert chat.hears(tap("q_skin", skin="dry")) == ["Is it a gift?"]


def test_what_was_done_before_the_tapped_question_is_not_done_again(chat):
    """No second welcome, no second coupon."""
    assert "Let us look." not in chat.hears(tap("q_skin", skin="dry"))


def test_a_tap_respects_the_guard():
    guarded = SHOP.replace("description: Asks for the budget.", "description: b\n    if: slots.vip")
    assert Chat(flows_of(guarded)).hears(tap("q_budget", flow="money", budget="3")) == [
        "Sorry, money is not possible right now."
    ]


def test_a_question_with_ask_before_filling_keeps_the_tapped_answer(chat):
    chat.hears(tap("q_budget", flow="money", budget="30"))
    assert chat.notes("flow.completed")[0]["answers"] == {"budget": 30.0}


@pytest.mark.parametrize(
    "old",
    [tap("q_gone", skin="dry"), tap("q", flow="gone", skin="dry"), tap("q_skin", skin="green"), tap("q_skin", x="1")],
)
def test_a_button_whose_place_is_gone_says_so_and_shows_the_menu(chat, old):
    assert chat.hears(old) == ["That button is from an earlier version of our shop.", "What can I do for you?"]
    assert chat.notes("not_understood") == []


def test_an_old_button_in_the_middle_of_a_flow_asks_the_open_question_again(chat):
    chat.hears(StartFlow("finder"))
    texts = chat.hears(tap("q_gone", skin="dry"))
    assert texts == ["That button is from an earlier version of our shop.", "What is your skin like?"]
    assert chat.state.question.misses == 0


def test_a_moved_step_still_answers():
    edited = flows_of(
        SHOP.replace("id: q_skin", "id: q_type").replace("persisted_slots: [skin]", "moved: {q_skin: q_type}")
    )
    chat = Chat(edited, ACTIONS)
    assert chat.hears(tap("q_skin", skin="dry")) == ["How old are you?"]


def test_continue_with_nothing_open_shows_the_menu(chat):
    assert chat.hears(Tap("pattern_menu", "show", ())) == ["What can I do for you?"]


def many(count):
    rows = "".join(f"        - {{title: Row {n}, payload: r{n}}}\n" for n in range(count))
    values = ", ".join(f"r{n}" for n in range(count))
    return f"""
slots: {{row: {{type: categorical, values: [{values}]}}}}
responses:
  utter_ask_row:
    - text: Which row?
      buttons:
{rows}
  utter_list:
    - text: The list.
      buttons:
{rows}
flows:
  pick:
    description: Picks.
    steps: [{{id: q, collect: row}}]
  show:
    description: Shows.
    steps: [{{id: list, action: utter_list}}]
"""


@pytest.mark.parametrize("count", [1, 3, 10, 11, 19, 20, 28, 29])
def test_all_options_can_be_reached_by_turning_pages(count):
    """Nine rows and a “More”, never more than WhatsApp takes."""
    chat = Chat(flows_of(many(count)))
    chat.hears(StartFlow("pick"))
    assert len(chat.state.question.options) == count
    seen, page = [], 0
    while True:
        buttons = chat.replies[-1].buttons
        assert len(buttons) <= WHATSAPP.max_rows
        seen += [button.title for button in buttons if not button.payload.startswith("/page")]
        if len(buttons) == len([b for b in buttons if not b.payload.startswith("/page")]):
            break
        page += 1
        assert buttons[-1].payload == f'/page{{"n": "{page}"}}'
        chat.hears(ShowPage("pick", "q", page))
    assert seen == [f"Row {n}" for n in range(count)]
    assert page + 1 == pages_of(count)
    assert chat.asked == "row"


def test_a_page_of_a_question_no_longer_open_opens_it_again():
    chat = Chat(flows_of(many(12)))
    assert chat.hears(ShowPage("pick", "q", 1)) == ["Which row?"]
    assert chat.asked == "row"


def test_pages_of_a_list_that_asks_nothing():
    chat = Chat(flows_of(many(12)))
    chat.hears(StartFlow("show"))
    assert chat.hears(ShowPage("show", "list", 1)) == ["More options (2/2)"]
    assert [button.title for button in chat.replies[0].buttons] == ["Row 9", "Row 10", "Row 11"]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("/SetSlots(a=1, b=x)", SetSlots((("a", "1"), ("b", "x")))),
        ("/SetSlots(a=two words)", SetSlots((("a", "two words"),))),
        (
            "/SetSlots(" + ",".join(f"s{n}=1" for n in range(11)) + ")",
            FreeText("/SetSlots(" + ",".join(f"s{n}=1" for n in range(11)) + ")"),
        ),
        ("/SetSlots(a)", FreeText("/SetSlots(a)")),
        ("/setslots(a=1)", FreeText("/setslots(a=1)")),
        ('/order{"size": "M"}', Intent("order", {"size": "M"})),
        ("/faq/shipping", Intent("faq/shipping")),
        ("/order{size}", FreeText("/order{size}")),
        ("oily", FreeText("oily")),
    ],
)
def test_payloads_are_read_as_rasa_reads_them(text, read):
    assert parse_payload(text) == read


def test_an_intent_payload_starts_its_flow_with_its_entities():
    assert commands_for("a", "b", '/order{"size": "M", "x": "1"}', FLOWS) == (
        StartFlow("order", guarded=False),
        SetSlot("size", "M"),
    )
    assert commands_for("a", "b", "/club", FLOWS) == (StartFlow("club", guarded=False),)
    assert commands_for("a", "b", "words", FLOWS) is None


def test_entities_of_an_intent_fill_the_flow_that_begins():
    chat = Chat(FLOWS, ACTIONS)
    assert chat.hears(StartFlow("order"), SetSlot("size", "M")) == ["Your e-mail?"]
    chat.hears(SetSlot("email", "a@b.c"))
    assert "size" not in chat.state.slots  # gathered by the flow, forgotten with it


def test_a_button_that_could_not_be_signed_is_left_out_and_told():
    """An action's button must not break the whole turn."""

    def ask(state):
        return [], [{"text": "?", "buttons": [{"title": "A", "payload": "x" * 200}, {"title": "S", "payload": "S"}]}]

    chat = Chat(FLOWS, {**ACTIONS, "action_ask_size": ask})
    chat.hears(StartFlow("order"))
    assert [button.title for button in chat.replies[-1].buttons] == ["S"]
    assert chat.notes("button.too_long") == [{"flow": "order", "step": "q_size"}]


def test_the_length_of_a_reference_is_that_of_the_shell():
    """`bot/understanding/references.py` signs `flow|step|payload`; counted in bytes, not characters."""
    assert reference_bytes("f", "s", "각") == 3 + 1 + 3 + 13
    assert fill_payload("a", "x,y") is None


EDITED = SHOP.replace("- {id: q_age, collect: age,", "- {id: q_years, collect: age,")


def test_a_step_that_is_gone_leads_to_the_first_open_question():
    """DESIGN section 2: an edited flow never strands anybody."""
    chat = Chat(FLOWS, ACTIONS)
    chat.hears(StartFlow("finder"))
    chat.hears(tap("q_skin", skin="dry"))
    chat.flows = flows_of(EDITED)
    assert chat.hears(tap("q_skin", skin="dry")) == ["How old are you?"]
    assert chat.state.question.step == "q_years"


def test_a_typed_answer_still_counts_when_its_step_was_renamed():
    chat = Chat(FLOWS, ACTIONS)
    chat.hears(StartFlow("finder"))
    chat.hears(tap("q_skin", skin="dry"))
    chat.flows = flows_of(EDITED)
    assert chat.hears(SetSlot("age", 30)) == ["Is it a gift?"]


def test_a_flow_that_is_gone_is_apologised_for():
    chat = Chat(FLOWS, ACTIONS)
    chat.hears(StartFlow("money"))
    chat.flows = flows_of(SHOP.replace("  money:", "  cash:"))
    assert chat.hears(SetSlot("budget", 3))[0] == "That button is from an earlier version of our shop."
    assert chat.state.stack == ()


def test_a_flow_that_is_gone_below_is_dropped_quietly():
    chat = Chat(FLOWS, ACTIONS)
    chat.hears(StartFlow("money"))
    chat.hears(StartFlow("finder"))
    chat.flows = flows_of(SHOP.replace("  money:", "  cash:"))
    assert chat.hears(tap("q_skin", skin="dry")) == ["How old are you?"]


def test_a_state_of_another_release_is_read():
    """Unknown fields are ignored, missing ones have defaults."""
    from flows.engine.statejson import load_state

    assert load_state({"v": 9, "new": 1, "turn": 3}) == ConversationState(turn=3)
    assert load_state({}) == ConversationState()


def test_own_flows_win_over_shipped_ones():
    """Issue 2, part 10: the merge is told at start."""
    money = "{description: d, steps: [{id: s, action: utter_vip}]}"
    own = f"responses: {{utter_welcome: [{{text: Hi from us.}}]}}\nflows: {{money: {money}}}"
    flows = flows_of(SHOP, Source("own.yml", own, own=True))
    assert flows.overridden == ("money", "utter_welcome")
    assert Chat(flows).hears(StartFlow("finder"))[0] == "Hi from us."
