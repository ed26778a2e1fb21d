"""The JSON Schema (2020-12) of one record's facts, for services, OpenAPI and forms.

What fits the schema is read as JSON facts. The other way round a record may be spelled in ways a
schema has no words for: labels and aliases for names, labels for levels, any case, the markers a
fact declares for “not known”, and `P.f` for what stands under the name of a used policy.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction
from typing import assert_never

from attrs import frozen

from relrules.check import model as m
from relrules.check.interval import Exact
from relrules.contract.shape import Shape, shape_of
from relrules.syntax.layout import BIDIRECTIONAL, INVISIBLE

Schema = dict[str, object]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
DAY = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
UNKNOWN = {"en": "not known", "zh": "未知"}
HIDDEN = "".join(
    f"\\u{code:04x}" for code in sorted({0x2028, 0x2029, 0xFEFF, *BIDIRECTIONAL, *INVISIBLE})
)
# A carriage return may stand in a text, other control characters may not.
VISIBLE = rf"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f{HIDDEN}]*$"


def facts_schema(policy: m.CheckedPolicy, lang: str, hash_: str) -> Schema:
    """Return the schema of a record, with titles and descriptions in a language."""
    found: Schema = {"$schema": DIALECT, "title": policy.label.in_language(lang)}
    if policy.question:
        found["description"] = policy.question.in_language(lang)
    found |= _Writer(lang, _items(policy)).record(shape_of(policy))
    if policy.questionnaires:
        found["x-questionnaires"] = {
            name: _told(of, lang) for name, of in policy.questionnaires.items()
        }
    found["x-relrules"] = {"policy": policy.id, "version": policy.version, "hash": hash_}
    return found


def _items(policy: m.CheckedPolicy) -> dict[str, m.Questionnaire]:
    """Return the questionnaire that each item belongs to, by the item's id."""
    return {item: q for q in policy.questionnaires.values() for item in q.items}


@frozen
class _Writer:
    """Writes schemas in a language; `items` leads from facts to their questionnaires."""

    lang: str
    items: Mapping[str, m.Questionnaire]

    def record(self, shape: Shape) -> Schema:
        """Return the schema of an object that is laid out so."""
        properties = {
            name: self._fact(fact, self.items.get(fact.id)) for name, fact in shape.facts.items()
        }
        properties |= {name: self._list(of) for name, of in shape.lists.items()}
        properties |= {name: self._used(name, of) for name, of in shape.used.items()}
        return {"type": "object", "properties": properties, "additionalProperties": False}

    def _list(self, of: m.List) -> Schema:
        """Return an array of records; `null` where they are not known, which is not “none”."""
        # Facts of records are no items: a questionnaire belongs to the whole policy.
        records = _Writer(self.lang, {}).record(Shape(facts=of.facts))
        return _told(of, self.lang) | {"type": ["array", "null"], "items": records}

    def _used(self, name: str, of: Shape) -> Schema:
        found = self.record(of)
        return {"title": name.replace("_", " ")} | found | {"type": ["object", "null"]}

    def _fact(self, fact: m.Fact, of: m.Questionnaire | None) -> Schema:
        found = _told(fact, self.lang) | self._type(fact.type, of)
        if fact.default is not None:
            found["default"] = _json(fact.default)
        if of is not None:
            found["x-questionnaire"] = of.id
        if of is not None and fact.id in of.reversed:
            found["x-reversed"] = True
        return found

    def _type(self, of: m.Type, asked: m.Questionnaire | None) -> Schema:
        """Return what a fact of this type may be; `null` always, for what is not known."""
        match of:
            case m.YesNoType():
                return {"type": ["boolean", "null"]}
            case m.NumberType():
                return self._number(of)
            case m.LevelType(scale=scale):
                return self._options(scale.levels, dict(asked.worths or ()) if asked else {})
            case m.ChoiceType(options=options):
                return self._options(options, {})
            case m.DateType():
                return {"type": ["string", "null"], "format": "date", "pattern": DAY}
            case m.TextType():
                return {"type": ["string", "null"], "pattern": VISIBLE}
            case _:
                assert_never(of)

    def _number(self, of: m.NumberType) -> Schema:
        found: Schema = {"type": ["integer" if of.whole else "number", "null"]}
        if of.low is not None:
            found["minimum"] = _json(of.low)
        if of.high is not None:
            found["maximum"] = _json(of.high)
        if of.decimals:
            found["multipleOf"] = float(f"1e-{of.decimals}")
        if of.unit:
            found["x-unit"] = of.unit.in_language(self.lang)
        return found

    def _options(self, options: tuple[m.Option, ...], worths: Mapping[m.Value, Exact]) -> Schema:
        """Return the ids as an enumeration, or one by one where there is more to show of them."""
        ids = [option.id for option in options]
        shown = [option.label.in_language(self.lang) for option in options]
        if shown == ids and not worths and not any(option.hint for option in options):
            return {"enum": [*ids, None]}
        unknown = {"const": None, "title": UNKNOWN.get(self.lang, UNKNOWN["en"])}
        return {"oneOf": [*(self._option(option, worths) for option in options), unknown]}

    def _option(self, option: m.Option, worths: Mapping[m.Value, Exact]) -> Schema:
        found: Schema = {"const": option.id, "title": option.label.in_language(self.lang)}
        if option.hint:
            found["description"] = option.hint.in_language(self.lang)
        if option.id in worths:
            found["x-worth"] = _json(worths[option.id])
        return found


def _told(of: m.Fact | m.List | m.Questionnaire, lang: str) -> Schema:
    """Return what something is called, and what is asked."""
    found: Schema = {"title": of.label.in_language(lang)}
    told = [texts.in_language(lang) for texts in (of.ask, of.hint) if texts]
    return found | {"description": "\n".join(told)} if told else found


def _json(value: m.Value) -> bool | int | float | str:
    """Return a value as JSON has it."""
    match value:
        case dt.date():
            return value.isoformat()
        case Fraction():
            return float(value)
        case _:
            return value
