"""Pieces of work with a declared life: moved by those who may, replayed from their log."""
