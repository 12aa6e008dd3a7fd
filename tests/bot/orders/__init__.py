"""Carts, orders and returns without a conversation."""
