"""Reads and checks a region pack: text files to frozen dataclasses."""
