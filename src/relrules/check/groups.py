"""Names that stand where a list or questionnaire must, and are none."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from relrules.check.symbols import KIND_WORDS, Symbol
from relrules.diagnostics.catalog import groups as say
from relrules.diagnostics.catalog import names as say_names
from relrules.diagnostics.words import near
from relrules.syntax import nodes as n

if TYPE_CHECKING:
    from relrules.check.expressions import Typing


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
