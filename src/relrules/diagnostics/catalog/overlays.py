"""Messages about policies that build on others: `based on`, `change`, `remove`, `use`."""

from collections.abc import Sequence

from relrules.diagnostics.diagnostic import Diagnostic, Note
from relrules.diagnostics.words import did_you_mean, listed, quoted
from relrules.source import Span

MOST_PLACES = 3

# ---- finding policies -------------------------------------------------------------------------


def policy_not_found(span: Span, suggestions: Sequence[str], way_out: str) -> Diagnostic:
    """Say that no policy of this name is found; `way_out` tells where it may stand."""
    return Diagnostic(
        "policy-not-found",
        f"no policy is called {quoted(_name(span))}",
        span,
        did_you_mean(suggestions) or way_out,
    )


def policy_unreadable(span: Span, file: str, reason: str) -> Diagnostic:
    """Say that the file of a policy is there, but cannot be read."""
    return Diagnostic(
        "policy-not-found",
        f"the policy {quoted(_name(span))} cannot be read: {reason}",
        span,
        f"make {file} an ordinary file that may be read",
    )


def policy_outside(span: Span, file: str) -> Diagnostic:
    """Say that the file of a policy is a link to somewhere else."""
    return Diagnostic(
        "policy-not-found",
        f"the policy {quoted(_name(span))} cannot be read: its file leads out of its folder",
        span,
        f"put the file itself in the place of the link {file}",
    )


def invalid_policy_name(span: Span) -> Diagnostic:
    """Say that this cannot be the name of a policy to be found."""
    return Diagnostic(
        "invalid-policy-name",
        f"{quoted(_name(span))} is no name of a policy",
        span,
        "name it by its words alone: no path, no ending, no dots",
    )


def other_policy(span: Span, name: str, head: Span) -> Diagnostic:
    """Say that what is found under a name calls itself something else."""
    return Diagnostic(
        "other-policy",
        f"what is found as {quoted(_name(span))} is the policy {quoted(name)}",
        span,
        "call the file and the policy in it by one name",
        notes=(Note("it calls itself so here", head),),
    )


def ambiguous_policy(span: Span, place: str, first: Span, first_place: str) -> Diagnostic:
    """Say that a name means two policies, depending on who asks."""
    return Diagnostic(
        "ambiguous-policy",
        f"{quoted(_name(span))} means two policies: {place} here, and {first_place} elsewhere",
        span,
        "keep one of them, or rename one",
        notes=(Note(f"it means {first_place} here", first),),
    )


def policy_cycle(span: Span, hops: Sequence[tuple[str, Span]]) -> Diagnostic:
    """Say that a policy builds on itself, with each hop."""
    names = [name for name, _ in hops]
    path = " → ".join([*names, names[0]])
    others = tuple(Note(f"{quoted(name)} builds on the next here", at) for name, at in hops[1:])
    return Diagnostic(
        "policy-cycle",
        f"{quoted(names[0])} builds on itself: {path}",
        span,
        "break the circle at one of these places",
        notes=others,
    )


def too_many_policies(span: Span, most: int) -> Diagnostic:
    """Say that a policy is made of more policies than it may be."""
    return Diagnostic(
        "too-many", f"a policy may be made of {most} policies at most", span, "build on fewer"
    )


def used_twice(span: Span, first: Span) -> Diagnostic:
    """Say that a policy is used twice."""
    return Diagnostic(
        "duplicate-name",
        f"{quoted(_name(span))} is already used",
        span,
        "take one of the two lines out",
        notes=(Note("it was first used here", first),),
    )


def not_passed_on(span: Span) -> Diagnostic:
    """Say that only advice and alerts of a used policy are passed on."""
    return Diagnostic(
        "wrong-kind",
        f"{quoted(_name(span))} is nothing that can be shown",
        span,
        "show `advice`, `alerts` or both; results are there without it",
    )


def dotted_name(span: Span) -> Diagnostic:
    """Say that a declared name has a dot in it."""
    plain = _name(span).replace(".", "_")
    return Diagnostic(
        "dotted-name",
        f"{quoted(_name(span))} cannot be declared: a dot sets the name of another policy apart",
        span,
        f"write {quoted(plain)}",
    )


