"""A room for each question: run, sweep, compare, why, sensitivity, fit, patterns."""
