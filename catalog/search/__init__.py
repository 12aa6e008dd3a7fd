"""Search by words: a query becomes filters and ranked text over one shelf."""
