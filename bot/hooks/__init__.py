"""Webhooks out: other systems are told what happens, signed, in the order of each conversation or not at all."""
