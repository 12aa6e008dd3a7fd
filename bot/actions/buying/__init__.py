"""Carts, coupons, checkout, orders and returns."""
