"""Which words begin the lines of which declaration; the grammar is asked, so nothing is said twice."""

import re
from functools import cache, lru_cache

from relrules.diagnostics import Diagnostic
from relrules.diagnostics.catalog import syntax as say
from relrules.diagnostics.words import near
from relrules.source import Span
from relrules.syntax.grammar import parser
from relrules.syntax.keywords import Keyword, one_of, table

# The shortest first line of each declaration that other lines may follow.
FIRST_LINES = {
    "POLICY": "policy a",
    "USE": "use a",
    "SCALE": "scale a",
    "FACT": "fact a",
    "LIST": "list a",
    "QUESTIONNAIRE": "questionnaire a",
    "DEFINE": "define a",
    "DIMENSION": "dimension a",
    "SCORE": "score a = b",
    "GRADE": "grade a",
    "ADVICE": "advice a",
    "ALERT": "alert a",
    "EXAMPLE": 'example "a"',
}
WORD = re.compile(r"`[^`\n]*`|\w+|[^\w\s]+")
# A word that a colon follows is what a row is changed of: `change grade: strong from 11`.
CHANGED = re.compile(r"[ \t]+(?![^\s:]+[ \t]*:)")
VALUES = ("value", "prefix", "over", "several", "collecting", "quantifier", "estimating", "key")
TYPES = ("YES_OR_NO", "NUMBER_TYPE", "DATE_TYPE", "TEXT_TYPE", "LEVELS", "CHOICES")
LONGEST_HEADING = 200
# Conditions end a row under these; people also put them first.
ROWS = {
    ("DIMENSION", "WHEN"): "write the points first, as in `2 points when …`",
    ("DIMENSION", "OTHERWISE"): "write the points first, as in `0 points otherwise`",
    ("GRADE", "WHEN"): "write the level first, as in `strong when …`",
    ("GRADE", "OTHERWISE"): "write the level first, as in `weak otherwise`",
}


@cache
def clauses_of(declaration: str) -> tuple[str, ...]:
    """Return the keywords that begin the lines of a declaration, by id."""
    first_line = FIRST_LINES.get(declaration)
    if first_line is None:
        return ()
    interactive = parser().parse_interactive(f"{first_line}\n")
    interactive.exhaust_lexer()
    accepted: set[str] = interactive.accepts()  # type: ignore[no-untyped-call]  # Lark leaves it so
    keywords = table().keywords.values()
    return tuple(k.id for k in keywords if k.id in accepted and not _begins_a_value(k))


def _begins_a_value(keyword: Keyword) -> bool:
    """Return whether a word begins a term or an entry rather than naming a clause."""
    return keyword.group in VALUES or keyword.id in ("NOT", "FROM", "UP_TO", "UNDER")


def declaration_at(text: str, at: int) -> Keyword | None:
    """Return the declaration keyword that stands at an offset."""
    found = _declaration().match(text, at)
    return None if found is None else table().keywords[str(found.lastgroup)]


@cache
def _declaration() -> re.Pattern[str]:
    """Return the pattern of all keywords of declarations, each a group called by its id."""
    spelled = (f"(?P<{k.id}>{one_of(k.spellings)})" for k in table().declarations())
    return re.compile("|".join(spelled))


def glued_declaration(text: str) -> str | None:
    """Return the Chinese keyword of a declaration that a name is written to: `事实拜访次数`."""
    match = _glued().match(text)
    return match.group() if match else None


def is_meant_as_declaration(text: str) -> bool:
    """Return whether a text begins with something like the keyword of a declaration."""
    return (
        glued_declaration(text) is not None or bool(near_declarations(text)) or is_bare_fact(text)
    )


def is_bare_fact(text: str) -> bool:
    """Return whether a text begins like a fact without its keyword: `warm "Warm": yes or no`."""
    return _bare_fact().match(text[:LONGEST_HEADING]) is not None


@cache
def _bare_fact() -> re.Pattern[str]:
    types = one_of(tuple(s for id_ in TYPES for s in table().keywords[id_].spellings))
    text = r'[ \t]*"[^"\n]*"(?:[ \t]+[a-z]{2}[ \t]*"[^"\n]*")*'
    end = r"(?=[ \t]*(?:\n|\Z))"
    return re.compile(rf"[^\W\d][\w \t]*(?:{text})?(?:[ \t]*:[ \t]*{types}|[ \t]+{types}{end})")


def near_declarations(text: str) -> tuple[str, ...]:
    """Return the keywords of declarations that the first word of a text is near to."""
    word = WORD.match(text)
    return _nearest_declarations(word.group()) if word else ()


@lru_cache(maxsize=1024)
def _nearest_declarations(word: str) -> tuple[str, ...]:
    return near(word, [s for k in table().declarations() for s in k.spellings])


@cache
def _glued() -> re.Pattern[str]:
    spellings = [s for k in table().declarations() for s in k.spellings if not s.isascii()]
    return re.compile(rf"(?:{'|'.join(sorted(spellings, key=len, reverse=True))})(?=\w)")


def header_keyword(text: str) -> Keyword | None:
    """Return the keyword that a declaration begins with, or what `change` is said of."""
    keyword = declaration_at(text, 0)
    if keyword is None or keyword.id != "CHANGE":
        return keyword
    word = CHANGED.match(text, length_at(keyword, text, 0))
    changed = declaration_at(text, word.end()) if word else None
    return changed or keyword


def clause_at(text: str, at: int) -> Keyword | None:
    """Return the keyword that begins a line of some declaration and stands at an offset."""
    found = [k for id_, k in table().keywords.items() if id_ in _all_clauses() and _at(k, text, at)]
    return max(found, key=lambda k: length_at(k, text, at), default=None)


def misplaced(span: Span, declaration: Keyword, clause: Keyword) -> Diagnostic:
    """Return what to tell of a clause that stands under the wrong declaration."""
    if (declaration.id, clause.id) == ("SCALE", "LEVELS"):
        return say.unreadable(span, "leave the word out: the levels stand below the name")
    row = ROWS.get((declaration.id, clause.id))
    if row is not None:
        return say.row_begins_with_condition(span, row)
    owners = [table().keywords[d].english for d in FIRST_LINES if clause.id in clauses_of(d)]
    return say.misplaced_clause(span, declaration.english, owners)


@cache
def _all_clauses() -> frozenset[str]:
    return frozenset(clause for declaration in FIRST_LINES for clause in clauses_of(declaration))


def _at(keyword: Keyword, text: str, at: int) -> bool:
    return length_at(keyword, text, at) > 0


def length_at(keyword: Keyword, text: str, at: int) -> int:
    """Return how long a keyword is that stands at an offset, with any spaces between its words."""
    match = _pattern(keyword.spellings).match(text, at)
    return match.end() - at if match else 0


@cache
def _pattern(spellings: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(one_of(spellings))
