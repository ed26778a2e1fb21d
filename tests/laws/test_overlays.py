"""Laws of policies that build on others: writing a policy in two files changes nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping

import hypothesis.strategies as st
from hypothesis import assume, given, settings

import relrules
from generators import facts
from generators.policies import Generated, policies
from relrules import Policy, PolicyError
from relrules.check import model as m
from relrules.evaluate.evaluate import advice_key
from relrules.source import Source
from relrules.syntax import nodes as n
from relrules.syntax.parse import parse

RECORDS = 4
FEWER = settings(max_examples=max(5, settings().max_examples // 2))
KEPT = ("facts", "defines", "dimensions", "scores", "grades", "advice", "laws", "order", "keys")
Changeable = n.Define | n.Dimension | n.Score | n.Grade | n.Advice


def loaded_with_name(generated: Generated) -> tuple[Policy, str]:
    """Return a policy and its name, if it can be loaded and others can find it by that."""
    policy = loaded(generated.text)
    assume(isinstance(policy, Policy) and re.fullmatch(r"[^\W\d]\w*", policy.name))
    if not isinstance(policy, Policy):
        raise AssertionError(policy)
    return policy, policy.name


def over(base: str, name: str, text: str) -> Policy:
    """Return the policy of an overlay over a policy."""
    return relrules.load_text(
        f"policy overlay based on {quoted(name)}\n{text}", resolver={name: base}.get
    )


def quoted(name: str) -> str:
    return f"`{name}`"


def declared(policy: m.CheckedPolicy) -> dict[str, object]:
    return {part: getattr(policy, part) for part in KEPT}


@FEWER
@given(policies(examples=True))
def test_an_overlay_without_changes_is_its_base(generated: Generated) -> None:
    """Domain: any policy with examples. Everything is inherited but those."""
    base, name = loaded_with_name(generated)
    overlay = over(generated.text, name, "")
    assert declared(overlay.checked) == declared(base.checked)
    assert overlay.checked.examples == ()
    assert overlay.checked.lang == base.checked.lang


@FEWER
@given(policies(), st.data())
def test_changing_a_declaration_is_editing_it_in_place(
    generated: Generated, data: st.DataObject
) -> None:
    """Domain: any policy, and one number in one of its declarations made another."""
    _, name = loaded_with_name(generated)
    source = Source("base", generated.text)
    tree = parse(source).tree
    numbers = [
        (declaration, number)
        for declaration in tree.declarations
        if isinstance(declaration, Changeable)
        for number in numbers_in(declaration)
    ]
    assume(numbers)
    declaration, number = data.draw(st.sampled_from(numbers))
    digits = str(data.draw(st.integers(0, 12)))
    start, end = declaration.span.start, declaration.span.end
    text = source.text
    at, after = number.span.start, number.span.end
    edited = f"{text[:at]}{digits}{text[after:]}"
    end += len(edited) - len(text)
    in_place = loaded(edited)
    as_change = loaded(
        f"policy overlay based on {quoted(name)}\nchange {edited[start:end]}\n", {name: text}
    )
    if isinstance(in_place, Policy) and isinstance(as_change, Policy):
        assert declared(as_change.checked) == declared(in_place.checked)
    else:
        assert as_change == in_place


@FEWER
@given(policies())
def test_a_range_that_is_said_anew_changes_nothing(generated: Generated) -> None:
    """Domain: any policy, and the ranges that its scores state."""
    base, name = loaded_with_name(generated)
    changes = [
        f"change {score.heading.name.span.text}: {score.out_of.span.text}\n"
        for score in parse(Source("base", generated.text)).tree.declarations
        if isinstance(score, n.Score) and score.out_of is not None
    ]
    overlay = over(generated.text, name, "".join(changes))
    assert declared(overlay.checked) == declared(base.checked)


def loaded(text: str, others: dict[str, str] | None = None) -> Policy | list[str]:
    """Return the policy of a text, or the codes of its mistakes."""
    try:
        return relrules.load_text(text, resolver=(others or {}).get)
    except PolicyError as error:
        return sorted(d.code for d in error.diagnostics if d.is_error)


def numbers_in(node: n.Node) -> list[n.Number]:
    """Return the numbers that are written out in a node, without sign."""
    own = [node] if isinstance(node, n.Number) and node.span.text.isdigit() else []
    return own + [number for child in n.children(node) for number in numbers_in(child)]


@FEWER
@given(policies(), st.data())
def test_a_used_policy_says_what_it_says_alone(generated: Generated, data: st.DataObject) -> None:
    """Domain: any policy, used by one that declares some of its facts too, and any record."""
    policy, name = loaded_with_name(generated)
    source = Source("base", generated.text)
    declarations = parse(source).tree.declarations
    asked = [d for d in declarations if isinstance(d, n.Fact) and stands_alone(d)]
    shared = data.draw(st.lists(st.sampled_from(asked), unique=True)) if asked else []
    own = "\n".join(d.span.text for d in shared)
    assume(name not in {h.name.key for d in shared for h in d.headings})
    head = f"policy user\n  language 1 {policy.checked.lang}\nuse {quoted(name)}\n"
    using = relrules.load_text(
        f"{head}  show advice, alerts\n{own}\n", resolver={name: generated.text}.get
    )

    def here(place: str) -> str:
        """Return what is called so alone: facts keep their names, lists do not."""
        is_own = place.partition("[")[0] in policy.checked.lists
        return f"{name}.{place}" if is_own else place

    for _ in range(RECORDS):
        known = data.draw(facts.partial(generated.scope))
        alone = policy.evaluate(known.given, known.today).outcome
        found = using.evaluate(data.draw(spelled(name, known.given)), known.today).outcome
        assert found.values == {f"{name}.{k}": v for k, v in alone.values.items()}
        assert found.advice == {f"{name}.{k}": v for k, v in alone.advice.items()}
        assert found.facts == {here(place): value for place, value in alone.facts.items()}
        assert set(found.unknown) == {here(place) for place in alone.unknown}
        assert {k: set(v) for k, v in found.provisional.items()} == {
            qualified(name, result): {here(place) for place in places}
            for result, places in alone.provisional.items()
        }


def stands_alone(fact: n.Fact) -> bool:
    """Return whether a fact speaks of nothing that another policy does not have."""
    cites = any(heading.citation is not None for heading in fact.headings)
    return not (cites or isinstance(fact.type, n.LevelsOf) or fact.confidential)


def qualified(name: str, result: str) -> str:
    plain = result.removeprefix(advice_key(""))
    return f"{name}.{plain}" if plain == result else advice_key(f"{name}.{plain}")


@st.composite
def spelled(draw: st.DrawFn, name: str, known: Mapping[str, object]) -> dict[str, object]:
    """Draw how a record is written: by plain names, full names, or under the policy's name."""
    found: dict[str, object] = {}
    nested: dict[str, object] = {}
    for fact, value in known.items():
        match draw(st.sampled_from(["plain", "full", "nested"])):
            case "plain":
                found[fact] = value
            case "full":
                found[f"{name}.{fact}"] = value
            case _:
                nested[fact] = value
    return {**found, name: nested} if nested else found
