"""Months in a minute: the production parts on a virtual clock, the emulator as the provider, made-up shoppers."""
