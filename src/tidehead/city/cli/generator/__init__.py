"""The seeded generator: made-up people, firms and cases over two years, labelled as such, and out again as a whole."""
