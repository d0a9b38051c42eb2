"""The enterprises that requests, visits and projects are about."""
