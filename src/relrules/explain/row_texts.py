"""What each row of a policy says, of no record: what the bits of columns that tell of rows mean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from attrs import frozen

from relrules.check import model as m
from relrules.check.columns import ROWS, mask_titles, masks
from relrules.check.say import number
from relrules.evaluate.evaluate import evaluate
from relrules.evaluate.program import Program
from relrules.explain.conditions import requirement
from relrules.explain.phrases import Phrase, sentence
from relrules.explain.rows import because_text
from relrules.explain.telling import Telling
from relrules.explain.terms import term_text
from relrules.explain.values import UNANSWERED
from relrules.explain.visible import everything


@frozen
class DecidingRow:
    """A row of a dimension or grade: which bit stands for it, what it is worth, and when it applies.

    `column` is the title that `score --reasons` gives the column, `bit` the place of its bit there,
    from 0, and `row` its number in the policy, from 1. `worth` is as in results: points, or the name
    of a level; a calculation is in words. `text` says in prose when the row applies, if none above
    it does, and the policy's own reason.
    """

    result: str
    column: str
    bit: int
    row: int
    worth: str
    text: str


def deciding_rows_of(program: Program, lang: str) -> Iterator[DecidingRow]:
    """Yield every row that a bit stands for, in the order of columns and bits."""
    policy = program.policy
    nothing = evaluate(program, {}, None)
    seen = everything(program, nothing)
    telling = Telling(program, nothing, lang, seen, of_no_record=True)
    for mask, title in zip(masks(policy), mask_titles(policy), strict=True):
        rows = _rows(policy, mask.name)
        for bit, row in enumerate(rows[mask.first : mask.first + ROWS]):
            text = _text(telling, row, alone=len(rows) == 1)
            yield DecidingRow(
                mask.name, title, bit, mask.first + bit + 1, _worth(telling, row.value), text
            )


def _rows(policy: m.CheckedPolicy, name: str) -> Sequence[m.Row | m.GradeRow]:
    dimension = policy.dimensions.get(name)
    return policy.grades[name].rows if dimension is None else dimension.rows


def _worth(telling: Telling, value: m.Expr) -> str:
    match value:
        case m.Constant(value=str() as level):
            return level
        case m.Constant(value=int() | Fraction() as points):
            return number(points)
        case m.NoAnswer():
            return UNANSWERED[telling.lang]
        case _:
            return term_text(telling, value)


def _text(telling: Telling, row: m.Row | m.GradeRow, *, alone: bool) -> str:
    """Return when a row applies, and the policy's own reason."""
    if row.when is not None:
        when = requirement(telling, row.when, wanted=True)
    else:
        when = telling.say(Phrase.ALWAYS if alone else Phrase.OTHERWISE)
    if row.because is None:
        return when
    between = telling.say(Phrase.BETWEEN_SENTENCES)
    return between.join([sentence(when, telling.lang), because_text(telling, row.because)])
