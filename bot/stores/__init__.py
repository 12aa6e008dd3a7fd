"""Stores that call us: what changed in them is kept first, then taken into the catalog."""
