"""Scenarios, or one under several changes, side by side."""
