"""Pages of cases: one's own work, a case, what is done to it, notifications, kinds."""
