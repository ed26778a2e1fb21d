"""Asking whether words of a name were meant as its label: `fact price Price per deal`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from relrules.diagnostics import Diagnostic
from relrules.diagnostics.catalog import names as say
from relrules.syntax import nodes as n

HAN = re.compile(r"[\u4e00-\u9fff]")
LABEL = 3
"""So many words, the second with a capital letter, are seldom a name."""


def labels_in_names(tree: n.PolicyFile) -> Iterator[Diagnostic]:
    """Yield what to ask of declared names that read like a name with its label."""
    waiting: list[n.Node] = list(tree.declarations)
    while waiting:
        node = waiting.pop()
        if isinstance(node, n.Heading):
            label = _label(node)
            if label:
                own = node.name.text.removesuffix(label).rstrip()
                yield say.label_in_name(node.name.span, own, label)
        elif isinstance(node, n.Declaration | n.Item):
            waiting += n.children(node)


def _label(heading: n.Heading) -> str:
    """Return the words of a name that read like a label, or nothing."""
    text = heading.name.text
    first, _, rest = text.partition(" ")
    if heading.label is not None or heading.name.span.text.startswith("`"):
        return ""
    if not (first.isascii() and first.islower() and rest):
        return ""
    second = rest.split()[0]
    is_repeated = second.casefold() == first and second != first
    is_capital = second[0].isupper() and second[1:].islower()
    is_sentence = is_capital and ("_" in first or len(text.split()) >= LABEL)
    return rest if is_repeated or is_sentence or HAN.match(second) else ""
