"""Every mistake that an author can make is told with its file and line."""
# ruff: noqa: E501 - one mistake a line

import pytest

from flows.engine.compile import FlowFaults, Source, check_flows, compile_flows

BASE = """
slots:
  age: {type: float}
  skin: {type: categorical, values: [oily, dry]}
  gift: {type: bool}
  name: {type: text}
responses:
  utter_ask_age: [{text: "Age?"}]
  utter_ask_skin: [{text: "Skin?"}]
  utter_hi: [{text: "Hi {name}"}]
intents: [go]
nlu: [{intent: hello, examples: [hi]}]
flows:
  other:
    description: Another one.
    steps: [{id: say, action: utter_hi}]
"""


def faults_of(text, *, severity="error", actions=None, own=False):
    """The faults of one file beside the base that is fine."""
    found = check_flows([Source("base.yml", BASE), Source("bad.yml", text, own=own)], actions)
    return [(fault.line, fault.message) for fault in found if fault.severity == severity and fault.path == "bad.yml"]


def flow(steps, more=""):
    """A file with one flow; its steps begin on line 4."""
    return f"flows:\n  bad: {{description: d{more}, steps: [\n\n{steps}]}}\n"


# Every ▶ marks the line on which the fault is expected; a text beside it must be in the message.
MISTAKES = {
    "bad syntax": ("flows:\n  a: [1\n▶b: 2\n", "not YAML"),
    "a tab": ("flows:\n▶\ta: 1\n", "not YAML"),
    "a list instead of a mapping": ("▶- flows\n", "a file holds a mapping"),
    "a key twice": ("slots:\n  x: {type: text}\n▶  x: {type: bool}\n", "stands here twice"),
    "an unknown top key": ("flow:\n".replace("flow", "▶flow"), "`flow` means nothing"),
    "an unknown key of a flow": ("flows:\n  a:\n    description: d\n▶    step: []\n    steps: [{noop: true, next: END}]\n", "`step`"),
    "an unknown key of a step": (flow("▶{action: utter_hi, asks: x}"), "`asks`"),
    "no description": ("flows:\n▶  a:\n    steps: [{action: utter_hi}]\n", "description"),
    "no steps": ("flows:\n▶  a: {description: d}\n", "at least one step"),
    "a bad flow id": ("flows:\n▶  a b: {description: d, steps: [{action: utter_hi}]}\n", "is no id"),
    "a bad step id": (flow("▶{id: a b, action: utter_hi}"), "cannot be a step id"),
    "a step that is two": (flow("▶{action: utter_hi, collect: age}"), "exactly one of"),
    "a step that is none": (flow("▶{id: x}"), "exactly one of"),
    "a step that is no mapping": (flow("▶utter_hi"), "a step is a mapping"),
    "a step id twice": (flow("{id: a, action: utter_hi},\n▶{id: a, collect: age}"), "`a` is taken"),
    "an unknown slot": (flow("▶{collect: agee}"), "no slot `agee`"),
    "an unknown slot in set_slots": (flow("▶{set_slots: [{x: 1}]}"), "no slot `x`"),
    "a value that does not fit": (flow("▶{set_slots: [{skin: green}]}"), "'green' does not fit"),
    "set_slots without pairs": (flow("▶{set_slots: age}"), "a list of"),
    "an unknown response": (flow("▶{action: utter_no}"), "no response `utter_no`"),
    "an unknown utter": (flow("▶{collect: age, utter: utter_no}"), "no response `utter_no`"),
    "an unknown action": (flow("▶{action: action_no}"), "no action `action_no`"),
    "nobody asks": (flow("▶{collect: name}"), "nobody asks"),
    "both ask": (flow("▶{collect: skin}"), "both `utter_ask_skin` and `action_ask_skin`"),
    "an unknown flow called": (flow("▶{call: nowhere}"), "no flow `nowhere`"),
    "an unknown flow linked": (flow("▶{link: nowhere}"), "no flow `nowhere`"),
    "digressions that nobody blocks": ("flows:\n  a:\n    description: d\n▶    block_digressions: true\n    steps: [{action: utter_hi}]\n", "means nothing"),
    "a payload of a pattern": ("responses:\n  utter_x:\n    - text: a\n      buttons:\n▶        - {title: A, payload: /pattern_menu}\n", "names no intent"),
    "a link not last": (flow("▶{link: other},\n{action: utter_hi}"), "last step"),
    "a link with next": (flow("▶{link: other, next: END}"), "no `next`"),
    "a noop without next": (flow("▶{noop: true},\n{action: utter_hi}"), "needs a `next`"),
    "an unknown target": (flow("▶{action: utter_hi, next: nowhere}"), "no step `nowhere`"),
    "no else": (flow("▶{action: utter_hi, next: [{if: slots.gift, then: END}]}"), "ends with an `else`"),
    "an else that is not last": (flow("{action: utter_hi, next: [\n▶{else: END},\n{if: slots.gift, then: END}, {else: END}]}"), "stands last"),
    "a branch of something else": (flow("{action: utter_hi, next: [\n▶{when: x, then: END},\n{else: END}]}"), "a branch is"),
    "a nested list without next": (flow("{action: utter_hi, next: [{if: slots.gift, then: [\n▶{action: utter_hi}]},\n{else: END}]}"), "where to go"),
    "an unreachable step": (flow("{id: a, action: utter_hi, next: END},\n▶{id: b, action: utter_hi}"), "nobody ever comes"),
    "no way to the end": ("flows:\n▶  a: {description: d, steps: [{id: x, action: utter_hi, next: y}, {id: y, action: utter_hi, next: x}]}\n", "no way to its end"),
    "a flow that calls itself": (flow("▶{call: bad}"), "calls itself"),
    "a pattern that calls": ("flows:\n  pattern_x: {description: d, steps: [\n▶{call: other}]}\n", "may not call"),
    "an unknown intent": ("flows:\n  a:\n    description: d\n    nlu_trigger:\n▶      - intent: nothing\n    steps: [{action: utter_hi}]\n", "no intent `nothing`"),
    "an unknown persisted slot": ("flows:\n  a:\n    description: d\n    persisted_slots:\n▶      - nope\n    steps: [{action: utter_hi}]\n", "no slot `nope`"),
    "moved to nowhere": ("flows:\n  a:\n    description: d\n    moved:\n▶      old: gone\n    steps: [{action: utter_hi}]\n", "no step `gone`"),
    "an unreadable condition": (flow("{action: utter_hi, next: [\n▶{if: slots.age >, then: END},\n{else: END}]}"), "cannot be read"),
    "and mixed with or": (flow("{action: utter_hi, next: [\n▶{if: slots.gift and slots.gift or slots.gift, then: END},\n{else: END}]}"), "are mixed"),
    "a bare word": (flow("{action: utter_hi, next: [\n▶{if: slots.skin = oily, then: END},\n{else: END}]}"), "bare word"),
    "an unknown slot in a condition": (flow("{action: utter_hi, next: [\n▶{if: slots.agee > 3, then: END},\n{else: END}]}"), "no slot `agee`"),
    "a number compared with a text": (flow("{action: utter_hi, next: [\n▶{if: slots.age = '3', then: END},\n{else: END}]}"), "is float"),
    "an order of texts": (flow("{action: utter_hi, next: [\n▶{if: slots.name > 'a', then: END},\n{else: END}]}"), "compares numbers"),
    "a value that is none": (flow("{action: utter_hi, next: [\n▶{if: slots.skin = 'green', then: END},\n{else: END}]}"), "is no value"),
    "a value of a set that is none": (flow("{action: utter_hi, next: [\n▶{if: \"{'oily' 'green'} contains slots.skin\", then: END},\n{else: END}]}"), "is no value"),
    "a dangerous pattern": (flow("{action: utter_hi, next: [\n▶{if: slots.name matches '(a+)+$', then: END},\n{else: END}]}"), "may take for ever"),
    "a guard with a bare word": ("flows:\n  a:\n    description: d\n▶    if: vip\n    steps: [{action: utter_hi}]\n", "bare word"),
    "a rejection without utter": (flow("{collect: age, rejections: [\n▶{if: slots.age < 3}]}"), "has `if:` and `utter:`"),
    "a rejection that says nothing known": (flow("{collect: age, rejections: [\n▶{if: slots.age < 3, utter: utter_no}]}"), "no response"),
    "both ways to persist": ("flows:\n  a:\n    description: d\n    persisted_slots: [age]\n    steps:\n      - collect: age\n▶        reset_after_flow_ends: false\n", "persisted_slots"),
    "an unknown type": ("slots:\n▶  x: {type: number}\n", "no type"),
    "no values": ("slots:\n▶  x: {type: categorical}\n", "lists its `values`"),
    "values of a text": ("slots:\n▶  x: {type: text, values: [a]}\n", "only a categorical"),
    "a bad initial value": ("slots:\n▶  x: {type: float, initial_value: many}\n", "does not fit"),
    "an unknown key of a slot": ("slots:\n▶  x: {type: text, maximum: 3}\n", "`maximum`"),
    "a response that is no list": ("responses:\n▶  utter_x: hello\n", "a list of variations"),
    "a response without text": ("responses:\n  utter_x:\n▶    - id: a\n", "says nothing"),
    "an unknown key of a response": ("responses:\n  utter_x:\n    - text: a\n▶      txet: b\n", "`txet`"),
    "a button without title": ("responses:\n  utter_x:\n    - text: a\n      buttons:\n▶        - payload: b\n", "needs a `title`"),
    "a title too long": ("responses:\n  utter_x:\n    - text: a\n      buttons:\n▶        - {title: This title is far too long, payload: b}\n", "has 26 characters, 20"),
    "a title too long for a row": ("responses:\n  utter_x:\n    - text: a\n      buttons: [{title: a}, {title: b}, {title: c},\n▶        {title: This title is far too long}]\n", "has 26 characters, 24"),
    "a title too long in UTF-16": ("responses:\n  utter_x:\n    - text: a\n      buttons:\n▶        - {title: 🎁🎁🎁🎁🎁🎁🎁🎁🎁🎁🎁, payload: b}\n", "has 22 characters, 20"),
    "two equal titles": ("responses:\n  utter_x:\n    - text: a\n      buttons:\n        - {title: A, payload: x}\n▶        - {title: A, payload: y}\n", "both called 'A'"),
    "a malformed payload": ("responses:\n  utter_x:\n    - text: a\n      buttons:\n▶        - {title: A, payload: /SetSlots(a)}\n", "malformed"),
    "a payload with bad JSON": ("responses:\n  utter_x:\n    - text: a\n      buttons:\n▶        - {title: A, payload: '/go{\"a\"}'}\n", "not JSON"),
    "a payload of an unknown intent": ("responses:\n  utter_x:\n    - text: a\n      buttons:\n▶        - {title: A, payload: /nothing}\n", "names no intent"),
    "a payload of an unknown slot": ("responses:\n  utter_x:\n    - text: a\n      buttons:\n▶        - {title: A, payload: /SetSlots(x=1)}\n", "does not exist"),
    "a payload with a wrong value": ("responses:\n  utter_x:\n    - text: a\n      buttons:\n▶        - {title: A, payload: /SetSlots(skin=green)}\n", "one of oily, dry"),
    "a payload too long to sign": ("responses:\n  utter_ask_name:\n    - text: a\n      buttons:\n▶        - {title: A, payload: '/SetSlots(name=" + "x" * 100 + ")'}\nflows:\n  a: {description: d, steps: [{id: q, collect: name}]}\n", "128 are allowed"),
    "a translation with other placeholders": ("responses:\n▶  utter_x: [{text: 'Hi {name}', translation: {ko: '안녕 {nmae}'}}]\n", "other placeholders"),
    "an overlay with another placeholder": ("language: ko\nresponses:\n▶  utter_hi: '안녕 {nmae}'\n", "another placeholder, {nmae}"),
    "an overlay that lacks a placeholder": ("language: ko\nresponses:\n▶  utter_hi: 안녕\n", "lacks the placeholder {name}"),
    "an overlay of no button": ("language: ko\nresponses:\n▶  utter_ask_skin: {text: 피부?, buttons: {dry: 건성}}\n", "no button with the payload"),
    "no language code": ("▶language: Korean\n", "no language code"),
    "flows in a language file": ("language: ko\n▶flows: {}\n", "means nothing"),
    "an intent without examples": ("nlu:\n▶  - intent: x\n", "on a line of its own"),
    "nlu of something else": ("nlu:\n▶  - name: x\n", "`intent:`"),
    "a bad threshold": ("flows:\n  a:\n    description: d\n    nlu_trigger:\n▶      - intent: {name: go, confidence_threshold: 3}\n    steps: [{action: utter_hi}]\n", "from 0 to 1"),
}  # fmt: skip
ACTIONS = ["action_ask_skin"]


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_with_its_line(mistake):
    """`shopclerk flows check` explains every error with file and line."""
    text, expected = MISTAKES[mistake]
    line = text[: text.index("▶")].count("\n") + 1
    found = faults_of(text.replace("▶", ""), actions=ACTIONS)
    assert any(at == line and expected in message for at, message in found), found


