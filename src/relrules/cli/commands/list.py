"""`relrules list`."""

from __future__ import annotations

from relrules.cli.streams import write
from relrules.engine import shipped
from relrules.source.shipped import policy_names


def list_policies() -> int:
    """Write the shipped policies: name, version, label and question."""
    names = policy_names()
    width = max((len(name) for name in names), default=0)
    for name in names:
        policy = shipped(name)
        checked = policy.checked
        label = checked.label.in_language(checked.lang)
        write(f"{name:{width}}  {policy.version:>5}  {label}")
        if checked.question:
            write(f"{'':{width}}  {'':5}  {checked.question.in_language(checked.lang)}")
    return 0
