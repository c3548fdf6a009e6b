"""What nobody planned, and what the calendar brings."""
