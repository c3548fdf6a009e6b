"""What the firm does: levers it moves and contacts it makes."""
