"""The shipped policies in the order in which they are read, grouped by the document behind them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from attrs import frozen

import relrules
from relrules.check import model as m
from relrules.source.shipped import policy_names

START = "customer_relationship"
PAGE = Path(__file__).parents[2] / "docs" / "coverage-of-sources.md"
HEADING = re.compile(r"^## \d+ · (?P<title>.+?) \(", re.MULTILINE)


@frozen
class Group:
    """Policies that are listed together, by name; `title` is that of their document.

    Without a title they are the first to read, or draw on several documents.
    """

    title: m.Texts | None
    policies: tuple[str, ...]


def documents() -> tuple[str, ...]:
    """Return the English titles of the documents, as the page on what they say lists them."""
    return tuple(found["title"] for found in HEADING.finditer(PAGE.read_text("utf-8")))


def groups() -> tuple[Group, ...]:
    """Return every shipped policy once: where to start, what draws on several, then by document."""
    several: list[str] = []
    titles: dict[str, m.Texts] = {}
    found: dict[str, list[str]] = {title: [] for title in documents()}
    for name in policy_names():
        of = relrules.shipped(name).checked
        if name == START:
            continue
        if len(of.sources) > 1:
            several.append(name)
            continue
        (title,) = of.sources.values()
        english = title.in_language("en")
        titles[english] = title
        found[english].append(name)
    by_document = (Group(titles[title], tuple(names)) for title, names in found.items() if names)
    return (Group(None, (START,)), Group(None, tuple(several)), *by_document)


def in_reading_order(policies: Sequence[str]) -> tuple[str, ...]:
    """Return policies in the order of the groups, others after them."""
    order = [name for group in groups() for name in group.policies]
    known = [name for name in order if name in policies]
    return (*known, *(name for name in policies if name not in order))
