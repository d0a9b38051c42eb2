"""Schemes of assessment: scores, grades and league tables from rules as data."""
