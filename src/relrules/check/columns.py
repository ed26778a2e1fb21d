"""The columns that hold the results of a policy, wherever many records are scored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from attrs import frozen

from relrules.check import model as m

LAST = ("alerts", "advice", "unknown")
"""The columns that stand after all others, whatever the policy."""
PROVISIONAL = "provisional"
"""The last of the columns of reasons: the results that read the absence of facts."""
ROWS = 62
"""How many rows the bits of one column tell of: every database has such whole numbers."""
INPUT = " (input)"
"""What the title of a column of the file ends in where a result needs the bare one."""


def result_titles(policy: m.CheckedPolicy, *, reasons: bool = False) -> list[str]:
    """Return the titles of results, each of its own: in the order of their cells.

    Scores and labelled numbers have their `_low` and `_high`, grades and what else has few values
    what is `_possible`; dimensions have their value alone. With `reasons` the rows that decide
    dimensions and grades follow, and what is provisional.
    """
    found: list[str] = []
    for name in policy.scores:
        found += _with_ends(name)
    found += policy.dimensions
    for name, define in labelled(policy).items():
        match define.value.type:
            case m.NumberType():
                found += _with_ends(name)
            case m.YesNoType() | m.LevelType() | m.ChoiceType():
                found += [name, f"{name}_possible"]
            case m.DateType() | m.TextType():
                found.append(name)
    for name in policy.grades:
        found += [name, f"{name}_possible"]
    found += LAST
    if reasons:
        found += [each.title for each in masks(policy)]
        found.append(PROVISIONAL)
    return counted(found)


@frozen
class Mask:
    """A column whose bits are rows of a dimension or grade: bit 0 is the row `first`, from 0."""

    name: str
    first: int

    @property
    def title(self) -> str:
        """Return what it is called, unless something before it is: `price_rows`, `price_rows_2`."""
        number = self.first // ROWS + 1
        return f"{self.name}_rows" if number == 1 else f"{self.name}_rows_{number}"

    def bits(self, rows: Iterable[int]) -> int:
        """Return the bits of rows, from 0; those that other columns tell of are left out."""
        places = (row - self.first for row in rows)
        return sum(1 << place for place in places if 0 <= place < ROWS)


def masks(policy: m.CheckedPolicy) -> list[Mask]:
    """Return the columns that tell of rows, in their order."""
    by_rows: Mapping[str, m.Dimension | m.Grade] = {**policy.dimensions, **policy.grades}
    return [
        Mask(name, first) for name, of in by_rows.items() for first in range(0, len(of.rows), ROWS)
    ]


def mask_titles(policy: m.CheckedPolicy) -> list[str]:
    """Return the titles of the columns that tell of rows."""
    return result_titles(policy, reasons=True)[-len(masks(policy)) - 1 : -1]


def labelled(policy: m.CheckedPolicy) -> Mapping[str, m.Define]:
    """Return the defines that appear in results."""
    return {name: define for name, define in policy.defines.items() if define.labelled}


def _with_ends(name: str) -> list[str]:
    return [name, f"{name}_low", f"{name}_high"]


def counted(names: Sequence[str]) -> list[str]:
    """Return names with a number after those that stood before: `total`, `total 2`.

    >>> counted(["total", "price", "total"])
    ['total', 'price', 'total 2']
    """
    found: list[str] = []
    for name in names:
        unique, number = name, 1
        while unique in found:
            number += 1
            unique = f"{name} {number}"
        found.append(unique)
    return found


def result_types(policy: m.CheckedPolicy, *, reasons: bool = False) -> Iterator[m.Type]:
    """Yield what the columns of results hold, in the order of their titles."""
    for score in policy.scores.values():
        yield from [number_type(score)] * 3
    for dimension in policy.dimensions.values():
        yield number_type(dimension)
    for define in labelled(policy).values():
        of = define.value.type
        repeated = 3 if isinstance(of, m.NumberType) else 1
        repeated += isinstance(of, m.YesNoType | m.LevelType | m.ChoiceType)
        yield from [of] * repeated
    for grade in policy.grades.values():
        yield from [m.LevelType(grade.scale)] * 2
    yield from [m.TextType()] * len(LAST)
    if reasons:
        yield from [m.NumberType(0, 2**ROWS - 1, 0)] * len(masks(policy))
        yield m.TextType()


def number_type(of: m.Score | m.Dimension) -> m.NumberType:
    """Return what a score or dimension is told as: whole where all that it can be is."""
    values = [of.value] if isinstance(of, m.Score) else [row.value for row in of.rows]
    types = [value.type for value in values]
    whole = all(isinstance(each, m.NumberType) and each.whole for each in types)
    whole = whole and all(cap.limit == int(cap.limit) for cap in of.caps)
    return m.NumberType(of.low, of.high, 0 if whole else None)
