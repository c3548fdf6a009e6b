"""The model described for other teams: the ODD protocol, made from what the engine runs."""
