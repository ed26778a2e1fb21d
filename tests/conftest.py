"""Settings of the test run."""
