"""The Django product: one app a duty, with pages, API and command line above them."""
