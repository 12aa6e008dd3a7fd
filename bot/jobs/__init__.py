"""Long work that nobody waits for: reading sources, checking pictures, clearing away. Killed anywhere, it goes on."""
