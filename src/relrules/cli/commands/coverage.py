"""`relrules coverage POLICY…`."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

import click
from attrs import frozen

from relrules.cli.policies import load_policy
from relrules.cli.streams import CommandError, fail, has_colour, plural, report, write
from relrules.explain.plain_json import Plain, dumps
from relrules.policy import Policy
from relrules.verify.coverage import Coverable, Coverage, Kind, Reach, coverage
from relrules.verify.rule_text import rule_text
from relrules.verify.suggest import Suggestions, suggestions

FORMAT = 1
WHOLE = 100
COLOURS = {Reach.SURELY: "green", Reach.PERHAPS: "yellow", Reach.NOT: "red"}
WIDTH = max(len(reach.value) for reach in Reach)


@frozen
class Surveyed:
    """A policy, what its examples reach, and examples for the rest."""

    name: str
    policy: Policy
    found: tuple[Coverage, ...]
    suggested: Suggestions

    @property
    def reached(self) -> int:
        """Return how much is surely reached."""
        return sum(c.reach is Reach.SURELY for c in self.found)

    @property
    def percent(self) -> float:
        """Return how much of a hundred is surely reached; all of nothing is all."""
        return WHOLE * self.reached / len(self.found) if self.found else WHOLE


def cover_policies(names: Sequence[str], form: str, encoding: str, least: float) -> int:
    """Show what examples reach and return the exit code: 1 where it is less than `least` percent."""
    codes = [0]
    surveyed: list[Surveyed] = []
    for name in names:
        try:
            surveyed.append(_surveyed(name, load_policy(name, encoding)))
        except CommandError as error:
            fail(error.message)
            codes.append(error.code)
    _show(surveyed, form)
    for one in surveyed:
        report(_summary(one))
        codes.append(int(one.percent < least))
    return max(codes)


def _surveyed(name: str, policy: Policy) -> Surveyed:
    found = coverage(policy.program)
    return Surveyed(name, policy, found, suggestions(policy.program, policy.source, found))


def _show(surveyed: Sequence[Surveyed], form: str) -> None:
    match form:
        case "json":
            found: list[Plain] = [_data(one) for one in surveyed]
            write(dumps({"format": FORMAT, "policies": found}, indent=2))
        case "examples":
            write("\n".join(s.text for one in surveyed for s in one.suggested.examples))
        case _:
            write("\n".join(line for one in surveyed for line in _lines(one)))


def _summary(one: Surveyed) -> str:
    examples = plural(len(one.policy.checked.examples), "example")
    return f"{one.name}: {one.reached} of {len(one.found)} reached by {examples}"


# ---- as text ------------------------------------------------------------------------------------


def _lines(one: Surveyed) -> Iterator[str]:
    yield one.name
    missed = [c for c in one.found if c.reach is not Reach.SURELY]
    if not missed:
        yield "  every row, grade and advice is reached by an example"
    for covered in missed:
        yield f"  {_mark(covered.reach)}  {_described(one.policy, covered.coverable)}"
        if covered.coverable in one.suggested.not_found:
            tries = one.suggested.not_found[covered.coverable].tries
            found = f"no facts found in {tries:,} tries; perhaps there are none"
            yield f"  {'':{WIDTH}}  {found}"
    if one.suggested.examples:
        yield "\n# to paste into the policy:"
        for suggestion in one.suggested.examples:
            yield f"\n{suggestion.text.rstrip()}"


def _mark(reach: Reach) -> str:
    padded = f"{reach.value:{WIDTH}}"
    return click.style(padded, fg=COLOURS[reach]) if has_colour(sys.stdout) else padded


def _described(policy: Policy, coverable: Coverable) -> str:
    """Return what is to be reached, and where it stands: “coaching, `give_info: 1` (line 63)”."""
    span = coverable.span
    # What a policy builds on may stand in a file of its own.
    of = "" if span.source == policy.source else f" of {span.source.name}"
    line = f"(line {span.position.line}{of})"
    if coverable.kind in (Kind.ADVICE, Kind.ALERT):
        return f"{coverable.kind.value} {coverable.owner} {line}"
    return f"{coverable.owner}, `{rule_text(coverable.span)}` {line}"


# ---- as data ------------------------------------------------------------------------------------


def _data(one: Surveyed) -> dict[str, Plain]:
    checked = one.policy.checked
    nowhere = one.suggested.not_found
    numbers = {c: i for i, s in enumerate(one.suggested.examples) for c in s.reaches}

    def part(covered: Coverage) -> Plain:
        about = covered.coverable
        is_row = about.kind not in (Kind.ADVICE, Kind.ALERT)
        return {
            "kind": about.kind.value,
            "of": about.owner,
            "row": about.index + 1 if is_row else None,
            "text": rule_text(about.span) if is_row else None,
            "file": about.span.source.name,
            "line": about.span.position.line,
            "state": covered.reach.value,
            "examples": [e.title.in_language(checked.lang) for e in covered.surely],
            "perhaps": [e.title.in_language(checked.lang) for e in covered.perhaps],
            "suggestion": numbers.get(about),
            "tries": nowhere[about].tries if about in nowhere else None,
        }

    suggested: list[Plain] = [{"title": s.title, "text": s.text} for s in one.suggested.examples]
    return {
        "policy": checked.id,
        "version": checked.version,
        "file": one.name,
        "reached": one.reached,
        "all": len(one.found),
        "parts": [part(covered) for covered in one.found],
        "suggestions": suggested,
    }
