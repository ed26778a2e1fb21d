"""What became of laws, in the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from relrules.check import model as m
from relrules.cli.settings import INDENT, mark, place, setting, type_of
from relrules.cli.streams import plural
from relrules.evaluate.terms import slot
from relrules.explain.values import value_text
from relrules.verify.laws import Case, LawOutcome, Refuted, Tested


def law_lines(policy: m.CheckedPolicy, found: LawOutcome) -> Iterator[str]:
    """Yield what became of a law, with its witness where it is refuted."""
    name = found.law.label.in_language(policy.lang)
    match found:
        case Tested(cases=0):
            yield f"{mark('open', 'yellow')}{name}: no case was found in which it says anything"
        case Tested(cases=cases):
            yield f"{mark('tested', 'green')}{name} on {plural(cases, 'case')}"
        case Refuted(witness=witness, neighbour=neighbour):
            yield f"{mark('REFUTED', 'red')}{name}  ({place(policy, found.law.span)})"
            yield from _witness(policy, witness)
            if neighbour is not None:
                yield from _neighbour(policy, witness, neighbour)
            yield from _way_out_of_an_overlay(policy, found.law)


def _way_out_of_an_overlay(policy: m.CheckedPolicy, law: m.Law) -> Iterator[str]:
    """Yield what to do about a law of the base: whoever writes an overlay cannot mend it there."""
    if law.span.source != policy.span.source:
        yield f"{INDENT}if it no longer fits, say it anew with `change ensure {law.id}: …`,"
        yield f"{INDENT}or leave it out with `remove ensure {law.id}`"


def _witness(policy: m.CheckedPolicy, case: Case) -> Iterator[str]:
    yield f"{INDENT}with      {_facts(policy, case, list(case.facts)) or 'any facts'}"
    if case.today is not None:
        yield f"{INDENT}          today = {case.today}"
    yield f"{INDENT}found     {_results(policy, case)}"


def _neighbour(policy: m.CheckedPolicy, witness: Case, neighbour: Case) -> Iterator[str]:
    changed = [k for k, v in neighbour.facts.items() if witness.facts.get(k) != v]
    same = Case(neighbour.facts, neighbour.today, neighbour.results)
    yield f"{INDENT}but with  {_facts(policy, same, changed)}"
    yield f"{INDENT}found     {_results(policy, neighbour)}"


def _facts(policy: m.CheckedPolicy, case: Case, names: Sequence[str]) -> str:
    """Return the facts of a case, those of records by their place, and which lists are empty."""
    settings: list[str] = []
    for name, fact in policy.facts.items():
        if name in names:
            value = value_text(case.facts[name], fact.type, policy.lang)
            settings.append(f"{fact.label.in_language(policy.lang)} = {value}")
    for list_name, of in policy.lists.items():
        if case.counts.get(list_name) == 0:
            settings.append(f"no {of.label.in_language(policy.lang)}")
        for record in range(case.counts.get(list_name, 0)):
            inside = {
                name: case.facts[place_]
                for name in of.facts
                if (place_ := slot(list_name, record, name)) in case.facts
            }
            told = ", ".join(
                f"{of.facts[name].label.in_language(policy.lang)} = "
                f"{value_text(value, of.facts[name].type, policy.lang)}"
                for name, value in inside.items()
            )
            settings.append(f"{list_name}[{record + 1}]: {told or 'nothing known'}")
    return f",\n{INDENT}          ".join(settings)


def _results(policy: m.CheckedPolicy, case: Case) -> str:
    return ", ".join(
        setting(name, possible, type_of(policy, name)) for name, possible in case.results.items()
    )
