"""Industrial chains: fishbone, map, lists, gaps and whom to bring."""
