"""The kinds of events that hooks can be told of."""

OPENED, TAKEN, CLOSED = "handoff.opened", "handoff.taken", "handoff.closed"
RECEIVED, SENT, FAILED = "message.received", "message.sent", "message.failed"
EVENTS = (OPENED, TAKEN, CLOSED, RECEIVED, SENT, FAILED)
