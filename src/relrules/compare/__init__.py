"""Two policies beside each other: what differs between them, and which records that moves."""
