"""Why a hook cannot be had."""

from bot.errors import BotError


class HookRefused(BotError):
    """Any of these. Its words are for people."""

    status, code = 422, "webhook"


class NoSuchHook(HookRefused):
    """There is none of this id."""

    status = 404
