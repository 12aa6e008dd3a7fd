"""Stores as their documentation describes them, for tests: real HTTP, their paging, limits and failures."""
