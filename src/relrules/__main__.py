"""`python -m relrules` is the command line."""

from relrules.cli.main import main

main()
