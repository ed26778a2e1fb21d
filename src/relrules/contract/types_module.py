"""A Python module with the types of a policy's facts, for type checkers and editors."""

from __future__ import annotations

import json
import keyword
import unicodedata
from collections.abc import Iterator, Sequence
from typing import assert_never

from attrs import frozen

from relrules.check import model as m
from relrules.check import say
from relrules.contract.class_names import ClassNames
from relrules.contract.shape import Shape, shape_of
from relrules.syntax.names import key

WIDEST = 88
INDENT = "    "
# Names that annotations use: a fact called so would hide them inside a class body.
USED = frozenset(
    {"bool", "int", "float", "str", "date", "Decimal", "Fraction", "Literal", "Sequence"}
)
UNKNOWN = "None"
MODULE = '''\
"""The facts of the policy `{name}`, version {version}, as types.

Written by `relrules types`; change the policy and write it again rather than edit it.
"""

from __future__ import annotations

{imports}

from relrules import Policy, Result

NAME = {name_text}
VERSION = {version_text}
HASH = "{hash}"
"""`relrules.load(path, version=VERSION, hash=HASH)` refuses any other policy."""


{records}


def evaluate(
    policy: Policy,
    facts: {type_name},
    today: date | None = None,
    *,
    id: str | None = None,
) -> Result:
    """Return what the policy says of a record.

    Leave out, or set to `None`, what is not known. `today` is the day to count from.
    Raises `relrules.FactsError` with every problem of the record.
    """
    return policy.evaluate(facts, today, id=id)
'''


def types_module(policy: m.CheckedPolicy, lang: str, hash_: str) -> str:
    """Return the text of the module, with comments in a language.

    It passes mypy in strict mode. The facts are the keys of a `TypedDict` of which none is
    required; a level or choice is a `Literal` of its ids. The records of a list are a `TypedDict` of
    their own, and so are the data that stand under the name of a used policy.
    """
    names = ClassNames()
    type_name = names.of_policy(policy.id)
    title = policy.label.in_language(lang)
    records = "\n\n\n".join(_records(type_name, title, shape_of(policy), names, lang))
    return MODULE.format(
        name=_doc(_one_line(policy.id)),
        version=_doc(_one_line(policy.version)),
        imports=_imports(records),
        name_text=_quoted(policy.id),
        version_text=_quoted(policy.version),
        hash=hash_,
        records=records,
        type_name=type_name,
    )


def _imports(records: str) -> str:
    typing = ["Literal", "TypedDict"] if "Literal[" in records else ["TypedDict"]
    lines = ["from collections.abc import Sequence"] if "Sequence[" in records else []
    lines += ["from datetime import date"]
    if "Decimal" in records:
        lines += ["from decimal import Decimal", "from fractions import Fraction"]
    return "\n".join([*lines, f"from typing import {', '.join(typing)}"])


@frozen
class _Field:
    """A key of a record: what stands above it, and its Python types without `None`."""

    name: str
    comment: str
    types: tuple[str, ...]
    levels: tuple[str, ...] = ()


def _records(
    type_name: str, title: str, shape: Shape, names: ClassNames, lang: str
) -> Iterator[str]:
    """Yield the types of a record: first what it is made of, then its own."""
    fields = [_fact_field(name, fact, lang) for name, fact in shape.facts.items()]
    for name, of in shape.lists.items():
        called = of.label.in_language(lang)
        inner = names.of_record(name)
        yield from _records(inner, called, Shape(facts=of.facts), names, lang)
        fields.append(_Field(name, _title_of(called, name), (f"Sequence[{inner}]",)))
    for name, used in shape.used.items():
        inner = names.of_policy(name)
        yield from _records(inner, f"What {name} alone asks for", used, names, lang)
        fields.append(_Field(name, "", (inner,)))
    yield _record(type_name, _one_line(title), fields, names)


