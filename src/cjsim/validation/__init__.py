"""The engine against theory and field facts."""
