"""From a tree to a checked policy, and every mistake in what it says."""
