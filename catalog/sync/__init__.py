"""Making the catalog equal to what its sources tell."""
