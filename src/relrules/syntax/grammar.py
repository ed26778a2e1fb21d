"""The parser, built from `grammar/relrules.lark` and the keyword table."""

from functools import cache

from lark import Lark

from relrules.source.shipped import grammar_file
from relrules.syntax.terminals import terminals


@cache
def parser() -> Lark:
    """Return the LALR parser of one declaration; it is built at its first use."""
    text = grammar_file("relrules.lark").read_text("utf-8")
    return Lark(
        f"{text}\n{terminals()}\n",
        parser="lalr",
        lexer="contextual",
        maybe_placeholders=False,
        propagate_positions=False,
    )
