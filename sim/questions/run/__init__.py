"""One scenario: a run that is told, and how often, how long and why over many."""
