"""Large tables: one expression on an embedded or a distributed engine. Empty until the register arrives."""