def test_there_are_plenty_of_mistakes():
    assert len(MISTAKES) >= 40


def test_the_base_has_no_faults():
    assert check_flows([Source("base.yml", BASE)], []) == ()


def test_all_faults_are_told_not_only_the_first():
    text = flow("{collect: agee},\n{action: utter_no},\n{call: nowhere}")
    assert [line for line, _ in faults_of(text)] == [4, 4, 5, 6]


def test_faults_are_raised_one_a_line():
    with pytest.raises(FlowFaults) as raised:
        compile_flows([Source("base.yml", BASE), Source("bad.yml", flow("{call: nowhere},\n{link: nowhere}"))])
    assert str(raised.value).splitlines() == [
        "bad.yml:4: there is no flow `nowhere`",
        "bad.yml:5: there is no flow `nowhere`",
    ]
    assert [fault.line for fault in raised.value.faults] == [4, 5]


def test_the_same_name_in_two_files_is_a_fault():
    again = "responses:\n  utter_hi: [{text: again}]\n"
    assert faults_of(again) == [(2, "utter_hi is defined twice (also at base.yml:10)")]
    assert faults_of(again, own=True) == []


@pytest.mark.parametrize(
    ("text", "line", "expected"),
    [
        ("flows:\n  a:\n    description: d\n    steps:\n      - collect: age\n", 5, "no `id`"),
        ("flows:\n  a:\n    description: d\n    steps:\n      - call: other\n", 5, "no `id`"),
        ("responses:\n  utter_x: [{text: 'Hi {nmae}'}]\nflows: {a: {description: d, steps: [{action: utter_x}]}}\n", 2, "{nmae}"),
        ("nlu:\n  - intent: x\n    examples: |\n      - one\n      two\n", 3, "the example 'two' lacks"),
        ("flows:\n  a: {description: d, steps: [{link: b}]}\n  b: {description: d, steps: [{action: utter_hi}, {link: a}]}\n", 2, "only lead to each other"),
        ("flows:\n  pattern_code_change: {description: d, steps: [{action: utter_hi}]}\n", 2, "never runs"),
        ("language: ko\nresponses:\n  utter_only_here: 안녕\n", 3, "in ko only"),
    ],
)  # fmt: skip
def test_what_will_surprise_is_a_warning(text, line, expected):
    """Warnings alone do not hinder."""
    found = faults_of(text, severity="warning", own=True)
    assert any(at == line and expected in message for at, message in found), found
    compile_flows([Source("base.yml", BASE), Source("bad.yml", text, own=True)])


