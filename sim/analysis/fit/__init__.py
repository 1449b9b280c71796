"""Fitting common parameters to a record of several agreements, and testing beyond the fit."""
