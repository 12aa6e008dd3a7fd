"""Other systems in which people may answer: what waits for a person goes there, and what they write comes back."""
