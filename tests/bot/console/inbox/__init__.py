"""The JSON of the inbox, through HTTP, on both databases."""
