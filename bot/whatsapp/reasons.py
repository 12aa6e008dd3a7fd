"""Twilio's error codes for WhatsApp as data: plain words, the next step, and whether to try again.

The same table serves refusals in the HTTP answer and `ErrorCode` in status callbacks.
"""

from dataclasses import replace

from bot.outbox.reason import Reason, Retry

_CONFIGURATION = "check this WhatsApp sender in the Twilio console"
_TEMPLATE = "stop what uses this template and look at it in the Twilio console"

REASONS: dict[int, Reason] = {
    # the account and the request
    20003: Reason("Twilio refused our credentials or the account is suspended",
                  "check account SID, auth token and the account's state; messages wait meanwhile", Retry.LATER),
    20404: Reason("Twilio does not know the address of this request", "check SHOPCLERK_TWILIO_ACCOUNT_SID"),
    20429: Reason("too many requests to Twilio at once", retry=Retry.THROTTLE),
    20500: Reason("Twilio had an internal error", retry=Retry.LATER),
    20503: Reason("Twilio is not available at the moment", retry=Retry.LATER),
    21211: Reason("the contact's address is not valid", "the address is wrong: ask the contact to write again"),
    21212: Reason("our sender is not a valid address", _CONFIGURATION),
    21408: Reason("sending to this country is not enabled", "enable the country in the Twilio console"),
    21602: Reason("the message is empty", "a flow says nothing: look at its response"),
    21603: Reason("no sender was given", _CONFIGURATION),
    21604: Reason("no recipient was given"),
    21606: Reason("our sender cannot send from this account", _CONFIGURATION),
    21609: Reason("the status callback's address is refused",
                  "SHOPCLERK_PUBLIC_URL must be a public host name without underscores"),
    21610: Reason("the contact has opted out of messages from this sender", "only the contact can undo this"),
    21614: Reason("the contact's number cannot receive messages"),
    21617: Reason("the text is longer than 1,600 characters", "shorten the response"),
    21620: Reason("the picture's address is not valid", "check the product's picture"),
    21623: Reason("the picture's address is not valid", "check the product's picture"),
    21654: Reason("the template is missing", _TEMPLATE),
    21655: Reason("the template does not exist", _TEMPLATE),
    21656: Reason("the template's variables are not valid"),
    21703: Reason("the Messaging Service has no WhatsApp sender", "add a sender to the Messaging Service"),
    # queues and carriers
    30001: Reason("Twilio's queue for this sender was full", "spread the campaign", Retry.LATER),
    30002: Reason("the Twilio account is suspended", "talk to Twilio"),
    30003: Reason("the contact's phone could not be reached"),
    30004: Reason("the message was blocked"),
    30005: Reason("the contact's number does not exist"),
    30006: Reason("the contact's number cannot receive messages"),
    30007: Reason("the message was filtered as unwanted", "look at the text"),
    30008: Reason("unknown error on the way", retry=Retry.ONCE),
    30036: Reason("the message waited too long to be sent"),
    30410: Reason("the provider did not answer; the message may have arrived",
                  "not repeated, so that nobody gets it twice"),
    35114: Reason("the time to send at is out of range"),
    35115: Reason("sending later needs a Messaging Service", "set SHOPCLERK_TWILIO_MESSAGING_SERVICE_SID"),
    35118: Reason("the Messaging Service is missing for sending later"),
    35125: Reason("too many messages are scheduled", "spread the campaign"),
    # WhatsApp
    63001: Reason("WhatsApp refused this sender's credentials", _CONFIGURATION),
    63003: Reason("the contact's address is not on WhatsApp", "the contact cannot be reached on WhatsApp"),
    63005: Reason("WhatsApp did not accept the content", "look at text, picture and buttons"),
    63006: Reason("the content cannot be shown on WhatsApp", "look at text, picture and buttons"),
    63007: Reason("Twilio does not know this WhatsApp sender", _CONFIGURATION),
    63008: Reason("this WhatsApp sender is set up wrongly", _CONFIGURATION),
    63009: Reason("WhatsApp had an internal error", retry=Retry.LATER),
    63010: Reason("Twilio had an internal error", retry=Retry.LATER),
    63011: Reason("WhatsApp refused the request", retry=Retry.LATER),
    63012: Reason("WhatsApp was not available", retry=Retry.LATER),
    63013: Reason("the message breaks WhatsApp's policy", "look at the template and its values"),
    63014: Reason("the contact does not accept messages from this business", "stop marketing to this contact"),
    63015: Reason("the contact has not joined the sandbox", "only in development: send the join code"),
    63016: Reason("more than 24 hours since the contact wrote: only a template may be sent",
                  "send an approved template, or wait until the contact writes"),
    63017: Reason("the account sends faster than Twilio allows", retry=Retry.THROTTLE),
    63018: Reason("WhatsApp's limit for this sender or contact is reached", "spread what is sent", Retry.THROTTLE),
    63019: Reason("WhatsApp could not fetch the picture or file", "its address must be public"),
    63020: Reason("the WhatsApp Business invitation was not accepted", _CONFIGURATION),
    63021: Reason("WhatsApp did not accept the content", "look at text, picture and buttons"),
    63023: Reason("WhatsApp had an unspecified error", retry=Retry.ONCE),
    63024: Reason("the contact cannot receive this: no WhatsApp account, old app, or terms not accepted",
                  "reach the contact in another way"),
    63027: Reason("the template does not exist in this language", _TEMPLATE),
    63028: Reason("the number of the template's variables is wrong", _TEMPLATE),
    63030: Reason("the template has a parameter that WhatsApp does not support", _TEMPLATE),
    63032: Reason("WhatsApp does not let businesses reach this contact at the moment"),
    63033: Reason("the contact has blocked this sender"),
    63034: Reason("the file is too big for WhatsApp", "5 MB at most"),
    63037: Reason("WhatsApp could not take the file", retry=Retry.ONCE),
    63038: Reason("the account's daily limit is reached", "raise the limit, or spread what is sent", Retry.LATER),
    63040: Reason("WhatsApp has rejected the template", _TEMPLATE),
    63041: Reason("WhatsApp has paused the template", _TEMPLATE),
    63042: Reason("WhatsApp has disabled the template", _TEMPLATE),
    63049: Reason("WhatsApp withheld this marketing message to protect the contact",
                  "send this contact fewer offers"),
    63051: Reason("this WhatsApp sender is locked", "register it again; it locks after 30 days without messages"),
    63062: Reason("the terms for marketing messages have not been accepted", _CONFIGURATION),
}  # fmt: skip


#: What is said of products that Meta's catalog does not have, or that this sender may not show: the content is not
#: accepted, cannot be shown or filled in, or breaks the commerce policy. The same as our own card may well go.
OF_PRODUCTS = frozenset({20422, 21654, 21655, 21656, 63005, 63006, 63013, 63021, 63028, 63030})


def explain(code: int) -> Reason:
    """What a code means. An unknown one of WhatsApp's family (63xxx) is final; so is any other."""
    where = "WhatsApp" if 63000 <= code < 64000 else "Twilio"
    unknown = Reason(f"{where} reported error {code}", f"see https://www.twilio.com/docs/api/errors/{code}")
    known = REASONS.get(code, unknown)
    return replace(known, of_products=True) if code in OF_PRODUCTS else known


def is_missing_content(status: int, code: int | None) -> bool:
    """Whether a refusal says that a Content resource of ours is gone."""
    return code in {21655, 20404} or status == 404
