"""What matters: each touchpoint taken away, and raised, in turn."""
