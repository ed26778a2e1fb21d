"""What is handed to a function by mistake, told in a sentence."""

from __future__ import annotations

from collections.abc import Iterable

from relrules.check.model import CheckedPolicy
from relrules.diagnostics.words import did_you_mean, listed, near, quoted
from relrules.errors import ArgumentError
from relrules.evaluate.facts import Form
from relrules.evaluate.program import facts_of
from relrules.evaluate.shown import cut
from relrules.syntax.keywords import table
from relrules.syntax.names import data_key, key


def form_of(form: str) -> Form:
    """Return the form of this name. Raises `ArgumentError`."""
    try:
        return Form(form)
    except ValueError as error:
        raise ArgumentError(f"facts come as python, json or text, not {form!r}") from error


def language_of(policy: CheckedPolicy, lang: str | None) -> str:
    """Return a language that policies know, by default the policy's own. Raises `ArgumentError`."""
    known = table().languages
    if lang is not None and lang not in known:
        raise ArgumentError(f"a language is {listed(known, 'or')}, not {lang!r}")
    return policy.lang if lang is None else lang


def audiences(policy: CheckedPolicy) -> tuple[str, ...]:
    """Return the names that a policy uses in `confidential to`, in its order."""
    facts = [fact for _, fact in facts_of(policy) if fact.confidential is not None]
    found = [name for fact in facts if fact.confidential for name in fact.confidential.audiences]
    return tuple(dict.fromkeys(found))


def audience_of(policy: CheckedPolicy, audience: str | Iterable[str] | None) -> frozenset[str]:
    """Return who reads, by the names the policy uses, in whatever case they are given.

    Where nothing is confidential, any name will do. Raises `ArgumentError`.
    """
    if audience is None:
        return frozenset()
    given: object = audience
    names = list(given) if isinstance(given, Iterable) and not isinstance(given, str) else [given]
    return frozenset(_known(name, audiences(policy)) for name in names)


def _known(name: object, known: tuple[str, ...]) -> str:
    if not isinstance(name, str):
        raise ArgumentError(f"an audience is a name or several, not {kind(name)}")
    for each in known:
        if data_key(each) == data_key(name):
            return each
    if not known:
        return key(name)
    some = f"its audiences are {listed([quoted(each) for each in known], 'and')}"
    if len(known) == 1:
        some = f"its audience is {quoted(known[0])}"
    way_out = did_you_mean(near(name, known)) or some
    raise ArgumentError(f"no fact is confidential to {quoted(cut(name))}: {way_out}")


def text_or_none(value: str | None, name: str) -> str | None:
    """Return a text or `None`, an argument called so. Raises `ArgumentError`."""
    return None if value is None else a_text(value, name)


def a_text(value: str, name: str) -> str:
    """Return a text, an argument called so. Raises `ArgumentError`."""
    if not isinstance(value, str):
        raise ArgumentError(f"`{name}` is a text, not {kind(value)}")
    return value


def kind(value: object) -> str:
    """Return what an argument is, as messages say it, without asking it."""
    return "None" if value is None else f"a value of type `{type(value).__name__}`"
