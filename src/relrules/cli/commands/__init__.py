"""What each command does; `relrules.cli.main` says how each is called."""
