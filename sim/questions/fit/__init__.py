"""Which parameter values agree with a record."""
