"""After an outage: what the provider kept for us is taken in, in order, under the webhook's keys."""

import json
from datetime import UTC, datetime, timedelta

from bot.clock import ManualClock
from bot.inbox.messages import InboundMessage, MessageKind
from bot.whatsapp.missed import take_in_missed
from tests.bot.whatsapp.forms_of_twilio import ACCOUNT, SENDER

NOW = datetime(2026, 11, 22, 6, tzinfo=UTC)


def row(number, **changed):
    sid = f"SM{number:032d}"
    return {
        "sid": sid,
        "account_sid": ACCOUNT,
        "from": "whatsapp:+573001112233",
        "to": f"whatsapp:{SENDER}",
        "body": f"text {number}",
        "num_media": "0",
        "direction": "inbound",
        "date_sent": f"Sun, 22 Nov 2026 05:{number:02d}:00 +0000",
        "uri": f"/2010-04-01/Accounts/{ACCOUNT}/Messages/{sid}.json",
        **changed,
    }


class Provider:
    def __init__(self, *rows):
        self.rows = list(rows)
        self.asked = []

    async def list_inbound(self, sender, since):
        self.asked.append((sender, since))
        return [row for row in self.rows if row["to"] == f"whatsapp:{sender}"]


class Inbox:
    def __init__(self):
        self.kept = []

    async def keep(self, event):
        self.kept.append(event)


async def taken(*rows, senders=(SENDER,)):
    inbox = Inbox()
    count = await take_in_missed(Provider(*rows), inbox, senders, NOW - timedelta(hours=1), ManualClock(NOW))
    assert count == len(inbox.kept)
    return inbox.kept


async def test_missed_messages_come_oldest_first_over_all_senders():
    """P6: the answer to the first question must not come last."""
    other = "+15550100001"
    events = await taken(row(9), row(3), row(5, to=f"whatsapp:{other}"), senders=(SENDER, other))
    assert [event.body["text"] for event in events] == ["text 3", "text 5", "text 9"]
    assert events[0].key == f"twilio:SM{3:032d}"
    assert events[0].received_at == datetime(2026, 11, 22, 5, 3, tzinfo=UTC)


async def test_our_own_messages_are_not_taken_for_questions():
    assert await taken(row(1, direction="outbound-api")) == []


async def test_media_is_found_through_the_message():
    """P28: the file of a missed message is not lost."""
    media = {"uri": f"/2010-04-01/Accounts/{ACCOUNT}/Messages/MM1/Media/ME1.json", "content_type": "image/png"}
    known, unknown = await taken(row(1, num_media="1", media=[media]), row(2, num_media="1"))
    message = InboundMessage.from_json(json.loads(json.dumps(known.body)))
    assert message.kind is MessageKind.IMAGE
    assert message.media.url.endswith("/Messages/MM1/Media/ME1")
    assert unknown.body["media"]["url"].endswith(f"/Messages/SM{2:032d}/Media.json")


async def test_one_unreadable_row_does_not_hold_up_the_others():
    events = await taken(row(1, sid=None), row(2, **{"from": ""}), row(3, date_sent="yesterday", body=None))
    assert [event.received_at for event in events] == [NOW]


async def test_dates_may_be_values_of_the_sdk():
    naive = datetime(2026, 11, 22, 5, 30)  # noqa: DTZ001 - as some clients give it
    [event] = await taken(row(1, date_sent=None, date_created=naive))
    assert event.received_at == naive.replace(tzinfo=UTC)


async def test_what_may_still_come_by_itself_is_left_to_the_next_look():
    """The list knows a tap by its label alone: it must not overtake the webhook, which brings the button."""
    inbox, clock = Inbox(), ManualClock(NOW)
    provider = Provider(row(1), row(59))
    minute = timedelta(minutes=1, seconds=30)
    assert await take_in_missed(provider, inbox, [SENDER], NOW - timedelta(hours=1), clock, minute) == 1
    clock.set(NOW + timedelta(minutes=10))
    assert await take_in_missed(provider, inbox, [SENDER], NOW - timedelta(minutes=5), clock, minute) == 2
    assert [event.body["text"] for event in inbox.kept] == ["text 1", "text 1", "text 59"]
