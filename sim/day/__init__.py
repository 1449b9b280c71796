"""The day of the model: its state, its phases, and the two ways to run them, plain and compiled."""
