"""How large a policy may be. Generous for people, and small enough to answer any text at once."""

MOST_BYTES = 4 * 1024 * 1024
MOST_NESTING = 64
MOST_DIGITS = 18
MOST_ROWS = 10_000
MOST_FACTS = 1_000
MOST_EXACT_DIGITS = 38
"""How many digits a calculation may need, before and after the point: a database keeps as many."""
