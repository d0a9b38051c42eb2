"""Tidehead: an open operating system for a region's industrial platforms and clusters."""

__version__ = "0.1.0"
