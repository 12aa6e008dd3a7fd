"""Products, variants and offers, and finding among them."""
