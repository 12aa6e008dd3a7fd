"""The repair patterns as they are when nobody has written better ones: ordinary flows, overridden by name.

Responses they say, each with an English fallback below; a library or a shop overrides text, buttons, language:

utter_flow_cancelled ({flow_name}) · utter_nothing_to_cancel · utter_corrected ({slot_names}) ·
utter_answer_ahead ({slot_names}) ·
utter_flow_continue_interrupted ({flow_name}) · utter_clarification (buttons come from the choices) ·
utter_skip_refused · utter_not_understood · utter_which_offer (the last buttons come again) ·
utter_offer_person · utter_unsupported · utter_media ·
utter_not_now ({flow_name}, a guard refused; `utter_guard/<flow>` wins) · utter_no_answer (an FAQ topic without
`utter_faq/<topic>`) · utter_chitchat (small talk without `utter_chitchat/<topic>`) · utter_handoff ·
utter_handoff_waiting, _kept, _back, _missed, _closed ({flow_name}), _failed · utter_holding (a slow turn) ·
utter_internal_error · utter_restarted · utter_opted_out · utter_offers_stopped · utter_opted_in · utter_menu ·
utter_old_button · utter_invalid_answer (`utter_invalid/<slot>` wins; {options} lists the titles) ·
utter_invalid_text (the same when nothing can be tapped) · utter_nothing_to_repeat

Titles and labels: utter_more_options (the row that turns a page) · utter_options_page ({page}, {pages}) ·
utter_continue_button ({flow_name}, added to the menu while a flow is open) ·
utter_person_button (added to a question from its third wrong answer on) · utter_list_label (opens a list).

Context of the patterns (`context.…` in conditions, `{…}` in texts): flow and flow_name (what is cancelled,
resumed or refused), flow_open (a question is waiting below), first (it is the first
message), greeting (the menu was not asked for), reason, misses, topic, slot, utter, slot_names.
Actions that the engine does itself: see `flows/engine/builtin.py`.
"""

import re

