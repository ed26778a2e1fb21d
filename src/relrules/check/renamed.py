"""A checked policy in which everything is called otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar, cast

from attrs import AttrsInstance, evolve, fields, frozen, has

from relrules.check import model as m
from relrules.source import FrozenDict, Span

T = TypeVar("T")
TYPES = (m.LevelType, m.ChoiceType, m.NumberType, m.YesNoType, m.DateType, m.TextType)
# Fields of the model that hold a name as a text, by what the name is of. A test sees to it that
# every field that is a text is here or known to be none.
NAMES = (
    (m.Have, "list"),
    (m.Count, "list"),
    (m.Share, "list"),
    (m.Collected, "list"),
    (m.Advice, "for_each"),
    (m.Answers, "of"),
    (m.Citation, "source"),
)


@frozen
class Renaming:
    """What things are called that a policy speaks of.

    `facts` leads from the name of a fact there to that here; `types` are those the facts have here.
    Everything else that is the policy's own gets the `prefix`. Names that begin with one of `uses`
    and a dot are those of other policies, and stay.
    """

    facts: Mapping[str, str]
    types: Mapping[str, m.Type]
    prefix: str
    uses: frozenset[str]

    def name(self, name: str) -> str:
        """Return what anything is called that is no fact."""
        owner, dot, _ = name.partition(".")
        return name if dot and owner in self.uses else f"{self.prefix}{name}"

    def ref(self, ref: m.Ref) -> m.Ref:
        """Return a reference by its new name; a fact has the type that it has for all."""
        if ref.kind is m.Kind.TODAY:
            return ref
        if ref.list is not None:
            return evolve(ref, list=self.name(ref.list))
        if ref.kind is not m.Kind.FACT:
            return evolve(ref, name=self.name(ref.name))
        name = self.facts[ref.name]
        return evolve(ref, name=name, type=self.types[name])


def renamed(value: T, by: Renaming) -> T:
    """Return anything of the model with everything it speaks of by its new name.

    What a declaration itself is called, and what mappings are keyed by, stays.
    """
    match value:
        case m.Ref():
            return cast("T", by.ref(value))
        case Span() | str():
            return value
        case tuple():
            return cast("T", tuple(renamed(item, by) for item in value))
        case FrozenDict():
            return cast("T", FrozenDict({k: renamed(v, by) for k, v in value.items()}))
        case _ if isinstance(value, TYPES) or not has(type(value)):
            return value
        case _:
            of_class = cast("type[AttrsInstance]", type(value))
            inner = {a.name: renamed(getattr(value, a.name), by) for a in fields(of_class)}
            for of, field in NAMES:
                if isinstance(value, of) and inner[field] is not None:
                    inner[field] = by.name(inner[field])
            return type(value)(**inner)
