"""What a customer does: one stage, one file, one rule; and the luck."""
