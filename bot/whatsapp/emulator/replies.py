"""What WhatsApp would show of a webhook's answer: plain text and `<Message>` are sent to the contact as replies.

Twilio docs, "TwiML for Programmable Messaging".
"""

import re
from html import unescape

from bot.whatsapp.emulator.poster import Answer

_MESSAGE = re.compile(r"<Message\b[^>]*>(.*?)</Message>", re.DOTALL)
_BODY = re.compile(r"<Body\b[^>]*>(.*?)</Body>", re.DOTALL)


def texts_in(answer: Answer) -> list[str]:
    """The texts that the contact would receive; none from a door that says nothing."""
    if not 200 <= answer.status < 300:
        return []
    kind = answer.content_type.partition(";")[0].strip().lower()
    if kind == "text/plain":
        return [answer.text] if answer.text.strip() else []
    if kind not in {"text/xml", "application/xml", "text/html"}:
        return []
    inner = [(_BODY.search(found) or found) for found in _MESSAGE.findall(answer.text)]
    texts = [unescape(each if isinstance(each, str) else each[1]).strip() for each in inner]
    return [text for text in texts if text]
