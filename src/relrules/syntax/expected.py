"""Which words could have stood where a line could not be read."""

import re
from functools import cache

from lark.exceptions import UnexpectedInput, UnexpectedToken
from lark.parsers.lalr_interactive_parser import InteractiveParser

from relrules.diagnostics.words import quoted
from relrules.syntax.grammar import parser
from relrules.syntax.keywords import table

MOST_WORDS = 6
VALUES = {"NUMBER", "DATE", "STRING", "NAME", "BACKTICKED", "YES", "NO", "UNKNOWN"}
BEGIN_A_TERM = (
    "prefix",
    "over",
    "several",
    "collecting",
    "quantifier",
    "estimating",
    "leaving_out",
)
OTHER_TERMS = {"NOT", "LPAR", "SUM_OP"}
CALCULATIONS = {"SUM_OP", "PRODUCT_OP", "ROUNDED_TO", "IF_ZERO", "RAISED_BY", "LOWERED_BY"}
COMPARISONS = {"EQ", "LT", "COMPARISON_OP", "BETWEEN", "IS_ONE_OF", "IS_KNOWN", "IS_UNKNOWN"}
SIGNS = {
    "COLON": "`:`",
    "COMMA": "a comma",
    "EQ": "`=`",
    "LT": "`<`",
    "VBAR": "`|`",
    "LPAR": "`(`",
    "RPAR": "`)`",
}
HAN = re.compile(r"[\u4e00-\u9fff]")


def accepted_terminals(text: str, error: UnexpectedInput) -> set[str]:
    """Return the terminals that could have stood at an error."""
    interactive = getattr(error, "interactive_parser", None)
    if not isinstance(interactive, InteractiveParser):
        interactive = _replayed(text, error)
    accepted: set[str] = interactive.accepts()  # type: ignore[no-untyped-call]  # Lark leaves it so
    return accepted


def expected_words(text: str, accepted: set[str]) -> tuple[str, ...]:
    """Return, in the words of the language, what could have stood at an error."""
    lang = "zh" if HAN.match(text) else "en"
    return _grouped(accepted, lang)


def _replayed(text: str, error: UnexpectedInput) -> InteractiveParser:
    """Return the parser in the state in which it met characters that are no word at all."""
    interactive = parser().parse_interactive(text[: error.pos_in_stream])
    try:
        interactive.exhaust_lexer()
    except UnexpectedToken:  # the text before the error is readable, or the error were earlier
        return interactive
    return interactive


@cache
def _terms() -> frozenset[str]:
    """Return the words that begin a term: where they may stand, so may any value."""
    keywords = table().keywords.values()
    return frozenset({k.id for k in keywords if k.group in BEGIN_A_TERM} | OTHER_TERMS)


def _grouped(accepted: set[str], lang: str) -> tuple[str, ...]:
    words: list[str] = []
    rest = set(accepted)
    if len(rest & VALUES) > 1:
        words.append("a value")
        rest -= VALUES | _terms()
    elif rest & VALUES:
        words.append(
            {"NUMBER": "a number", "DATE": "a date", "STRING": "a text in quotes"}.get(
                next(iter(rest & VALUES)), "a name"
            )
        )
        rest -= VALUES
    if {"NAME", "BACKTICKED"} & accepted and not accepted & (VALUES - {"NAME", "BACKTICKED"}):
        words = ["a name"]
    if accepted == {"LANG"}:
        return ("a language such as `en` or `zh`",)
    if "COMPARISON_OP" in rest:
        words.append("a comparison")
        rest -= COMPARISONS
    if {"SUM_OP", "PRODUCT_OP"} & rest and words != ["a number"]:
        words.append("a calculation sign")
        rest -= CALCULATIONS
    rest -= {"SUM_OP", "PRODUCT_OP", "LANG"}
    words += sorted(SIGNS[t] for t in rest & SIGNS.keys())
    keywords = table().keywords
    words += [quoted(keywords[t].in_language(lang)) for t in keywords if t in rest]
    if {"_NL", "$END"} & rest:
        words.append("the end of the line")
    return tuple(words) if len(words) <= MOST_WORDS else (*words[: MOST_WORDS - 1], "the like")
