"""The engine against theory and facts, on the user's own machine."""