def test_gaps_of_a_language_are_told_where_the_text_stands():
    sources = [Source("base.yml", BASE), Source("ko.yml", "language: ko\nresponses: {utter_hi: '안녕 {name}'}\n")]
    gaps = [str(fault) for fault in check_flows(sources)]
    assert gaps == [
        "base.yml:8: warning: utter_ask_age has no ko text",
        "base.yml:9: warning: utter_ask_skin has no ko text",
    ]


def test_a_language_that_is_only_read_has_no_gaps():
    assert check_flows([Source("base.yml", BASE), Source("es.yml", "language: es\nkeywords: {menu: [menú]}\n")]) == ()


def test_yaml_is_read_by_its_version_1_2():
    """`no` and `21:00` are words (PyYAML makes them False and 1260)."""
    flows = compile_flows([Source("a.yml", "slots: {x: {type: categorical, values: [yes, no, 21:00]}}\n")])
    assert flows.slots["x"].values == ("yes", "no", "21:00")


def test_journeys_are_kept_aside_for_later():
    text = "journeys:\n  cart:\n    trigger: {event: cart.updated}\n    steps: [{id: w, wait: {for: 1h}}]\n"
    assert set(compile_flows([Source("a.yml", text)]).journeys) == {"cart"}


def test_the_version_is_that_of_the_texts():
    one, other = Source("a.yml", BASE), Source("b.yml", "version: '3.1'\n")
    assert compile_flows([one, other]).version == compile_flows([other, one]).version
    assert compile_flows([one]).version != compile_flows([one, other]).version
    assert len(compile_flows([one]).version) == 8