def _record(type_name: str, title: str, fields: Sequence[_Field], names: ClassNames) -> str:
    """Return the type of a record: as a class where every key can be a name in one."""
    if fields and all(_fits_a_class(field.name) and field.name not in names for field in fields):
        lines = [_written(field, INDENT, f"{field.name}: ", "") for field in fields]
        head = f'class {type_name}(TypedDict, total=False):\n{INDENT}"""{_doc(title)}."""\n'
        return "\n".join([head, *lines])
    # Words of Python and signs cannot be names in a class, but they can be keys.
    entries = [_written(field, INDENT * 2, f"{_quoted(field.name)}: ", ",") for field in fields]
    lines = [f"{INDENT}{_quoted(type_name)},", f"{INDENT}{{", *entries, f"{INDENT}}},"]
    return "\n".join(
        [f"# {title}.", f"{type_name} = TypedDict(", *lines, f"{INDENT}total=False,", ")"]
    )


def _written(field: _Field, indent: str, head: str, end: str) -> str:
    """Return a key with its type: on one line, or each level on a line of its own."""
    above = f"{indent}# {field.comment}\n" if field.comment else ""
    short = f"{indent}{head}{' | '.join([*field.types, UNKNOWN])}{end}"
    if len(short) <= WIDEST or not field.levels:
        return above + short
    levels = [f"{indent}{INDENT * 2}{_quoted(level)}," for level in field.levels]
    lines = [f"{indent}{head}(", f"{indent}{INDENT}Literal[", *levels, f"{indent}{INDENT}]"]
    return above + "\n".join([*lines, f"{indent}{INDENT}| {UNKNOWN}", f"{indent}){end}"])


def _fact_field(name: str, fact: m.Fact, lang: str) -> _Field:
    called = _one_line(fact.label.in_language(lang))
    limits = _limits(fact.type, lang)
    comment = f"{called} ({limits})" if limits else _title_of(called, name)
    return _Field(name, comment, tuple(_parts(fact.type)), _ids(fact.type))


def _title_of(called: str, name: str) -> str:
    """Return what something is called, where that tells more than its name."""
    return _one_line(called) if key(called) != name else ""


def _parts(of: m.Type) -> list[str]:
    """Return the Python types that a fact of this type is given as."""
    match of:
        case m.YesNoType():
            return ["bool"]
        case m.NumberType():
            return ["int"] if of.whole else ["int", "Decimal", "Fraction", "float"]
        case m.LevelType() | m.ChoiceType():
            return [f"Literal[{', '.join(_quoted(level) for level in _ids(of))}]"]
        case m.DateType():
            return ["date"]
        case m.TextType():
            return ["str"]
        case _:
            assert_never(of)


def _ids(of: m.Type) -> tuple[str, ...]:
    match of:
        case m.LevelType(scale=scale):
            return scale.ids
        case m.ChoiceType():
            return of.ids
        case _:
            return ()


def _limits(of: m.Type, lang: str) -> str:
    if not isinstance(of, m.NumberType):
        return ""
    bounded = of.low is not None or of.high is not None
    limits = [f"{say.limit(of.low)} to {say.limit(of.high)}"] if bounded else []
    return ", ".join([*limits, *([_one_line(of.unit.in_language(lang))] if of.unit else [])])


def _fits_a_class(name: str) -> bool:
    """Return whether a class body may declare this name: Python reads it, and as it stands."""
    hidden = name.startswith("_") or name in USED or keyword.iskeyword(name)
    # Python composes the letters of an identifier further than policies do.
    return name.isidentifier() and not hidden and unicodedata.normalize("NFKC", name) == name


def _quoted(text: str) -> str:
    # JSON's escapes are Python's too, and its quotes are the ones formatters choose.
    return json.dumps(text, ensure_ascii=False)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _doc(text: str) -> str:
    """Return a text that may stand in a docstring."""
    return text.replace("\\", "\\\\").replace('"""', 3 * "'")
