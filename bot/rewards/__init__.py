"""Coupons: campaigns with a budget, unique codes, once per contact."""
