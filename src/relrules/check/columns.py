"""The columns that hold the results of a policy, wherever many records are scored."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from relrules.check import model as m

LAST = ("alerts", "advice", "unknown")
"""The columns that stand after all others, whatever the policy."""
INPUT = " (input)"
"""What the title of a column of the file ends in where a result needs the bare one."""


def result_titles(policy: m.CheckedPolicy) -> list[str]:
    """Return the titles of results, each of its own: in the order of their cells.

    Scores and labelled numbers have their `_low` and `_high`, grades and what else has few values
    what is `_possible`; dimensions have their value alone.
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
    return counted([*found, *LAST])


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


def result_types(policy: m.CheckedPolicy) -> Iterator[m.Type]:
    """Yield what the columns of results hold, in the order of their titles."""
    for score in policy.scores.values():
        yield from [score.value.type] * 3
    for dimension in policy.dimensions.values():
        yield dimension.rows[0].value.type
    for define in labelled(policy).values():
        of = define.value.type
        repeated = 3 if isinstance(of, m.NumberType) else 1
        repeated += isinstance(of, m.YesNoType | m.LevelType | m.ChoiceType)
        yield from [of] * repeated
    for grade in policy.grades.values():
        yield from [m.LevelType(grade.scale)] * 2
    yield from [m.TextType()] * 3
