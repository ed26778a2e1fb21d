"""The texts of advice, with values in place of their placeholders."""

from __future__ import annotations

from collections.abc import Iterator

from relrules.check import model as m
from relrules.check.interval import Interval
from relrules.evaluate.possible import (
    ANY_NUMBER,
    MAYBE,
    Among,
    Anything,
    Possible,
    answered,
    is_decided,
)
from relrules.explain.phrases import Phrase, listed, put_together
from relrules.explain.telling import Telling, name_of
from relrules.explain.values import possible_text

QUOTED = {("“", "”"), ("‘", "’"), ("「", "」"), ('"', '"')}
BRACKETED = {("(", ")"), ("（", "）")}
COLONS = (":", "：")
# Where a clause ends; the text itself may end there.
ENDS = ("", *".,;!?。，、；！？")


def advice_text(telling: Telling, advice: m.Advice) -> str:
    """Return what advice says, or its label where it says nothing."""
    if advice.say is None:
        return advice.label.in_language(telling.lang)
    return message_text(telling, advice.say)


def message_text(telling: Telling, message: m.Message) -> str:
    """Return a text with values in place of its placeholders.

    What is not known says so by its name, `(Last visit: unknown)`, and without it where the text
    has told what it is: `Last visit: unknown.`. What is hidden is `(confidential)`.
    """
    told = [_part(telling, *of) for of in parts_with_texts(message, telling.lang)]
    return put_together(told, telling.lang)


def parts_with_texts(
    message: m.Message, lang: str
) -> Iterator[tuple[str | m.Ref | m.Missing, str, str]]:
    """Yield the parts of a text, each with the text before and after it; a value counts as a space."""
    parts = message.in_language(lang)
    around = ["", *(part if isinstance(part, str) else " " for part in parts), ""]
    yield from zip(parts, around, around[2:], strict=False)


def _part(telling: Telling, part: str | m.Ref | m.Missing, before: str, after: str) -> str:
    """Return a part of a text, with what stands before and after it."""
    match part:
        case str():
            return part
        case m.Ref():
            text = _ref_text(telling, part)
            return unknown_text(telling, part, before, after) if text is None else text
        case m.Missing(items=items):
            known, seen = telling.outcome.facts, telling.visible
            names = [
                name_of(telling, i.name) for i in items if i.name not in known and seen.fact(i.name)
            ]
            return listed(names, telling.lang) if names else telling.say(Phrase.NONE_MISSING)


def _ref_text(telling: Telling, ref: m.Ref) -> str | None:
    """Return the value of a reference in words; `None` where nothing is known of it."""
    if not telling.is_clear(ref):
        return telling.say(Phrase.CONFIDENTIAL_HERE)
    if ref.list is not None and ref.list not in telling.here:
        return None
    found = telling.reading.term(ref)
    is_open = not is_decided(found) and _is_anything(found, ref.type)
    is_known = ref.kind is not m.Kind.FACT or telling.reading.place(ref) in telling.outcome.facts
    has_default = ref.key in telling.program.static.defaults
    if is_open or not (is_known or has_default):
        return None
    return possible_text(found, ref.type, telling.lang)


def _is_anything(found: Possible, of: m.Type) -> bool:
    """Return whether something can still be all that it ever is: then nothing is known of it."""
    if found in (MAYBE, ANY_NUMBER) or isinstance(found, Anything):
        return True
    match of:
        case m.NumberType(low=low, high=high):
            return answered(found) == Interval(low, high)
        case m.LevelType(scale=scale):
            return answered(found) == Among(frozenset(scale.ids))
        case m.ChoiceType(ids=ids):
            return answered(found) == Among(frozenset(ids))
        case _:
            return False


def unknown_text(telling: Telling, ref: m.Ref, before: str, after: str) -> str:
    """Return that a value is not known, as it fits between what stands before and after it."""
    left, right = before.rstrip()[-1:], after[:1]
    if (left, right) in QUOTED or (left in COLONS and right in ENDS):
        return telling.say(Phrase.UNKNOWN)
    inside = (left, right) in BRACKETED
    phrase = Phrase.UNKNOWN_INSIDE if inside else Phrase.UNKNOWN_NAMED
    return telling.say(phrase, name=name_of(telling, ref.key))
