"""What many runs, or one log, have to say."""
