"""Made-up shops with judged queries: how good a search is. One shop to build on, another to be judged by."""
