"""A Python module with the types of a policy's facts, for type checkers and editors."""

from __future__ import annotations

import json
import keyword
import re
import unicodedata
from collections.abc import Mapping
from typing import assert_never

from relrules.check import model as m
from relrules.check import say
from relrules.syntax.names import key

WIDEST = 88
INDENT = "    "
# Names that annotations use: a fact called so would hide them inside a class body.
USED = frozenset({"bool", "int", "float", "str", "date", "Decimal", "Fraction", "Literal"})
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


{record}


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
    required; a level or choice is a `Literal` of its ids.
    """
    type_name = f"{_class_name(policy.id)}Facts"
    title = _one_line(policy.label.in_language(lang))
    record = _record(type_name, title, policy.facts, lang)
    return MODULE.format(
        name=_doc(_one_line(policy.id)),
        version=_doc(_one_line(policy.version)),
        imports=_imports(record),
        name_text=_quoted(policy.id),
        version_text=_quoted(policy.version),
        hash=hash_,
        record=record,
        type_name=type_name,
    )


def _imports(record: str) -> str:
    typing = ["Literal", "TypedDict"] if "Literal[" in record else ["TypedDict"]
    lines = ["from datetime import date"]
    if "Decimal" in record:
        lines += ["from decimal import Decimal", "from fractions import Fraction"]
    return "\n".join([*lines, f"from typing import {', '.join(typing)}"])


def _record(type_name: str, title: str, facts: Mapping[str, m.Fact], lang: str) -> str:
    """Return the type of a record: as a class where every fact can be a name in one."""
    if facts and all(_fits_a_class(name) for name in facts):
        fields = [
            _comment(INDENT, fact, lang) + _annotated(f"{INDENT}{name}: ", fact.type, "")
            for name, fact in facts.items()
        ]
        head = f'class {type_name}(TypedDict, total=False):\n{INDENT}"""{_doc(title)}."""\n'
        return "\n".join([head, *fields])
    # Words of Python and signs cannot be names in a class, but they can be keys.
    entries = [
        _comment(INDENT * 2, fact, lang)
        + _annotated(f"{INDENT * 2}{_quoted(name)}: ", fact.type, ",")
        for name, fact in facts.items()
    ]
    lines = [f"{INDENT}{_quoted(type_name)},", f"{INDENT}{{", *entries, f"{INDENT}}},"]
    return "\n".join(
        [f"# {title}.", f"{type_name} = TypedDict(", *lines, f"{INDENT}total=False,", ")"]
    )


def _annotated(head: str, of: m.Type, end: str) -> str:
    """Return a name with its type: on one line, or each level on a line of its own."""
    ids = _ids(of)
    short = f"{head}{' | '.join([*_parts(of), UNKNOWN])}{end}"
    if len(short) <= WIDEST or not ids:
        return short
    base = head[: len(head) - len(head.lstrip())]
    levels = [f"{base}{INDENT * 2}{_quoted(level)}," for level in ids]
    lines = [f"{head}(", f"{base}{INDENT}Literal[", *levels, f"{base}{INDENT}]"]
    return "\n".join([*lines, f"{base}{INDENT}| {UNKNOWN}", f"{base}){end}"])


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


def _comment(indent: str, fact: m.Fact, lang: str) -> str:
    """Return a line with what a fact is called and the range and unit of a number, if it tells."""
    label = _one_line(fact.label.in_language(lang))
    limits = _limits(fact.type, lang)
    if limits:
        return f"{indent}# {label} ({limits})\n"
    return f"{indent}# {label}\n" if key(label) != fact.id else ""


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


def _class_name(policy: str) -> str:
    """Return a name for a class.

    >>> _class_name("customer_relationship")
    'CustomerRelationship'
    """
    words = re.split(r"[\W_]+", unicodedata.normalize("NFKC", policy))
    name = "".join(word[:1].upper() + word[1:] for word in words)
    return name if name.isidentifier() else f"Policy{name}"


def _quoted(text: str) -> str:
    # JSON's escapes are Python's too, and its quotes are the ones formatters choose.
    return json.dumps(text, ensure_ascii=False)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _doc(text: str) -> str:
    """Return a text that may stand in a docstring."""
    return text.replace("\\", "\\\\").replace('"""', 3 * "'")
