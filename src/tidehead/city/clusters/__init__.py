"""Clusters: how specialised the region is, in what, and what lies near."""
