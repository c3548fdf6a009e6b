"""Who knows whom, and the public reviews."""
