"""The terminals of the keyword table: where each word is read as one of the language."""

from functools import cache

from relrules.syntax.keywords import NOT_INSIDE_A_WORD, QUOTE, Keyword, one_of, table

# Longer words first: `count of distinct` before `count of`, `no answer` before `no`.
LEAST_PRIORITY = 2
OTHER_PRIORITY = {"NO_RECORDS": 4}
LINE_END = r"(?=[ \t]*(?:\n|\Z))"
SPACE = r"[ \t]"
CONNECTING = (
    "AND",
    "OR",
    "NOT",
    "WHEN",
    "OTHERWISE",
    "BECAUSE",
    "TO",
    "HAVE",
    "OF",
    "IF_ZERO",
    "IF_EMPTY",
)
BACKTICKED = r"`[^`\n]*`"


@cache
def terminals() -> str:
    """Return the terminals of the keywords, of names and of language tags, as grammar text."""
    tags = _tags()
    lines = [f"NAME: /{_name()}/", f"LANG.3: /(?:{tags}){NOT_INSIDE_A_WORD}/"]
    lines += [f"{k.id}.{_priority(k)}: /{_pattern(k)}/" for k in table().keywords.values()]
    return "\n".join(lines)


def _priority(keyword: Keyword) -> int:
    parts = max(len(spelling.split()) for spelling in keyword.spellings)
    return OTHER_PRIORITY.get(keyword.id, LEAST_PRIORITY + parts)


def _tags() -> str:
    return "|".join(table().languages)


@cache
def _not_a_stop() -> str:
    """Return the pattern of a place at which a name does not end."""
    stop = one_of(table().spellings_that_end_a_name())
    listing = one_of(_spellings("listing")) + r"[ \t]*\("
    return rf"(?!{stop}|{listing})"


@cache
def _name() -> str:
    """Return the pattern of a bare name.

    A language tag before a text ends it, but may begin it: `de "Germany"` is a name with its label
    where a name may stand, and `price zh "…"` is a name and a translation.
    """
    ends = _not_a_stop()
    word = r"\w+(?:\.[^\W\d]\w*)*"
    no_tag = rf"(?!(?:{_tags()}){SPACE}*{QUOTE})"
    return rf"{ends}[^\W\d]\w*(?:\.[^\W\d]\w*)*(?:{SPACE}+{ends}{no_tag}{word})*"


@cache
def _not_connecting() -> str:
    """Return the pattern of a place at which no word stands that goes on a condition.

    What a term begins with is looked at with these alone: the whole list of words that end a name,
    once for each such word, would take most of the time that a lexer is built in.
    """
    keywords = table().keywords
    return rf"(?!{one_of(tuple(s for id_ in CONNECTING for s in keywords[id_].spellings))})"


def _some_name() -> str:
    """Return the pattern of a bare name as it is looked ahead for."""
    ends = _not_connecting()
    return rf"{ends}[^\W\d][\w.]*(?:{SPACE}+{ends}[\w.]+)*?"


def _spellings(group: str) -> tuple[str, ...]:
    return tuple(s for k in table().keywords.values() if k.group == group for s in k.spellings)


def _pattern(keyword: Keyword) -> str:
    """Return the pattern of a keyword with what must follow it."""
    return _before(one_of(keyword.spellings), keyword)


def _before(words: str, keyword: Keyword) -> str:
    keywords = table().keywords
    have, of = (one_of(keywords[id_].spellings) for id_ in ("HAVE", "OF"))
    a_name = rf"(?:{_some_name()}|{BACKTICKED})"
    name_follows = rf"(?={SPACE}+{_not_connecting()}[^\W\d]|{SPACE}*`)"
    if keyword.id == "LEVELS":
        # A level may be called so: `levels from 3`.
        guards = ("FROM", "UP_TO", "UNDER", "WHEN", "OTHERWISE")
        after = one_of(tuple(s for id_ in guards for s in keywords[id_].spellings))
        return rf"{words}(?!{SPACE}+{after})"
    match keyword.group:
        case "value":
            # `no` is a value, `no coach` is a name.
            return rf"{words}(?!{SPACE}+{_not_a_stop()}\w)"
        case "listing":
            return rf"{words}(?={SPACE}*\()"
        case "over":
            # What is counted apart may also be a calculation.
            distinct = keyword.id == "COUNT_OF_DISTINCT"
            group = rf"|(?={SPACE}*\()" if distinct else ""
            return _english_or(keyword, rf"(?:{name_follows}{group})")
        case "several":
            known = one_of(keywords["KNOWN"].spellings)
            return _english_or(keyword, rf"(?={SPACE}*\(|{SPACE}+{known}{SPACE}*\()")
        case "collecting":
            return rf"{words}(?={SPACE}*\(|{SPACE}+{a_name}{SPACE}*{of})"
        case "quantifier":
            return rf"{words}(?={SPACE}+{a_name}{SPACE}*{have})"
        case "leaving_out":
            return rf"{words}(?:(?={SPACE}*\()|{name_follows})"
        case "estimating":
            ids = ("TOTAL_OF", "MEAN_OF", "PERCENT_OF")
            counted = one_of(tuple(s for id_ in ids for s in keywords[id_].spellings))
            return rf"{words}(?={SPACE}+{counted})"
        case "alone":
            return rf"{words}{LINE_END}"
        case "amount":
            return rf"{words}(?={SPACE}*[-+]?{SPACE}*\d)"
        case "key":
            return rf"{words}(?={SPACE}*:)"
        case "no_value":
            return rf"{words}(?=[^=\n]*(?:\n|\Z))"
        case _:
            return words


def _english_or(keyword: Keyword, ahead: str) -> str:
    """Return the pattern of a keyword of which only the Chinese spellings need something ahead."""
    english = one_of(tuple(s for s in keyword.spellings if s.isascii()))
    chinese = one_of(tuple(s for s in keyword.spellings if not s.isascii()))
    return rf"(?:{english}|{chinese}{ahead})"
