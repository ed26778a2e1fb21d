"""What a policy promises, tried out: its worked examples and its laws."""
