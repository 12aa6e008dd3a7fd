"""Sources that are files: one file here for each kind, all of them yielding `catalog.items.Told` values."""
