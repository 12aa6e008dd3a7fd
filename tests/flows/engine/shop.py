"""Flows of a small shop that most tests talk to."""

SHOP = """
slots:
  skin: {type: categorical, values: [oily, dry, normal]}
  age: {type: float}
  budget: {type: float, initial_value: 50}
  remark: {type: text, metadata: {optional: true}}
  gift: {type: bool}
  size: {type: categorical, values: [S, M, L]}
  email: {type: text, validation: {rejections: [{if: "not (slots.email contains '@')", utter: utter_bad_email}]}}
  found: {type: float}
  vip: {type: bool}
  language: {type: text}
intents: [find, order]
actions: [action_find, action_ask_size, validate_age, action_broken]
nlu:
  - intent: find
    examples: |
      - help me choose
  - intent: order
    examples: [order something]
  - intent: faq/shipping
    examples: [how much is shipping]
responses:
  utter_ask_skin:
    - text: What is your skin like?
      buttons:
        - {title: Oily, payload: oily}
        - {title: Dry, payload: /SetSlots(skin=dry)}
        - {title: Normal, payload: normal}
  utter_ask_age: [{text: How old are you?}]
  utter_too_young: [{text: "{age} is too young."}]
  utter_ask_budget: [{text: What is your budget?}]
  utter_ask_remark: [{text: Anything else?}]
  utter_ask_gift: [{text: Is it a gift?}]
  utter_ask_email: [{text: Your e-mail?}]
  utter_bad_email: [{text: That is no e-mail address.}]
  utter_welcome: [{text: Let us look.}]
  utter_result: [{text: "For {skin} skin at {age}: {found} things."}]
  utter_ordered: [{text: "Ordered for {email}."}]
  utter_vip: [{text: "Hello, VIP."}]
  utter_faq/shipping: [{text: Shipping is free.}]
  utter_chitchat/thanks: [{text: You are welcome.}]
  utter_guard/club: [{text: The club is for VIPs.}]
flows:
  finder:
    name: product finder
    description: Finds something.
    nlu_trigger: [{intent: find}]
    persisted_slots: [skin]
    steps:
      - {id: hello, action: utter_welcome}
      - {id: q_skin, collect: skin}
      - {id: q_age, collect: age, rejections: [{if: slots.age < 13, utter: utter_too_young}]}
      - id: q_gift
        collect: gift
        next:
          - if: slots.gift
            then: q_remark
          - else: find
      - {id: q_remark, collect: remark, next: find}
      - {id: find, action: action_find}
      - {id: tell, action: utter_result}
  order:
    name: order
    description: Orders something.
    nlu_trigger: [{intent: order}]
    steps:
      - {id: q_size, collect: size}
      - {id: who, call: address}
      - {id: done, action: utter_ordered}
  address:
    description: Asks for the address.
    if: False
    steps:
      - {id: q_email, collect: email}
  money:
    description: Asks for the budget.
    steps:
      - {id: q_budget, collect: budget, ask_before_filling: true}
  club:
    description: For VIPs only.
    if: slots.vip
    steps: [{id: hi, action: utter_vip}]
  secret:
    description: Asks until answered.
    steps:
      - {id: q_gift, collect: gift, force_slot_filling: true}
  breaks:
    description: Its action fails.
    steps:
      - {id: boom, action: action_broken}
"""

SIZES = [{"title": size, "payload": f"/SetSlots(size={size})"} for size in "SML"]


def find(state):
    """Finds as many things as the person has years."""
    return [{"event": "slot", "name": "found", "value": state.slots["age"]}], []


def ask_size(state):
    return [], [{"text": "Sizes:"}, {"text": "Which size?", "buttons": SIZES}]


def validate_age(state):
    """Nobody is older than 120."""
    if state.slots["age"] > 120:
        return [{"event": "slot", "name": "age", "value": None}], [{"text": "Nobody is that old."}]
    return [], []


ACTIONS = {"action_find": find, "action_ask_size": ask_size, "validate_age": validate_age}
