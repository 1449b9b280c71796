"""Whether a scenario shows the general patterns of the literature."""
