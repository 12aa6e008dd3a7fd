"""A search server (Meilisearch) for very large catalogs: it ranks, and what it names is looked at on the shelf."""
