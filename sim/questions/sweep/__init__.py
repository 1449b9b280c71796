"""One scenario at many points of a design."""
