"""The ground: SQLite or PostgreSQL behind one small interface, and commits in groups."""
