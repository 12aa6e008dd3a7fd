"""Drawings as SVG, made here: they follow the page's colours, print, and can be read as text by tests."""
