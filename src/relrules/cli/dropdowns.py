"""Which values a column of a worksheet offers: those its fact can take, spelled as the file does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from relrules.check import model as m
from relrules.cli.rows import Rows
from relrules.result_cells import Cell
from relrules.syntax.names import data_key

YES_NO = (("yes", "no"), ("是", "否"), ("TRUE", "FALSE"))


def drop_downs(rows: Rows, lang: str) -> Mapping[int, tuple[str, ...]]:
    """Return what each column offers, by its number; only facts with few values do.

    Ids, or labels in one of the languages: what most cells of the column are, the first of them
    where there are none.
    """
    found = {}
    for number, fact in rows.facts.items():
        spellings = _spellings(fact, lang)
        if spellings:
            counts = _counts(rows, number, spellings)
            found[number] = spellings[counts.index(max(counts))]
    return found


def _spellings(fact: m.Fact, lang: str) -> list[tuple[str, ...]]:
    """Return the ways in which all values of a fact can be spelled: ids first, then labels."""
    match fact.type:
        case m.YesNoType():
            return list(YES_NO if lang == "en" else (YES_NO[1], YES_NO[0], YES_NO[2]))
        case m.LevelType():
            options = fact.type.scale.levels
        case m.ChoiceType():
            options = fact.type.options
        case _:
            return []
    langs = dict.fromkeys(lang for option in options for lang, _ in option.label.texts.by_lang)
    return [
        tuple(option.id for option in options),
        *(tuple(option.label.in_language(lang) for option in options) for lang in langs),
    ]


def _counts(rows: Rows, column: int, spellings: Sequence[Sequence[str]]) -> list[int]:
    """Return how many cells of a column each spelling has."""
    keys = [{data_key(word) for word in words} for words in spellings]
    found = [_key(row[column]) for row in rows.cells]
    return [sum(key in words for key in found) for words in keys]


def _key(cell: Cell) -> str:
    return data_key(("TRUE" if cell else "FALSE") if isinstance(cell, bool) else str(cell or ""))
