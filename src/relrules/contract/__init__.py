"""What a program relies on: which policy it is, and what a record of its facts looks like."""
