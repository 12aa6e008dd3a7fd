"""Actions that flows call by name."""
