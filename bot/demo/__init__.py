"""Conversations that the demo shop has had: what the inbox shows before anybody has written."""
