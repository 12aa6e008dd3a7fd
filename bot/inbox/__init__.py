"""Events, kept once until they are handled."""
