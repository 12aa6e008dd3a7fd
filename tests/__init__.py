"""The tests; a folder with this file, or `tests/bot` would shadow `bot`."""
