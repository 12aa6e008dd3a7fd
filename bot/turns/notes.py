"""What is worth counting in a turn: metrics and, at debug level, the log. Names and ids only, no words."""

from prometheus_client import Counter

from bot.log import get_log
from flows.engine.effects import Note

log = get_log(__name__)

NOTES = Counter("shopclerk_notes_total", "What happened in conversations", ["name", "about"])
_ABOUT = ("flow", "topic", "reason", "name")


def note(effect: Note) -> None:
    """Count one note under its flow, topic or reason."""
    about = next((str(effect.data[key]) for key in _ABOUT if key in effect.data), "")
    NOTES.labels(effect.name, about).inc()
    log.debug("turn.note", note=effect.name, about=about)
