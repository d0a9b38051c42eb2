"""What services keep."""
