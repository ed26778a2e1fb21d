"""The words of a declaration as the formatter writes them, in the lines their author chose."""

from collections.abc import Sequence
from typing import Literal

from attrs import frozen
from lark import Token

from relrules.syntax.grammar import parser
from relrules.syntax.keywords import table
from relrules.syntax.layout import Chunk, Layout

KeywordLanguage = Literal["en", "zh"]

LINE_BREAK = "_NL"
NAMES = ("NAME", "BACKTICKED")
# Chinese has a word of its own for some uses of one English keyword.
AND_OF_BETWEEN = "与"
FROM_OF_A_CITATION = "出自"
FROM_OF_A_THRESHOLD = "达"
ASCII_OPERATORS = {"≥": ">=", "≤": "<=", "≠": "!="}
# After one of these a sign stands between two operands; anywhere else it belongs to its number.
ENDS_AN_OPERAND = (*NAMES, "NUMBER", "STRING", "DATE", "YES", "NO", "UNKNOWN", "RPAR")


@frozen
class Word:
    """A token: its terminal, where it stands in the source, and how it is to be written.

    `sign` says that it is a plus or minus before an operand, as in `-1`.
    """

    terminal: str
    text: str
    start: int
    end: int
    begins_clause: bool
    sign: bool


def words_of(cut: Layout, chunk: Chunk, keywords: KeywordLanguage | None) -> tuple[Word, ...]:
    """Return the words of a declaration that has no mistakes, its keywords in a language.

    Without a language each keyword stays in the one it is written in.
    """
    # The lexer asks the parser which words may stand where, so both run together.
    found = list(parser().parse_interactive(cut.reading[chunk.start : chunk.end]).iter_parse())
    tokens = [token for token in found if token.type != LINE_BREAK]
    first = {0} | {i - n for n, i in enumerate(_line_breaks(found))}
    ands_of_between = _ands_of_between(tokens)
    return tuple(
        Word(
            terminal=token.type,
            text=_written(tokens, i, keywords, and_of_between=i in ands_of_between),
            start=chunk.start + (token.start_pos or 0),
            end=chunk.start + (token.end_pos or 0),
            begins_clause=i in first,
            sign=token.type == "SUM_OP"
            and (i in first or tokens[i - 1].type not in ENDS_AN_OPERAND),
        )
        for i, token in enumerate(tokens)
    )


def _line_breaks(tokens: Sequence[Token]) -> list[int]:
    return [i for i, token in enumerate(tokens) if token.type == LINE_BREAK]


def gap(before: Word, word: Word) -> int:
    """Return how many spaces stand between two words of a line."""
    if word.terminal in ("COMMA", "COLON", "RPAR") or before.terminal == "LPAR" or before.sign:
        return 0
    return 1


def _ands_of_between(tokens: Sequence[Token]) -> set[int]:
    """Return which tokens are the `and` of a `between`: the next in the same parentheses."""
    found: set[int] = set()
    waiting = [False]
    for i, token in enumerate(tokens):
        match token.type:
            case "LPAR":
                waiting.append(False)
            case "RPAR":
                waiting.pop()
            case "BETWEEN":
                waiting[-1] = True
            case "AND" if waiting[-1]:
                found.add(i)
                waiting[-1] = False
    return found


def _written(
    tokens: Sequence[Token], at: int, keywords: KeywordLanguage | None, *, and_of_between: bool
) -> str:
    """Return the spelling of a token."""
    token = tokens[at]
    if token.type in table().keywords:
        language = keywords or ("en" if token.isascii() else "zh")
        if language == "en":
            return _english(tokens, at)
        return AND_OF_BETWEEN if and_of_between else _chinese(tokens, at)
    match token.type:
        case "NAME":
            return " ".join(token.split())
        case "BACKTICKED":
            return f"`{' '.join(token[1:-1].split())}`"
        case "STRING":
            return _in_ascii_quotes(token)
        case _:
            return ASCII_OPERATORS.get(token, str(token))


def _english(tokens: Sequence[Token], at: int) -> str:
    token = tokens[at]
    if token.type == "POINTS" and tokens[at - 1] == "1":
        return "point"
    return table().keywords[token.type].english


def _chinese(tokens: Sequence[Token], at: int) -> str:
    token = tokens[at]
    if token.type == "FROM" and tokens[at + 1].type in NAMES:
        return FROM_OF_A_CITATION
    if token.type == "FROM" and tokens[0].type == "GRADE":
        return FROM_OF_A_THRESHOLD
    return table().keywords[token.type].chinese


def _in_ascii_quotes(token: str) -> str:
    """Return a text in ASCII quotes. Only between those does a backslash mean anything."""
    if token[0] == '"':
        return str(token)
    content = token[1:-1].replace("\\", "\\\\").replace('"', '\\"')
    return f'"{content}"'
