"""Messages about names."""

from collections.abc import Sequence

from relrules.diagnostics.diagnostic import Diagnostic, Fix, Note, Severity
from relrules.diagnostics.words import did_you_mean, listed, quoted
from relrules.source import Span

MOST_LISTED = 8


def unknown_name(span: Span, suggestions: Sequence[str]) -> Diagnostic:
    """Say that nothing is called so."""
    return Diagnostic(
        "unknown-name",
        f"nothing is called {quoted(_name(span))}",
        span,
        did_you_mean(suggestions) or "declare it, or use a name that is declared",
    )


def words_as_name(span: Span, ways: Sequence[str]) -> Diagnostic:
    """Say that nothing is called as words are that say something when written in one of the ways."""
    way_out = f"write {listed([quoted(way) for way in ways])}"
    return Diagnostic("unknown-name", f"nothing is called {quoted(_name(span))}", span, way_out)


def no_answer_as_value(span: Span) -> Diagnostic:
    """Say that `no answer` stands in a calculation or condition."""
    return Diagnostic(
        "unknown-name",
        f"{quoted(_name(span))} is no value to calculate or compare with",
        span,
        "it may be all of a row, or stand after `if zero` or `if empty`; ask with `is known`",
    )


def keyword_in_name(span: Span, parted: str) -> Diagnostic:
    """Say that a Chinese keyword stands inside a name because no space sets it apart."""
    return Diagnostic(
        "keyword-in-name",
        f"{quoted(_name(span))} runs words together",
        span,
        f"set the keyword apart: {quoted(parted)}",
        fix=Fix(span, parted),
    )


def unknown_level(span: Span, of: str, options: Sequence[str], near: Sequence[str]) -> Diagnostic:
    """Say that something has no such level or choice."""
    shown = listed([quoted(o) for o in options]) if len(options) <= MOST_LISTED else ""
    return Diagnostic(
        "unknown-level",
        f"{quoted(of)} is never {quoted(_name(span))}",
        span,
        did_you_mean(near) or (f"it can be {shown}" if shown else "see where it is declared"),
    )


def wrong_scale(span: Span, of: str, owner: str, options: Sequence[str]) -> Diagnostic:
    """Say that a level belongs to another fact or grade."""
    shown = f": {listed([quoted(o) for o in options])}" if len(options) <= MOST_LISTED else ""
    return Diagnostic(
        "wrong-scale",
        f"{quoted(_name(span))} is a level of {quoted(owner)}, not of {quoted(of)}",
        span,
        f"use a level of {quoted(of)}{shown}",
    )


def duplicate_name(span: Span, first: Span) -> Diagnostic:
    """Say that a name is declared twice."""
    return Diagnostic(
        "duplicate-name",
        f"{quoted(_name(span))} is already declared",
        span,
        "rename one of the two",
        notes=(Note("it was first declared here", first),),
    )


def repeated_level(span: Span, first: Span, levels: Sequence[str]) -> Diagnostic:
    """Say that two rows of a grade give one level; `levels` are its levels, lowest first."""
    order = quoted(f"levels {' < '.join(levels)}")
    return Diagnostic(
        "duplicate-name",
        f"{quoted(_name(span))} already has a row",
        span,
        f"add a line {order}: rows may then stand in any order and repeat a level",
        notes=(Note("this row comes first", first),),
    )


def duplicate_entry(span: Span, first: Span, what: str) -> Diagnostic:
    """Say that an answer has two entries in a table; `what` it gives is points or a level."""
    return Diagnostic(
        "duplicate-entry",
        f"{quoted(_name(span))} already has {what}",
        span,
        "keep one of the two",
        notes=(Note("the first entry stands here", first),),
    )


def ambiguous_name(span: Span, meanings: Sequence[str]) -> Diagnostic:
    """Say that a label means two things."""
    return Diagnostic(
        "ambiguous-name",
        f"{quoted(_name(span))} is the label of {listed([quoted(m) for m in meanings], 'and')}",
        span,
        "use the name of the one you mean",
    )


