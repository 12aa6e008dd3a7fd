"""Feature rows through the front door: a signed request in, the provider's call out, a fake clock."""
