"""How dates are written into fields, language by language."""