RASA = """
version: "3.1"
entities: [colour]
intents:
  - find: {use_entities: []}
nlu:
  - intent: find
    examples: |
      - I want a [red](colour) dress
      - show [blue]{"entity": "colour"} ones
  - synonym: red
    examples: |
      - crimson
"""


def test_training_data_of_rasa_is_read():
    """Issue 2, part 10: annotations are taken off, synonyms kept."""
    flows = compile_flows([Source("a.yml", RASA)])
    assert flows.examples["find"] == ("I want a red dress", "show blue ones")
    assert flows.languages["en"].synonyms["*"]["red"] == ("crimson",)


CONTROLLED = "slots:\n  country: {type: text, mappings: [{type: controlled}]}\n"


@pytest.mark.parametrize("own_first", [False, True])
def test_a_slot_that_the_shell_fills_keeps_its_type(own_first):
    """What the shell puts in would not fit, in every conversation."""
    own = Source("own.yml", "slots:\n  country:\n    type: float\n", own=True)
    sources = [Source("base.yml", CONTROLLED), own]
    [fault] = check_flows(sources[::-1] if own_first else sources)
    assert str(fault) == "own.yml:3: slot `country` is filled by the shop itself and stays text"
    same = Source("own.yml", "slots:\n  country: {type: text, initial_value: KR}\n", own=True)
    assert check_flows([Source("base.yml", CONTROLLED), same]) == ()


def test_links_that_lead_to_a_question_are_no_circle():
    text = (
        "flows:\n"
        "  a: {description: d, steps: [{id: q, collect: age}, {link: b}]}\n"
        "  b: {description: d, steps: [{action: utter_hi}, {link: a}]}\n"
    )
    assert not [m for _, m in faults_of(text, severity="warning") if "each other" in m]
