"""Many records at a time: a policy as one SQL statement, and the engines that run it."""
