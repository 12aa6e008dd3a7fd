"""Measurements, each with a ratio to a floor of the same run. Not tests: nothing here passes or fails."""
