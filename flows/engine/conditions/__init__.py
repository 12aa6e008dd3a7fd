"""The conditions of flows: pypred's grammar, compiled."""
