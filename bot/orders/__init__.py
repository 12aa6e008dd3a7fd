"""Carts, orders, parcels and returns; whose they are, and what may still be done with them."""
