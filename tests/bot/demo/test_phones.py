"""What the people of the demo have said is on their phones, too: whoever wrote within a day can be answered."""

from bot.console.demophones import teach
from bot.demo.chats import read_chats
from bot.whatsapp.emulator.account import Account
from bot.whatsapp.emulator.sending import read_order
from bot.whatsapp.emulator.store import Store
from tests.conftest import START
from tests.transcripts.shops import compiled_library

SENDER = "+15550100000"


def taught() -> Store:
    store = Store()
    chats = read_chats(START, lambda day, _: day.strftime("%d"))
    teach(store, chats, SENDER, compiled_library().templates)
    return store


def test_an_agent_can_answer_whoever_wrote_within_a_day() -> None:
    """F2: 24 hours after their last word only a template goes."""
    store, account = taught(), Account("AC", "", (SENDER,))
    dooms = {}
    for chat in read_chats(START, lambda *_: ""):
        heard = [item["t"] for item in chat.items if item["from"] == "contact"]
        hours = (int(chat.told["length"]) - max(heard) + chat.told["ago"]) / 3600 if heard else 99
        form = {"To": f"whatsapp:{chat.handle}", "From": f"whatsapp:{SENDER}", "Body": "hello"}
        dooms[chat.handle] = (read_order(form, account, store, START).doom, hours)
    assert all((doom is None) is (hours < 24) for doom, hours in dooms.values())
    assert sum(doom is None for doom, _ in dooms.values()) > 30


def test_phones_show_the_conversation_with_pictures_choices_and_templates() -> None:
    store = taught()
    phone = store.phones["+821000000101"]
    assert phone.name == "김하은"
    assert [bubble.from_shop for bubble in phone.bubbles][:2] == [False, True]
    shown = [message.shown for message in store.messages.values()]
    assert any(each.buttons for each in shown)
    assert any(each.list for each in shown)
    assert any(each.media and each.media["url"].startswith("/media/products/") for each in shown)
    assert all(each.text or each.media for each in shown)
    assert not [each.text for each in shown if "{" in each.text]
    seqs = [message.seq for message in store.messages.values()]
    assert seqs == sorted(seqs)
