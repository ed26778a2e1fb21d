"""What a record is called, where it says so itself."""

from __future__ import annotations

from attrs import frozen

from relrules.diagnostics.words import quoted
from relrules.evaluate.facts import HasFacts, Problem, find_fact
from relrules.evaluate.fields import Unreadable, named_values
from relrules.evaluate.scalars import plain_scalar
from relrules.evaluate.shown import shown
from relrules.syntax.layout import FORBIDDEN


@frozen
class Named:
    """A record without the value that names it, that name, and what is wrong with it."""

    record: object
    id: str | None
    problems: tuple[Problem, ...] = ()


def read_id(policy: HasFacts, record: object, key: str) -> Named:
    """Return what a record is called by its value under `key`.

    That value is no fact, unless a fact is called so. What is no record at all is left for
    `read_facts` to refuse.
    """
    try:
        pairs = named_values(record)
        value = next((value for name, value in pairs or () if name == key), None)
    except Exception:  # noqa: BLE001 - a record is the caller's code; reading its facts tells
        return Named(record, None)
    if pairs is None:
        return Named(record, None)
    rest = dict(pairs) if find_fact(policy, key) else {n: v for n, v in pairs if n != key}
    try:
        found = None if isinstance(value, Unreadable) else _text(plain_scalar(value))
    except Exception:  # noqa: BLE001 - the value too may be the caller's code
        found = None
    if found is not None:
        return Named(rest, found)
    what = "is missing" if value is None else f"is {shown(value)}"
    message = f"{quoted(key)} {what}: it names the record, with a text or a whole number"
    return Named(rest, None, (Problem(key, "missing-id", message),))


def _text(value: object) -> str | None:
    """Return a name as a text, or `None` for what is none."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(int(value))
    if not isinstance(value, str) or FORBIDDEN.search(value):
        return None
    return value.strip() or None
