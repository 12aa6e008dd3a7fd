"""Conversations: the pure engine, the shipped library and what customers read."""
