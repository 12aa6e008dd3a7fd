"""What people ask of a running shop from a terminal: what `bot/cli.py` names, done here."""
