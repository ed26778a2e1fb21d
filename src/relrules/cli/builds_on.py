"""Which policies a policy file builds on."""

from __future__ import annotations

from relrules.source import Source
from relrules.syntax import nodes as n
from relrules.syntax.parse import parse


def builds_on(source: Source) -> tuple[str, ...]:
    """Return the policies that a file names: the one it is based on, then those it uses."""
    found: list[str] = []
    for declaration in parse(source).tree.declarations:
        match declaration:
            case n.Policy(base=n.Name(key=name)) | n.Use(name=n.Name(key=name)):
                found.append(name)
            case _:
                pass
    return tuple(dict.fromkeys(found))
