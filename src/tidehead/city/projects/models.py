"""What projects keep."""
