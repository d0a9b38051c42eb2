"""What tasks keep."""
