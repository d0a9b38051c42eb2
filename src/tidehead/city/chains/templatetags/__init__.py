"""What templates of chains are written with."""
