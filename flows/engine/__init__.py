"""The pure core: language, compiler, checks and `advance()`."""
