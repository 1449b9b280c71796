"""Games in the browser: a seat alone, and a class at one game."""
