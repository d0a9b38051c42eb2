"""Pages of tasks and meetings."""
