"""A game for a whole class: teams in its seats, somebody who leads it, and a journal."""
