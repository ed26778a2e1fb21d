"""Policies as flat Python functions: the speed, where the interpreter is the meaning."""
