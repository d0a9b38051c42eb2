"""Tasks of the plan, what blocks them, and the meetings that decide on them."""
