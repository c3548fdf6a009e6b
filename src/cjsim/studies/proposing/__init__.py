"""What to do: ideas for each pain, sized to a budget, simulated and ranked."""
