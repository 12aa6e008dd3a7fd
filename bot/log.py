"""Logging: a fixed event name plus fields. Never phone numbers, texts or tokens (F9)."""

import logging
import sys
from typing import Any, TextIO, cast

from bot.late import late

with late("rich", "greenlet"):  # one draws the tracebacks of text logs, of the other we have no threads
    import structlog


class StandardError:
    """Standard error as it is now: whoever redirects it, or closes what it was, is heard."""

    def write(self, text: str) -> int:
        return sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()


class Log:
    """A module's log. It is put together once for each setting up: structlog's own would do so for every line, or,
    cached, never hear of a later level."""

    times = 0  # that logging was set up

    def __init__(self, room: str) -> None:
        self._lazy = structlog.get_logger(room=room)
        self._ready = self._lazy
        self._set_up = 0

    def __getattr__(self, name: str) -> Any:
        if self._set_up != Log.times:
            self._ready, self._set_up = self._lazy.bind(), Log.times
        return getattr(self._ready, name)


def set_up_logging(level: str, style: str) -> None:
    """Write to standard error: JSON lines, or text when `style` says so or somebody is watching."""
    as_text = style == "text" or (style == "auto" and sys.stderr.isatty())
    renderer: Any = (
        structlog.dev.ConsoleRenderer() if as_text else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=structlog.PrintLoggerFactory(cast(TextIO, StandardError())),
        cache_logger_on_first_use=False,
    )
    Log.times += 1


def get_log(name: str) -> Log:
    """The log of a module."""
    return Log(name)
