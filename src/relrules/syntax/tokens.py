"""The words of a declaration as the formatter writes them, in the lines their author chose."""

from collections.abc import Sequence
from typing import Literal

from attrs import frozen
from lark import Token

from relrules.syntax.grammar import parser
from relrules.syntax.keywords import table
from relrules.syntax.layout import Chunk, Layout
from relrules.syntax.members import members, own_reading

KeywordLanguage = Literal["en", "zh"]

LINE_BREAK = "_NL"
NAMES = ("NAME", "BACKTICKED")
# Chinese has a word of its own for some uses of one English keyword.
AND_OF_BETWEEN = "与"
FROM_OF_A_CITATION = "出自"
FROM_OF_A_THRESHOLD = "达"
OF_OF_A_COUNT = "共"
# Elsewhere `from` before a number says where a range begins.
WITH_THRESHOLDS = ("DIMENSION", "GRADE", "CHANGE")
# A list whose name begins with one of these stands in backticks after the keyword: together they are
# a keyword of their own in one of the languages. A fact that gets its value with `=` is clear.
OTHER_KEYWORDS = {"GIVEN": ("no", "没有"), "COUNT_OF": ("distinct",)}
ASCII_OPERATORS = {"≥": ">=", "≤": "<=", "≠": "!="}
# After one of these a sign stands between two operands; anywhere else it belongs to its number.
ENDS_AN_OPERAND = (
    *NAMES,
    "NUMBER",
    "STRING",
    "DATE",
    "YES",
    "NO",
    "UNKNOWN",
    "RPAR",
    "NO_ANSWER",
)


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


@frozen
class Declaration:
    """The words of a declaration; `keyword` is what is declared, or `CHANGE` for a single row.

    `inside` says that it belongs to a list.
    """

    keyword: str
    words: tuple[Word, ...]
    inside: bool


def declarations_of(
    cut: Layout, chunk: Chunk, keywords: KeywordLanguage | None
) -> tuple[Declaration, ...]:
    """Return a declaration without mistakes, and after it those that stand inside it.

    The keywords are in a language; without one each stays in that in which it is written.
    """
    own = _declaration(own_reading(cut, chunk), chunk.start, keywords, inside=False)
    return (
        own,
        *(
            _declaration(
                cut.reading[member.start : member.end], member.start, keywords, inside=True
            )
            for member in members(cut, chunk).chunks
        ),
    )


def words_of(cut: Layout, chunk: Chunk, keywords: KeywordLanguage | None) -> tuple[Word, ...]:
    """Return the words of a declaration without mistakes, with those of the ones inside it last."""
    return tuple(word for d in declarations_of(cut, chunk, keywords) for word in d.words)


def _declaration(
    reading: str, start: int, keywords: KeywordLanguage | None, *, inside: bool
) -> Declaration:
    # The lexer asks the parser which words may stand where, so both run together.
    found = list(parser().parse_interactive(reading).iter_parse())
    tokens = [token for token in found if token.type != LINE_BREAK]
    first = {0} | {i - n for n, i in enumerate(_line_breaks(found))}
    keyword = _declared(tokens)
    ands_of_between = _ands_of_between(tokens)
    words = tuple(
        Word(
            terminal=token.type,
            text=_written(tokens, i, keywords, keyword, and_of_between=i in ands_of_between),
            start=start + (token.start_pos or 0),
            end=start + (token.end_pos or 0),
            begins_clause=i in first,
            sign=token.type == "SUM_OP"
            and (i in first or tokens[i - 1].type not in ENDS_AN_OPERAND),
        )
        for i, token in enumerate(tokens)
    )
    return Declaration(keyword, words, inside)


def _declared(tokens: Sequence[Token]) -> str:
    """Return what is declared: in an overlay what stands after `change`."""
    first = tokens[0].type
    if first == "CHANGE" and tokens[1].type not in NAMES:
        return tokens[1].type
    return first


def _line_breaks(tokens: Sequence[Token]) -> list[int]:
    return [i for i, token in enumerate(tokens) if token.type == LINE_BREAK]


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
    tokens: Sequence[Token],
    at: int,
    keywords: KeywordLanguage | None,
    declared: str,
    *,
    and_of_between: bool,
) -> str:
    """Return the spelling of a token."""
    token = tokens[at]
    if token.type in table().keywords:
        language = keywords or ("en" if token.isascii() else "zh")
        if language == "en":
            return _english(tokens, at)
        return AND_OF_BETWEEN if and_of_between else _chinese(tokens, at, declared)
    match token.type:
        case "NAME":
            name = " ".join(token.split())
            return f"`{name}`" if _makes_another_keyword(tokens, at) else name
        case "BACKTICKED":
            return f"`{' '.join(token[1:-1].split())}`"
        case "STRING":
            return _in_ascii_quotes(token)
        case _:
            return ASCII_OPERATORS.get(token, str(token))


def _makes_another_keyword(tokens: Sequence[Token], at: int) -> bool:
    words = OTHER_KEYWORDS.get(tokens[at - 1].type, ()) if at else ()
    has_value = at + 1 < len(tokens) and tokens[at + 1].type == "EQ"
    return tokens[at].split()[0] in words and not has_value


def _english(tokens: Sequence[Token], at: int) -> str:
    token = tokens[at]
    if token.type == "POINTS" and tokens[at - 1] == "1":
        return "point"
    return table().keywords[token.type].english


def _chinese(tokens: Sequence[Token], at: int, declared: str) -> str:
    token = tokens[at]
    match token.type:
        case "FROM" if tokens[at + 1].type in NAMES:
            return FROM_OF_A_CITATION
        case "FROM" if declared in WITH_THRESHOLDS and not _begins_a_range(tokens, at):
            return FROM_OF_A_THRESHOLD
        case "OF" if tokens[at + 1].type == "NUMBER":
            return OF_OF_A_COUNT
        case _:
            return table().keywords[token.type].chinese


def _begins_a_range(tokens: Sequence[Token], at: int) -> bool:
    """Return whether a range begins here, as in `change total: from -5 to 16`."""
    return "TO" in [token.type for token in tokens[at + 2 : at + 4]]


def _in_ascii_quotes(token: str) -> str:
    """Return a text in ASCII quotes. Only between those does a backslash mean anything."""
    if token[0] == '"':
        return str(token)
    content = token[1:-1].replace("\\", "\\\\").replace('"', '\\"')
    return f'"{content}"'
