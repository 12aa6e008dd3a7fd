"""Journeys at work: who is under way, what each due step came to, and what is said."""