def level_shadows(span: Span, kind: str) -> Diagnostic:
    """Warn that a word is read as a level although something else has the name too."""
    return Diagnostic(
        "level-shadows",
        f"{quoted(_name(span))} is read as a level here, not as the {kind} of that name",
        span,
        f"rename the {kind} or the level if that is not what you mean",
        Severity.WARNING,
    )


def cycle(span: Span, hops: Sequence[tuple[str, Span]]) -> Diagnostic:
    """Say that something is defined by itself, with each hop."""
    names = [name for name, _ in hops]
    path = " → ".join([*names, names[0]])
    others = tuple(Note(f"{quoted(name)} needs the next here", at) for name, at in hops[1:])
    return Diagnostic(
        "cycle",
        f"{quoted(names[0])} depends on itself: {path}",
        span,
        "break the circle at one of these places",
        notes=others,
    )


def unused_fact(span: Span) -> Diagnostic:
    """Warn that a fact is asked for and then not used."""
    return Diagnostic(
        "unused-fact",
        f"{quoted(_name(span))} is asked for, but changes nothing",
        span,
        "use it in a dimension, grade or advice, or take it out",
        Severity.WARNING,
    )


def unknown_source(span: Span, suggestions: Sequence[str]) -> Diagnostic:
    """Say that a cited source is not listed in the policy's head."""
    return Diagnostic(
        "unknown-source",
        f"no source is called {quoted(_name(span))}",
        span,
        did_you_mean(suggestions) or f'add a line like `source {span.text} "Title"` under `policy`',
    )


def wrong_kind(span: Span, is_kind: str, wanted: str) -> Diagnostic:
    """Say that a name is declared, but as something else than what must stand here."""
    return Diagnostic(
        "wrong-kind", f"{quoted(_name(span))} is {is_kind}", span, f"{wanted} must stand here"
    )


def no_reasons(span: Span) -> Diagnostic:
    """Say that an example expects reasons, and the policy has no score that could have any."""
    return Diagnostic(
        "no-reasons",
        "this policy has no score, so nothing can cost it points",
        span,
        "declare a score, or expect the dimensions themselves",
    )


def label_in_name(span: Span, name: str, label: str) -> Diagnostic:
    """Ask whether words of a name were meant as its label."""
    written = f'{name} "{label}"'
    return Diagnostic(
        "label-in-name",
        f"{quoted(span.text)} is read as one name",
        span,
        f"put a label in quotes: {quoted(written)}; or put such a name in backticks",
        Severity.WARNING,
    )


def costs_no_score(span: Span, score: str, made_of: Sequence[str]) -> Diagnostic:
    """Say that no score is made of a dimension; `made_of` are the dimensions of one."""
    return Diagnostic(
        "no-reasons",
        f"no score is made of {quoted(span.text)}, so it cannot cost points",
        span,
        _made_of(score, made_of)
        if made_of
        else "expect the dimension itself, as in `expect price = 0`",
    )


def no_score_of_all(span: Span, score: str, made_of: Sequence[str]) -> Diagnostic:
    """Say that each of these dimensions costs a score points, but no score is made of all."""
    return Diagnostic(
        "no-reasons",
        "no score is made of all of these, and reasons are those of one score",
        span,
        f"name dimensions of one: {_made_of(score, made_of)}",
    )


def _made_of(score: str, dimensions: Sequence[str]) -> str:
    more = [f"{len(dimensions) - MOST_LISTED + 1} more"] if len(dimensions) > MOST_LISTED else []
    shown = [quoted(d) for d in dimensions[: MOST_LISTED - len(more)]]
    return f"{quoted(score)} is made of {listed([*shown, *more], 'and')}"


def second_policy(span: Span, first: Span) -> Diagnostic:
    """Say that a file begins two policies."""
    return Diagnostic(
        "duplicate-name",
        "a file holds one policy, and this begins another",
        span,
        "take this line out, or move what follows into a file of its own",
        notes=(Note("the first begins here", first),),
    )


def policy_not_first(span: Span) -> Diagnostic:
    """Say that the head of a policy stands below other declarations."""
    return Diagnostic(
        "policy-not-first",
        "the `policy` declaration must come first",
        span,
        "move it to the top of the file",
    )


MOST_LISTED = 8


def _name(span: Span) -> str:
    return " ".join(span.text.strip("`").split())