def name_of_used(span: Span, use: Span) -> Diagnostic:
    """Say that something is called like a policy that is used."""
    return Diagnostic(
        "duplicate-name",
        f"{quoted(_name(span))} is already the name of a policy that is used",
        span,
        "rename this one",
        notes=(Note("it is used here", use),),
    )


# ---- changes ----------------------------------------------------------------------------------


def nothing_to_change(span: Span, name: str) -> Diagnostic:
    """Say that a policy which is based on no other changes or removes something."""
    return Diagnostic(
        "nothing-to-change",
        f"there is nothing to {span.text}: {quoted(name)} is based on no other policy",
        span,
        f"say which one it changes: `policy {name} based on …`",
    )


def unknown_target(
    span: Span, base: str, kind: str, suggestions: Sequence[str], known: Sequence[str]
) -> Diagnostic:
    """Say that what is changed or removed does not exist."""
    some = f"it has {listed([quoted(k) for k in known], 'and')}" if known else f"it has no {kind}"
    return Diagnostic(
        "unknown-name",
        f"{quoted(base)} has no {kind} {quoted(_name(span))}",
        span,
        did_you_mean(suggestions) or some,
    )


def target_inside(span: Span, kind: str, whole: str) -> Diagnostic:
    """Say that what is changed or removed is a part of a declaration that is changed whole."""
    name = quoted(_name(span))
    return Diagnostic(
        "wrong-kind",
        f"{name} is part of the {kind} {quoted(whole)}",
        span,
        f"change the whole of it: `change {kind} {whole} …`",
    )


def other_kind(span: Span, a_kind: str, way_out: str) -> Diagnostic:
    """Say that what is changed or removed is of another kind than is said."""
    return Diagnostic("wrong-kind", f"{quoted(_name(span))} is {a_kind}", span, way_out)


def ambiguous_target(span: Span, meanings: Sequence[str]) -> Diagnostic:
    """Say that a label names two declarations."""
    return Diagnostic(
        "ambiguous-name",
        f"{quoted(_name(span))} is the label of {listed([quoted(m) for m in meanings], 'and')}",
        span,
        "use the name of the one you mean",
    )


def already_in_base(span: Span, first: Span, kind: str) -> Diagnostic:
    """Say that an overlay declares what its base declares too."""
    return Diagnostic(
        "duplicate-name",
        f"{quoted(_name(span))} is already declared in the policy this one is based on",
        span,
        f"to replace it, begin the line with `change {kind}`",
        notes=(Note("it was first declared here", first),),
    )


def unknown_row(span: Span, of: str, what: str, known: str, whole: str) -> Diagnostic:
    """Say that a declaration has no such row.

    `what` is, say, "row worth `2` points", and `known` tells of the rows there are.
    """
    tail = f"{known}; " if known else ""
    return Diagnostic(
        "unknown-row",
        f"{quoted(of)} has no {what}",
        span,
        f"{tail}to add or move one, change the whole: `{whole} …`",
    )


def ambiguous_row(span: Span, of: str, what: str, rows: Sequence[Span], whole: str) -> Diagnostic:
    """Say that a declaration has several such rows, and where."""
    lines = listed([str(row.position.line) for row in rows], "and")
    return Diagnostic(
        "ambiguous-row",
        f"{quoted(of)} has more than one {what}: lines {lines}",
        span,
        f"it is not clear which is meant; change the whole: `{whole} …`",
        notes=tuple(Note("one of them stands here", row) for row in rows[:MOST_PLACES]),
    )


def changed_twice(span: Span, what: str, first: Span) -> Diagnostic:
    """Say that one overlay changes one thing twice."""
    return Diagnostic(
        "changed-twice",
        f"{what} is changed twice",
        span,
        "keep one of the two",
        notes=(Note("it was first changed here", first),),
    )


def still_needed(span: Span, places: Sequence[Span]) -> Diagnostic:
    """Say that something is removed which other declarations need."""
    more = len(places) - MOST_PLACES
    notes = [Note("it is needed here", place) for place in places[:MOST_PLACES]]
    if more > 0:
        notes[-1] = Note(f"it is needed here, and in {more} more places", notes[-1].span)
    return Diagnostic(
        "still-needed",
        f"{quoted(_name(span))} is removed, but still needed",
        span,
        "change or remove what needs it, or keep it",
        notes=tuple(notes),
    )


def _name(span: Span) -> str:
    return " ".join(span.text.strip('`"\u201c\u201d').split())
