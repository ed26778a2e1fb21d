"""Write `policies/README.md` from the shipped policies: what each asks, gives and assumes.

With `--check` nothing is written, and a page that would change is an error.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import relrules
from kept_page import keep
from relrules.check import model as m
from relrules.check import say
from relrules.source.shipped import policy_names

FILE = Path(__file__).parents[1] / "policies" / "README.md"
HEAD = """\
# The shipped policies

Each file is one rubric. `relrules copy NAME` gives you one to tune, `relrules explain NAME FILE`
shows what it says of your accounts. What the source leaves open is listed under *Assumed*: these
choices are ours, and yours to change.

This page is made from the policies: `python scripts/policies_readme.py`.
"""


def page() -> str:
    """Return the page."""
    policies = [relrules.shipped(name).checked for name in policy_names()]
    index = [f"- [`{one.id}`](#{one.id}): {_both(one.question)}" for one in policies]
    return "\n".join([HEAD, *index, *(line for one in policies for line in _policy(one))]) + "\n"


def _policy(policy: m.CheckedPolicy) -> Iterator[str]:
    yield f"\n## {policy.id}\n"
    yield f"**{_both(policy.label.texts)}**, version {policy.version}. {_both(policy.question)}\n"
    if policy.sources:
        titles = "; ".join(_both(title) for title in policy.sources.values())
        yield f"*Source*: {titles}."
    if policy.uses:
        yield f"*Uses*: {', '.join(f'`{name}`' for name in policy.uses)}."
    yield from _table("Facts", _facts(policy))
    yield from _table("Results", _results(policy))
    yield from _bullets("Assumed", _assumptions(policy))


def _table(title: str, rows: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    lines = [f"| `{name}` | {_cell(label)} | {_cell(what)} |" for name, label, what in rows]
    if lines:
        yield f"\n| {title} | | |\n| --- | --- | --- |"
        yield from lines


def _bullets(title: str, lines: Iterable[str]) -> Iterator[str]:
    found = list(dict.fromkeys(lines))
    if found:
        yield f"\n*{title}*\n"
        yield from (f"- {line}" for line in found)


def _facts(policy: m.CheckedPolicy) -> Iterator[tuple[str, str, str]]:
    items = {item for one in policy.questionnaires.values() for item in one.items}
    for fact in policy.facts.values():
        if fact.id not in items:
            yield fact.id, _both(fact.label.texts), _domain(fact.type)
    for name, one in policy.questionnaires.items():
        what = (
            f"{len(one.items)} questions, each from {say.number(one.low)} to {say.number(one.high)}"
        )
        turned = f", {len(one.reversed)} of them reversed" if one.reversed else ""
        yield name, _both(one.label.texts), what + turned
    for name, of in policy.lists.items():
        yield name, _both(of.label.texts), "a list, each with:"
        for fact in of.facts.values():
            yield f"{name}.{fact.id}", _both(fact.label.texts), _domain(fact.type)


def _domain(of: m.Type) -> str:
    match of:
        case m.LevelType(scale=scale):
            return " < ".join(f"`{option}`" for option in scale.ids)
        case m.ChoiceType():
            return ", ".join(f"`{option}`" for option in of.ids)
        case _:
            return say.domain(of)


def _results(policy: m.CheckedPolicy) -> Iterator[tuple[str, str, str]]:
    for score in policy.scores.values():
        yield score.id, _both(score.label.texts), f"score, {_range(score)}"
    for grade in policy.grades.values():
        yield grade.id, _both(grade.label.texts), f"grade: {_levels(grade)}"
    for dimension in policy.dimensions.values():
        yield dimension.id, _both(dimension.label.texts), f"dimension, {_range(dimension)}"
    for advice in policy.advice.values():
        kind = "alert" if advice.alert else "advice"
        each = f" for each of `{advice.for_each}`" if advice.for_each else ""
        yield advice.id, _both(advice.label.texts), kind + each


def _range(of: m.Score | m.Dimension) -> str:
    return f"{say.limit(of.low)} to {say.limit(of.high)}"


def _levels(grade: m.Grade) -> str:
    return " < ".join(option.label.in_language("en") for option in grade.scale.levels)


def _assumptions(policy: m.CheckedPolicy) -> Iterator[str]:
    yield from (_both(text) for text in policy.assumptions)
    for part in _parts(policy):
        for text in part.assumptions:
            yield f"`{part.id}`: {_both(text)}"


def _parts(policy: m.CheckedPolicy) -> Iterator[m.Declaration]:
    yield from policy.questionnaires.values()
    for of in policy.lists.values():
        yield of
        yield from (*of.facts.values(), *of.defines.values(), *of.dimensions.values())
        yield from of.grades.values()
    for declared in (
        policy.facts,
        policy.defines,
        policy.dimensions,
        policy.scores,
        policy.grades,
        policy.advice,
    ):
        yield from declared.values()


def _both(texts: m.Texts | None) -> str:
    if texts is None:
        return ""
    english, chinese = texts.in_language("en"), texts.in_language("zh")
    return english if english == chinese else f"{english} {chinese}"


def _cell(text: str) -> str:
    return text.replace("|", r"\|")


if __name__ == "__main__":
    sys.exit(keep(FILE, page(), __file__, sys.argv[1:]))
