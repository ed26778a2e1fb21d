"""Texts, labels and placeholders."""

from __future__ import annotations

import re
from collections.abc import Callable

from relrules.check import model as m
from relrules.check.groups import list_with
from relrules.check.questionnaires import item_names, part_items
from relrules.check.symbols import PartOf, Symbol, Symbols
from relrules.diagnostics import Diagnostic
from relrules.diagnostics.catalog import groups as say_groups
from relrules.diagnostics.catalog import texts as say
from relrules.diagnostics.words import near
from relrules.source import Span
from relrules.syntax import nodes as n
from relrules.syntax.names import key

# Full-width braces are what a Chinese keyboard gives.
Part = str | m.Ref | m.Missing
MISSING_OF = re.compile(r"(?:missing of|缺失项\s*取自|missing\s+of)\s+(.+)")
BRACES = re.compile(r"\{\{|\}\}|[{\uff5b]([^{}\uff5b\uff5d]*)[}\uff5d]|[{}]")


def texts(node: n.Texts, lang: str) -> m.Texts:
    """Return a text by language; the untagged one is in the policy's language."""
    return m.Texts(tuple((part.lang or lang, part.text) for part in node.parts))


def maybe_texts(node: n.Texts | None, lang: str) -> m.Texts | None:
    """Return a text that may be absent."""
    return texts(node, lang) if node else None


def label(name: n.Name, node: n.Texts | None, lang: str) -> m.Label:
    """Return a label; a declaration without one is called by its name."""
    if node is None or not node.parts:
        return m.Label(name.key, m.Texts(((lang, name.text.replace("_", " ")),)))
    return m.Label(name.key, texts(node, lang))


def message(
    node: n.Texts,
    lang: str,
    symbols: Symbols,
    type_of: Callable[[Symbol, Span], m.Type | None],
    report: Callable[[Diagnostic], None],
) -> m.Message:
    """Return a text with its placeholders resolved, and report those that name nothing."""

    def resolve(name: str, span: Span) -> m.Ref | m.Missing | None:
        items = MISSING_OF.fullmatch(name)
        if items is not None:
            start = span.start + span.text.index(items.group(1))
            return missing(items.group(1), Span(span.source, start, start + len(items.group(1))))
        node_of_name = n.Name(span=span, key=key(name), text=name)
        found = symbols.find(node_of_name)
        if found is None:
            list_name = list_with(symbols, node_of_name)
            report(
                say.unknown_placeholder(span, name, near(name, symbols.spellings()))
                if list_name is None
                else say.placeholder_of_records(span, name, list_name)
            )
        if not isinstance(found, Symbol):
            return None
        of = type_of(found, span)
        if of is None:
            return None
        return m.Ref(span=span, type=of, kind=found.kind, name=found.id, list=found.list_name)

    def missing(name: str, span: Span) -> m.Missing | None:
        """Return the items of a questionnaire, of which those not answered are named."""
        groups = symbols.top.questionnaires
        found = groups.find(n.Name(span=span, key=key(name), text=name))
        match groups.nodes.get(found) if isinstance(found, str) else None:
            case n.Questionnaire() as questionnaire:
                items = item_names(questionnaire)
            case PartOf(questionnaire=questionnaire, part=part):
                items = part_items(questionnaire, part)
            case _:
                report(say_groups.unknown_group(span, "questionnaire", near(name, groups.texts)))
                return None
        # An item that a part lists and nothing declares is told where the part lists it.
        refs = [resolve(item.text, span) for item in items if item.key in symbols.top.values]
        return m.Missing(tuple(ref for ref in refs if isinstance(ref, m.Ref)))

    return m.Message(
        tuple((part.lang or lang, _parts(part, resolve, report)) for part in node.parts)
    )


def _parts(
    node: n.Translation,
    resolve: Callable[[str, Span], m.Ref | m.Missing | None],
    report: Callable[[Diagnostic], None],
) -> tuple[Part, ...]:
    """Split a text at its placeholders."""
    raw = node.span.text
    parts: list[Part] = []
    text, at = "", 0
    for brace in BRACES.finditer(raw):
        # The raw text has its quotes and escapes; only what stands between braces is looked up.
        span = Span(
            node.span.source, node.span.start + brace.start(), node.span.start + brace.end()
        )
        text += raw[at : brace.start()]
        at = brace.end()
        match brace.group():
            case "{{" | "}}" as doubled:
                text += doubled[0]
            case "{" | "}":
                report(say.unclosed_placeholder(span))
            case _:
                ref = resolve(brace.group(1).strip(), span)
                if ref is not None:
                    parts += [text, ref]
                    text = ""
    parts.append(text + raw[at:])
    return _without_quotes(parts)


def _without_quotes(parts: list[Part]) -> tuple[Part, ...]:
    """Drop the quotes around a raw text and undo its escapes."""
    escaped = isinstance(parts[0], str) and parts[0][:1] == '"'
    first, last = parts[0], parts[-1]
    if isinstance(first, str):
        parts[0] = first[1:]
    last = parts[-1]
    if isinstance(last, str):
        parts[-1] = last[:-1]
    if escaped:
        parts = [re.sub(r"\\([\"\\])", r"\1", p) if isinstance(p, str) else p for p in parts]
    return tuple(p for p in parts if p != "")
