"""The databases that statements are run by, and cases to run."""
