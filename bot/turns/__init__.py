"""From a waiting event to new state, outbox entries and timers: one turn, one transaction."""