PATTERNS = """
flows:
  pattern_session_start:
    description: Runs once, before the first message of a conversation is answered.
    steps: [{id: nothing, noop: true, next: END}]
  pattern_completed:
    description: A flow has ended and nothing else is open. On WhatsApp the bot then keeps quiet.
    steps: [{id: nothing, noop: true, next: END}]
  pattern_cancel_flow:
    description: Leaves the open flow.
    steps:
      - {id: cancel, action: action_cancel_flow}
      - {id: say, action: utter_flow_cancelled}
  pattern_correction:
    description: Takes back an earlier answer and goes on from there.
    steps:
      - {id: correct, action: action_correct_flow_slot}
      - {id: say, action: utter_corrected}
  pattern_answer_ahead:
    description: Something was said that a later question would ask; the open one is asked again afterwards.
    steps: [{id: say, action: utter_answer_ahead}]
  pattern_continue_interrupted:
    description: Comes back to the flow that was interrupted.
    steps: [{id: say, action: utter_flow_continue_interrupted}]
  pattern_clarification:
    description: Asks which of a few things was meant.
    steps:
      - id: start
        noop: true
        next:
          - if: context.reason = "nothing_to_cancel"
            then: [{id: nothing, action: utter_nothing_to_cancel, next: END}]
          - else: ask
      - {id: ask, action: action_clarify}
  pattern_skip_question:
    description: Explains that this question cannot be skipped.
    steps: [{id: say, action: utter_skip_refused}]
  pattern_chitchat:
    description: Small talk.
    steps: [{id: answer, action: action_chitchat}]
  pattern_search:
    description: Answers a question of the shop's FAQ.
    steps: [{id: answer, action: action_answer_faq}]
  pattern_cannot_handle:
    description: Nothing was understood, or nobody can read it.
    steps:
      - id: start
        noop: true
        next:
          - if: context.reason = "guard"
            then: [{id: refused, action: action_explain_guard, next: END}]
          - if: context.reason = "which"
            then: [{id: which, action: action_offer_again, next: END}]
          - if: context.misses > 2
            then: [{id: person, action: utter_offer_person, next: END}]
          - if: context.reason = "unsupported"
            then: [{id: unsupported, action: utter_unsupported, next: END}]
          - if: context.reason = "media"
            then: [{id: media, action: utter_media, next: END}]
          - else: unclear
      - {id: unclear, action: utter_not_understood}
  pattern_invalid_answer:
    description: The answer does not fit the open question, which is asked again afterwards.
    steps:
      - id: start
        noop: true
        next:
          - if: context.misses > 2
            then: [{id: person, action: utter_offer_person_too, next: END}]
          - else: explain
      - {id: explain, action: action_explain_question}
  pattern_human_handoff:
    description: Hands the chat to a person; the bot falls silent.
    steps:
      - {id: open, action: action_human_handoff}
      - {id: say, action: utter_handoff}
  pattern_handoff_waiting:
    description: Nobody has answered in time; the contact chooses between waiting and the bot.
    steps: [{id: ask, action: utter_handoff_waiting}]
  pattern_handoff_kept:
    description: The contact goes on waiting for a person.
    steps: [{id: say, action: utter_handoff_kept}]
  pattern_handoff_back:
    description: The contact would rather go on with the bot.
    steps:
      - id: say
        action: utter_handoff_back
        next:
          - if: context.flow_open
            then: END
          - else: menu
      - {id: menu, action: action_show_menu}
  pattern_handoff_missed:
    description: Nobody has answered for so long that the bot has the conversation again.
    steps: [{id: say, action: utter_handoff_missed}]
  pattern_handoff_closed:
    description: A person has given the chat back; a flow was open before.
    steps: [{id: ask, action: utter_handoff_closed}]
  pattern_handoff_failed:
    description: A message could not be handled; a person will look at it.
    steps: [{id: say, action: utter_handoff_failed}]
  pattern_internal_error:
    description: Something went wrong on our side.
    steps: [{id: say, action: utter_internal_error}]
  pattern_restart:
    description: Forgets the conversation and begins anew.
    steps:
      - {id: restart, action: action_restart}
      - {id: say, action: utter_restarted}
  pattern_repeat_bot_messages:
    description: Says the last thing again.
    steps: [{id: repeat, action: action_repeat}]
  pattern_opted_out:
    description: The contact wants no more messages.
    steps:
      - {id: leave, action: action_opt_out}
      - {id: say, action: utter_opted_out}
  pattern_offers_stopped:
    description: The contact wants no more offers; other messages go on.
    steps:
      - {id: leave, action: action_stop_offers}
      - {id: say, action: utter_offers_stopped}
  pattern_opted_in:
    description: The contact wants messages again.
    steps:
      - {id: join, action: action_opt_in}
      - {id: say, action: utter_opted_in}
  pattern_menu:
    description: Shows what the shop can do; an open flow stays open below.
    steps: [{id: show, action: action_show_menu}]
  pattern_old_button:
    description: A button whose place is gone was tapped.
    steps:
      - id: say
        action: utter_old_button
        next:
          - if: context.flow_open
            then: END
          - else: menu
      - {id: menu, action: action_show_menu}

responses:
  utter_flow_cancelled: [{text: "All right, I have stopped {flow_name}."}]
  utter_nothing_to_cancel:
    - text: "There is nothing open to cancel. What would you like to do?"
      buttons:
        - {title: Menu, payload: /menu}
        - {title: Talk to a person, payload: /human}
        - {title: Stop messages, payload: /stop}
  utter_corrected: [{text: "I have changed that."}]
  utter_answer_ahead: [{text: "Noted."}]
  utter_flow_continue_interrupted: [{text: "Back to {flow_name}."}]
  utter_clarification: [{text: "Which of these do you mean?"}]
  utter_skip_refused: [{text: "I need this answer to go on."}]
  utter_not_understood:
    - text: "Sorry, I did not understand that."
      buttons: [{title: Menu, payload: /menu}, {title: Talk to a person, payload: /human}]
  utter_offer_person:
    - text: "I seem to be of no help here. Would you like to talk to a person?"
      buttons: [{title: Talk to a person, payload: /human}, {title: Menu, payload: /menu}]
  utter_unsupported: [{text: "I cannot read this kind of message. Please write it in words."}]
  utter_media: [{text: "I cannot look at files. Please write it in words."}]
  utter_which_offer: [{text: "Which one?"}]
  utter_not_now: [{text: "Sorry, {flow_name} is not possible right now."}]
  utter_no_answer:
    - text: "I have no answer to that yet."
      buttons: [{title: Talk to a person, payload: /human}, {title: Menu, payload: /menu}]
  utter_chitchat: [{text: "I am the shop's assistant. What can I do for you?"}]
  utter_handoff: [{text: "I am handing you over to a colleague, who will answer here."}]
  utter_handoff_waiting:
    - text: "Nobody is free yet, sorry. Would you like to wait?"
      buttons: [{title: Keep waiting, payload: /keep_waiting}, {title: Go on with the bot, payload: /back_to_bot}]
  utter_handoff_kept: [{text: "Your place is kept. A person will answer here."}]
  utter_handoff_back: [{text: "Here I am again."}]
  utter_handoff_missed:
    - text: "Sorry, nobody could answer you. I am here again."
      buttons: [{title: Menu, payload: /menu}, {title: Talk to a person, payload: /human}]
  utter_handoff_closed:
    - text: "I am here again. Shall we go on with {flow_name}?"
      buttons:
        - {title: Go on, payload: /continue}
        - {title: Skip it, payload: /cancel}
        - {title: Start again, payload: /start_over}
  utter_handoff_failed: [{text: "Sorry, something went wrong on our side. A person will answer you here."}]
  utter_holding: [{text: "One moment, please."}]
  utter_internal_error:
    - text: "Sorry, something went wrong on our side."
      buttons: [{title: Talk to a person, payload: /human}, {title: Menu, payload: /menu}]
  utter_restarted: [{text: "Let us start again."}]
  utter_opted_out: [{text: "You will get no more messages from us. Write START to change that."}]
  utter_offers_stopped: [{text: "No more offers. Write STOP to stop all messages."}]
  utter_opted_in: [{text: "Welcome back! You will hear from us again. Write STOP at any time."}]
  utter_menu: [{text: "What can I do for you?"}]
  utter_old_button: [{text: "That button is from an earlier version of our shop."}]
  utter_invalid_answer: [{text: "Sorry, please choose one of these: {options}."}]
  utter_invalid_text: [{text: "Sorry, I could not use that answer."}]
  utter_nothing_to_repeat: [{text: "I have not said anything yet."}]
  utter_more_options: [{text: "More"}]
  utter_options_page: [{text: "More options ({page}/{pages})"}]
  utter_continue_button: [{text: "Continue"}]
  utter_list_label: [{text: "Choose"}]
  utter_person_button: [{text: "Talk to a person"}]
  utter_offer_person_too: [{text: "I seem to be of no help here. You can talk to a person, or we try again."}]
"""

PATTERN_NAMES = frozenset(re.findall(r"^  (pattern_\w+):$", PATTERNS, re.MULTILINE))

#: What texts of patterns may name in braces besides slots.
CONTEXT_NAMES = frozenset(
    {"flow", "flow_name", "flow_open", "reason", "misses", "topic", "slot", "utter", "slot_names", "options"}
    | {"page", "pages", "first", "greeting"}
)
