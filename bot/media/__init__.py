"""Files that contacts sent: fetched from the provider, kept on disk, found by their message."""
