"""Processes killed, providers that lie, databases that go away: nothing lost, doubled or out of order."""
