"""A comparison for programs: JSON, described by `docs/comparison.schema.json`, and CSV."""

from __future__ import annotations

from fractions import Fraction

from relrules.check import model as m
from relrules.check.interval import Interval
from relrules.check.say import limit, number, value
from relrules.cli.against_why import why
from relrules.cli.compared import Compared, row_texts
from relrules.cli.delimited import csv_text
from relrules.compare.change import (
    AdviceChange,
    Direction,
    Hidden,
    RecordChange,
    ResultChange,
    Side,
    direction,
)
from relrules.compare.tally import NO_ANSWER, NOT_TOLD, GradeTally, Unfit
from relrules.evaluate.possible import Among, decided
from relrules.explain.plain_json import Plain, dumps
from relrules.explain.values import in_order
from relrules.syntax.nodes import AdviceState

FORMAT = 1
BETWEEN = "; "
CONFIDENTIAL = "confidential"


# ---- JSON ---------------------------------------------------------------------------------------


def as_json(compared: Compared) -> str:
    """Return a comparison as JSON, format 1, numbers as plain decimals."""
    counted = compared.tally
    policies = {"before": compared.before, "after": compared.after}
    found: dict[str, Plain] = {"format": FORMAT}
    for (key, policy), name in zip(policies.items(), compared.names, strict=True):
        found[key] = {"policy": policy.name, "version": policy.version, "file": name}
    found |= {
        "records": counted.records,
        "moved": counted.moved,
        "changed": counted.changed,
        "unchanged": counted.unchanged,
        "unfit": len(counted.unfit),
        "declared": [
            {
                "kind": d.kind,
                "name": d.name,
                "fate": d.fate.value,
                "gone": list(d.gone),
                "new": list(d.new),
                **({"confidential": True} if d.partly_hidden else {}),
            }
            for d in compared.declared
        ],
        "withheld": compared.withheld,
        "not_given": [
            {"fact": name, "policy": "before" if is_old else "after"}
            for name, is_old in compared.not_given
        ],
        "grades": {name: _grade(compared, name) for name in compared.grades()},
        "changes": [_change(record, compared) for record in counted.changes],
        "bad": [_unfit(record) for record in counted.unfit],
    }
    return f"{dumps(found, indent=2)}\n"


def _grade(compared: Compared, name: str) -> Plain:
    counted = compared.tally.grades.get(name, GradeTally())
    before, after = (p.checked.grades[name].scale.ids for p in (compared.before, compared.after))
    matrix: list[Plain] = [
        {"before": one, "after": other, "records": counted.matrix[one, other]}
        for one in (*before, NO_ANSWER, None, NOT_TOLD)
        for other in (*after, NO_ANSWER, None, NOT_TOLD)
        if counted.matrix[one, other]
    ]
    return {
        "levels_before": list(before),
        "levels_after": list(after),
        "matrix": matrix,
        "directions": {
            d.value: counted.directions[d]
            for d in Direction
            if d is not Direction.CONFIDENTIAL or counted.directions[d]
        },
    }


def _change(record: RecordChange, compared: Compared) -> Plain:
    lang, grades, scores = compared.lang, compared.grades(), compared.scores()
    return {
        "id": record.id,
        "place": record.place,
        "moved": record.moved,
        "grades": {
            change.name: {**_sides(change, lang), "direction": direction(change).value}
            for change in record.grades
            if change.name in grades
        },
        "scores": {c.name: _sides(c, lang) for c in record.scores if c.name in scores},
        "dimensions": {change.name: _sides(change, lang) for change in record.dimensions},
        "advice": [
            {"name": a.name, "alert": a.alert, "before": a.before.value, "after": a.after.value}
            for a in record.advice
        ],
        **({"confidential": True} if record.hidden else {}),
    }


def _sides(change: ResultChange, lang: str) -> dict[str, Plain]:
    return {"before": _side(change.before, lang), "after": _side(change.after, lang)}


def _side(side: Side, lang: str) -> Plain:
    if isinstance(side.value, Hidden):
        return {"value": None, "confidential": True}
    found: dict[str, Plain] = {"value": _plain(decided(side.value))}
    match side.value:
        case Interval(low=low, high=high):
            found |= {"low": low, "high": high}
        case Among(values):
            found["possible"] = [_plain(v) for v in in_order(values, side.of)]
        case _:
            pass
    for key, rows in (("rows", side.rows), ("limits", side.limits)):
        if rows:
            found[key] = [
                {
                    "text": text,
                    "because": None if row.because is None else row.because.in_language(lang),
                }
                for row, text in zip(rows, row_texts(rows), strict=True)
            ]
    if side.partly_hidden:
        found["confidential"] = True
    return found


def _plain(of: m.Value | None) -> Plain:
    return of if of is None or isinstance(of, bool | int | Fraction | str) else str(of)


def _unfit(record: Unfit) -> Plain:
    return {
        "id": record.id,
        "place": record.place,
        "before": list(record.before),
        "after": list(record.after),
    }


# ---- CSV ----------------------------------------------------------------------------------------


def as_csv(compared: Compared) -> str:
    """Return a comparison as CSV: a line for each record that changes or does not fit.

    `moved` says whether a grade is another; `why` names the rows that decided.
    """
    grades, scores = compared.grades(), compared.scores()
    titles = ["id", "place", "moved"]
    titles += [f"{g}_{of}" for g in grades for of in ("before", "after", "direction")]
    titles += [f"{s}_{of}" for s in scores for of in ("before", "after", "change")]
    titles += ["why", "advice_before", "advice_after", "problems"]
    rows = [titles]
    for record in compared.tally.changes:
        row = [record.id, record.place, "yes" if record.moved else "no"]
        for grade in (g for g in record.grades if g.name in grades):
            row += [_text(grade.before), _text(grade.after), direction(grade).value]
        for score in (s for s in record.scores if s.name in scores):
            row += [_text(score.before), _text(score.after), _difference(score)]
        row += [BETWEEN.join(why(compared, record, None, "en")), *_advice(record.advice), ""]
        rows.append(row)
    for unfit in compared.tally.unfit:
        gap = [""] * (len(titles) - 4)
        problems = [f"before: {p}" for p in unfit.before] + [f"after: {p}" for p in unfit.after]
        rows.append([unfit.id, unfit.place, "", *gap, BETWEEN.join(problems)])
    return csv_text(rows)


def _text(side: Side) -> str:
    if isinstance(side.value, Hidden):
        return CONFIDENTIAL
    found = decided(side.value)
    if found is not None:
        return value(found)
    match side.value:
        case Interval(low=low, high=high):
            return f"{limit(low)} to {limit(high)}"
        case Among(values):
            return BETWEEN.join(value(v) for v in in_order(values, side.of))
        case _:
            return ""


def _difference(change: ResultChange) -> str:
    if isinstance(change.before.value, Hidden) or isinstance(change.after.value, Hidden):
        return ""
    before, after = decided(change.before.value), decided(change.after.value)
    if isinstance(before, int | Fraction) and isinstance(after, int | Fraction):
        return number(after - before)
    return ""


def _advice(changes: tuple[AdviceChange, ...]) -> list[str]:
    """Return the advice that changes as it was before, and as it is after."""
    words = {AdviceState.GIVEN: "{}", AdviceState.POSSIBLE: "{} (possible)"}
    sides = [[(a.name, a.before) for a in changes], [(a.name, a.after) for a in changes]]
    return [BETWEEN.join(words[s].format(n) for n, s in side if s in words) for side in sides]
