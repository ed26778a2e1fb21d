"""Names that stand where a list or questionnaire must, and the other way round."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from relrules.check.symbols import KIND_WORDS, Symbol, Symbols
from relrules.diagnostics import Diagnostic
from relrules.diagnostics.catalog import groups as say
from relrules.diagnostics.catalog import names as say_names
from relrules.diagnostics.words import near
from relrules.syntax import nodes as n

if TYPE_CHECKING:
    from relrules.check.expressions import Typing


def list_with(symbols: Symbols, name: n.Name) -> str | None:
    """Return the first list whose records have a fact or result of this name or label."""
    for list_name, members in symbols.top.members.items():
        if name.key in members.values or name.key in members.labels:
            return list_name
    return None


def no_value(symbols: Symbols, name: n.Name) -> Diagnostic | None:
    """Return what to say of a name that has no value here, if it stands for something else."""
    top = symbols.top
    if isinstance(top.lists.find(name), str):
        return say.list_as_value(name.span)
    if isinstance(top.questionnaires.find(name), str):
        return say.questionnaire_as_value(name.span)
    list_name = list_with(symbols, name)
    return None if list_name is None else say.name_of_records(name.span, list_name)


def report_no_group(typing: Typing, name: n.Name, kind: Literal["list", "questionnaire"]) -> None:
    """Report a name that is no list, or no questionnaire: it is something else, or nothing."""
    top = typing.symbols.top
    others = {"a list": top.lists, "a scale": top.scales, "a questionnaire": top.questionnaires}
    found = typing.symbols.find(name)
    is_kind = KIND_WORDS[found.kind] if isinstance(found, Symbol) else None
    for words, groups in others.items():
        if isinstance(groups.find(name), str):
            is_kind = words
    if is_kind is not None:
        typing.report(say_names.wrong_kind(name.span, is_kind, f"a {kind}"))
        return
    known = (top.lists if kind == "list" else top.questionnaires).texts
    typing.report(say.unknown_group(name.span, kind, near(name.text, known)))
