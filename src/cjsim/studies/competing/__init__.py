"""Teams that run the same shop, round by round: a game for a class."""
