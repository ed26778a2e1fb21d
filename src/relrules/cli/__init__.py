"""The command line: files, the terminal and the clock meet the library here and nowhere else."""
