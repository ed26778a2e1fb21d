"""One record: what a policy says of it, exactly, also when facts are unknown."""
