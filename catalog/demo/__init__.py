"""The demo shop: products, words and pictures made for this project."""
