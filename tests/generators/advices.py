"""Advice and alerts, and laws of a policy."""

from __future__ import annotations

def advice(draw: DrawFn, scope: Scope) -> Declared:
    """Draw advice or an alert."""
    return draw(st.sampled_from([_plain_advice, _alert]))(draw, scope)


@construct("advice")
def _plain_advice(draw: DrawFn, scope: Scope) -> Declared:
    return _advice(draw, scope, alert=False)


@construct("alert")
def _alert(draw: DrawFn, scope: Scope) -> Declared:
    return _advice(draw, scope, alert=True)


def _advice(draw: DrawFn, scope: Scope, *, alert: bool) -> Declared:
    name = called(draw, scope)
    guard = condition(draw, scope)
    clauses = [Clause((Keyword("WHEN"), *guard.words))]
    if draw(st.booleans()):
        clauses.append(Clause(_say(draw, scope)))
    clauses += assume_clauses(draw, scope)
    head = (Keyword("ALERT" if alert else "ADVICE"), *heading(draw, scope, name))
    found = AdviceNamed(name.id, alert, name.spellings, guard.holds)
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
    return " ".join(f"{{{name}}} is it." for name in names)


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
    found = condition(draw, scope).words
    if draw(st.booleans()):
        found = (*found, Keyword("WHEN"), *condition(draw, scope, 1).words)
    return found


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
