"""The JSON Schema (2020-12) of one record's facts, for services, OpenAPI and forms.

What fits the schema is read as JSON facts. The other way round a record may be spelled in ways a
schema has no words for: labels and aliases for names, labels for levels, any case, and the markers
a fact declares for “not known”.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import assert_never

from relrules.check import model as m
from relrules.check.interval import Exact
from relrules.syntax.layout import BIDIRECTIONAL

Schema = dict[str, object]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
DAY = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
UNKNOWN = {"en": "not known", "zh": "未知"}
HIDDEN = "".join(f"\\u{code:04x}" for code in sorted({0x2028, 0x2029, 0xFEFF, *BIDIRECTIONAL}))
# A carriage return may stand in a text, other control characters may not.
VISIBLE = rf"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f{HIDDEN}]*$"


def facts_schema(policy: m.CheckedPolicy, lang: str, hash_: str) -> Schema:
    """Return the schema of a record, with titles and descriptions in a language."""
    found: Schema = {"$schema": DIALECT, "title": policy.label.in_language(lang)}
    if policy.question:
        found["description"] = policy.question.in_language(lang)
    found |= _record(policy.facts, lang)
    found["x-relrules"] = {"policy": policy.id, "version": policy.version, "hash": hash_}
    return found


def _record(facts: Mapping[str, m.Fact], lang: str) -> Schema:
    return {
        "type": "object",
        "properties": {name: _fact(fact, lang) for name, fact in facts.items()},
        "additionalProperties": False,
    }


def _fact(fact: m.Fact, lang: str) -> Schema:
    found: Schema = {"title": fact.label.in_language(lang)}
    told = [texts.in_language(lang) for texts in (fact.ask, fact.hint) if texts]
    if told:
        found["description"] = "\n".join(told)
    return found | _type(fact.type, lang)


def _type(of: m.Type, lang: str) -> Schema:
    """Return what a fact of this type may be; `null` always, for what is not known."""
    match of:
        case m.YesNoType():
            return {"type": ["boolean", "null"]}
        case m.NumberType():
            return _number(of, lang)
        case m.LevelType(scale=scale):
            return _options(scale.levels, lang)
        case m.ChoiceType(options=options):
            return _options(options, lang)
        case m.DateType():
            return {"type": ["string", "null"], "format": "date", "pattern": DAY}
        case m.TextType():
            return {"type": ["string", "null"], "pattern": VISIBLE}
        case _:
            assert_never(of)


def _number(of: m.NumberType, lang: str) -> Schema:
    found: Schema = {"type": ["integer" if of.whole else "number", "null"]}
    if of.low is not None:
        found["minimum"] = _plain(of.low)
    if of.high is not None:
        found["maximum"] = _plain(of.high)
    if of.decimals:
        found["multipleOf"] = float(f"1e-{of.decimals}")
    if of.unit:
        found["x-unit"] = of.unit.in_language(lang)
    return found


def _options(options: Sequence[m.Option], lang: str) -> Schema:
    """Return the ids as an enumeration, or one by one where they have labels for people to see."""
    ids = [option.id for option in options]
    shown = [option.label.in_language(lang) for option in options]
    if shown == ids and not any(option.hint for option in options):
        return {"enum": [*ids, None]}
    unknown = {"const": None, "title": UNKNOWN.get(lang, UNKNOWN["en"])}
    return {"oneOf": [*(_option(option, lang) for option in options), unknown]}


def _option(option: m.Option, lang: str) -> Schema:
    found: Schema = {"const": option.id, "title": option.label.in_language(lang)}
    return found | {"description": option.hint.in_language(lang)} if option.hint else found


def _plain(limit: Exact) -> int | float:
    return limit if isinstance(limit, int) else float(limit)
