"""A run in words, figures and pictures. Reports read results; they change nothing."""
