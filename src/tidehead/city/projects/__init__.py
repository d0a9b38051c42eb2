"""Projects from lead to full production, and what both sides promised."""
