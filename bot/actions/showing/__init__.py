"""How a product is shown: its card, its views, what is said beside it."""
