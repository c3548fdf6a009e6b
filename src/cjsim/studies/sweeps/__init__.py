"""Sweeps: many runs over many points of a market, in a ledger that survives what may come."""
