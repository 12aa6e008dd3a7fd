"""Why an agent cannot have what they asked for. Every message is for people."""

from bot.errors import BotError


class HandoffRefused(BotError):
    """Any of these."""


class NoSuchConversation(HandoffRefused):
    """There is no such contact, or they are erased."""


class AlreadyTaken(HandoffRefused):
    """The conversation has changed hands since it was looked at. `owner_name` is empty for the queue and the bot."""

    def __init__(self, owner_name: str, epoch: int) -> None:
        super().__init__(
            f"{owner_name} has this conversation" if owner_name else "this conversation has changed hands"
        )
        self.owner_name = owner_name
        self.epoch = epoch


class NotYours(AlreadyTaken):
    """Only who has the conversation may write in it."""

    def __init__(self, owner_name: str, epoch: int) -> None:
        super().__init__(owner_name, epoch)
        if not owner_name:
            self.args = ("take the conversation over before you write in it",)


class WindowShut(HandoffRefused):
    """More than 24 hours of silence, or never a word: only a template may be sent."""


class NoAddress(HandoffRefused):
    """Nobody knows where this contact could be written to."""


class TooLate(HandoffRefused):
    """It is on its way already, or is no longer what it was."""


class NoSuchEntry(HandoffRefused):
    """There is no such message."""
