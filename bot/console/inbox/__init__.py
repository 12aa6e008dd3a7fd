"""Conversations: the list, the thread, what agents do in it."""
