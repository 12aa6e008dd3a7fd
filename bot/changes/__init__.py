"""What the shop changes while it runs: journeys on and off, answers of its own; and questions nobody answered."""
