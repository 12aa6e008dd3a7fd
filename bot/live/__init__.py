"""The stream of what has changed: consoles read it from where they were, and miss nothing."""
