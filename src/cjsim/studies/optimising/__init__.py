"""The best use of a budget, found by search on shared luck."""
