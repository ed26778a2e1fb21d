"""What is handed to a function by mistake, told in a sentence."""

from __future__ import annotations

from relrules.check.model import CheckedPolicy
from relrules.diagnostics.words import listed
from relrules.errors import ArgumentError
from relrules.evaluate.facts import Form
from relrules.syntax.keywords import table


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
