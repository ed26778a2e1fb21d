"""Defines: a name for a condition, a number, a level, or for rows."""

from __future__ import annotations

def define(draw: DrawFn, scope: Scope) -> Declared:
    """Draw a name for a condition, for a number, or for something declared."""
    return draw(st.sampled_from(DEFINES))(draw, scope)


@construct("define a condition")
def _define_condition(draw: DrawFn, scope: Scope) -> Declared:
    found = condition(draw, scope)
    return defined(draw, scope, found.words, YesNo(), found.holds)


@construct("define a number")
def _define_number(draw: DrawFn, scope: Scope) -> Declared:
    found = term(draw, scope)
    return defined(draw, scope, found.words, Number(*found.range), found.meaning)


@construct("define another name")
def _define_alias(draw: DrawFn, scope: Scope) -> Declared:
    named = draw(st.sampled_from(scope.values))
    return defined(draw, scope, ref(named), named.type, named.meaning)


def defined(draw: DrawFn, scope: Scope, value: Words, of: Type, meaning: Meaning) -> Declared:
    name = called(draw, scope)
    named = Named(name.id, "define", name.spellings, of, meaning)
    head = (Keyword("DEFINE"), *heading(draw, scope, name), EQUALS, *value)
    return Declaration(head, assume_clauses(draw, scope)), scope.with_result(named)


DEFINES = (_define_condition, _define_condition, _define_number, _define_number, _define_alias)
