"""Documents to facts: text in, records out."""
