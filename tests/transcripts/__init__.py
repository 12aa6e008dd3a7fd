"""Whole conversations, one YAML file each."""
