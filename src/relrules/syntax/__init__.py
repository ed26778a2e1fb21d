"""Text to tree and back: layout, grammar, parse, format."""
