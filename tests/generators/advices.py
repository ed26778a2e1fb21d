"""Advice and alerts, and laws of a policy."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from generators.conditions import condition
from generators.coverage import construct
from generators.heads import Declared, assume_clauses, heading
from generators.names import called
from generators.scope import AdviceNamed, ListNamed, Named, Scope
from generators.terms import ref
from generators.values import Date, Levels, Number, YesNo
from generators.words import COLON, Clause, Declaration, Keyword, Quoted, Spelled, Tagged, Words


def advice(draw: DrawFn, scope: Scope) -> Declared:
    """Draw advice or an alert."""
    kinds = [_plain_advice, _alert]
    if scope.lists and not scope.exact:
        kinds.append(_for_each)
    return draw(st.sampled_from(kinds))(draw, scope)


@construct("advice")
def _plain_advice(draw: DrawFn, scope: Scope) -> Declared:
    return _advice(draw, scope, None, alert=False)


@construct("alert")
def _alert(draw: DrawFn, scope: Scope) -> Declared:
    return _advice(draw, scope, None, alert=True)


@construct("advice or alert for each")
def _for_each(draw: DrawFn, scope: Scope) -> Declared:
    of = draw(st.sampled_from(scope.lists))
    return _advice(draw, scope, of, alert=draw(st.booleans()))


def _advice(draw: DrawFn, scope: Scope, of: ListNamed | None, *, alert: bool) -> Declared:
    name = called(draw, scope)
    inner = scope if of is None else scope.inside(of)
    guard = condition(draw, inner)
    clauses = [Clause((Keyword("WHEN"), *guard.words))]
    if draw(st.booleans()):
        clauses.append(Clause(_say(draw, inner)))
    clauses += assume_clauses(draw, scope)
    each = () if of is None else (Keyword("FOR_EACH"), Spelled(of.spellings))
    head = (Keyword("ALERT" if alert else "ADVICE"), *heading(draw, scope, name), *each)
    list_name = None if of is None else of.id
    found = AdviceNamed(name.id, alert, name.spellings, guard.holds, list_name)
    scope.rng.shuffle(clauses)
    return Declaration(head, tuple(clauses)), scope.with_advice(found)


@construct("say with placeholders")
def _say(draw: DrawFn, scope: Scope) -> Words:
    first = draw(st.sampled_from(["", "At {{once}}: ", 'Say "go" — ']))
    found = [Quoted(first + _placeholders(draw, scope))]
    if scope.lang != "zh" and draw(st.booleans()):
        return (Keyword("SAY"), *found, Tagged("zh", "请注意:" + _placeholders(draw, scope)))
    return (Keyword("SAY"), *found)


def _placeholders(draw: DrawFn, scope: Scope) -> str:
    chosen = draw(st.lists(st.sampled_from(scope.values), max_size=2))
    names = [named.spellings[0].strip("`") for named in chosen]
    if scope.questionnaires and scope.chance(1 / 3):
        names.append(_missing_of(draw, scope))
    return " ".join(f"{{{name}}} is it." for name in names)


@construct("missing of a questionnaire")
def _missing_of(_draw: DrawFn, scope: Scope) -> str:
    of = scope.rng.choice(scope.questionnaires)
    return f"missing of {of.spellings[0].strip('`')}"


# ---- ensure ---------------------------------------------------------------------------------


def ensure(draw: DrawFn, scope: Scope) -> Declared:
    """Draw a law; whether it holds is another matter."""
    ordered = [n for n in scope.results if isinstance(n.type, Number | Levels)]
    moving = [n for n in scope.facts if isinstance(n.type, Number | Levels | YesNo | Date)]
    name = called(draw, scope)
    moves: bool = draw(st.booleans())
    if ordered and moving and moves:
        law = _monotone(draw, scope, draw(st.sampled_from(ordered)), draw(st.sampled_from(moving)))
    else:
        law = _invariant(draw, scope)
    return Declaration((Keyword("ENSURE"), *heading(draw, scope, name), COLON, *law)), scope


@construct("ensure a condition")
def _invariant(draw: DrawFn, scope: Scope) -> Words:
    found = condition(draw, scope)
    if not draw(st.booleans()):
        return found.words
    guard = condition(draw, scope, 1).words
    return (*(found.closed if found.binds == "open" else found.words), Keyword("WHEN"), *guard)


@construct("ensure that a result never falls or rises")
def _monotone(draw: DrawFn, _scope: Scope, result: Named, fact: Named) -> Words:
    never = draw(st.sampled_from(["NEVER_FALLS", "NEVER_RISES"]))
    moves = draw(st.sampled_from(["RISES", "FALLS"]))
    return (
        *ref(result),
        Keyword(never),
        Keyword("WHEN"),
        *ref(fact),
        Keyword(moves),
    )
