"""Formulas: arrays in, arrays out; opens nothing, knows no date and no city."""
