"""From a parse tree of one declaration to its node.

The grammar is loose where a loose rule gives a better message: which clause may stand how often,
which line belongs to which, whether a text has its translation's original is told here.
"""
