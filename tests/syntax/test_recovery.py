"""Mistakes planted in sound declarations: nearly each is told once, and none twice."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random

import pytest

from relrules.diagnostics import Diagnostic
from relrules.source import Source
from relrules.syntax.parse import parse

WHOLE = Path(__file__).parent / "policies" / "whole.rel"
WORD = re.compile(r'"[^"\n]*"|[\w.]+|[^\w\s"]')
JUNK = (";", "?", "]", ",,", "of", "(", ")", "when", "==", "$", "have", "|")
PLANTED = 150


@cache
def blocks() -> tuple[str, ...]:
    """Return the declarations of a policy that has every construct, without comments."""
    text = re.sub(r" *#[^\n]*", "", WHOLE.read_text("utf-8"))
    return tuple(re.split(r"\n(?=\S)", text.strip()))


def drop(line: str, word: re.Match[str], _: Random) -> str:
    return line[: word.start()] + line[word.end() :]


def swap(line: str, word: re.Match[str], rng: Random) -> str:
    text = word.group()
    if len(text) <= 2 or text[0] == '"':
        return line
    at = rng.randrange(len(text) - 1)
    swapped = text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    return line[: word.start()] + swapped + line[word.end() :]


def double(line: str, word: re.Match[str], _: Random) -> str:
    return f"{line[: word.end()]} {line[word.start() :]}"


def junk(line: str, word: re.Match[str], rng: Random) -> str:
    return f"{line[: word.end()]} {rng.choice(JUNK)}{line[word.end() :]}"


def planted(edit: Callable[[str, re.Match[str], Random], str], seed: int) -> str | None:
    """Return three declarations with a mistake in the middle one, or nothing if it is none."""
    rng = Random(seed)  # noqa: S311 - no secret: one seed gives one text
    at = rng.randrange(1, len(blocks()) - 1)
    lines = blocks()[at].split("\n")
    row = rng.randrange(len(lines))
    words = list(WORD.finditer(lines[row]))
    broken = edit(lines[row], rng.choice(words), rng)
    if broken == lines[row]:
        return None
    lines[row] = broken
    return "\n".join((blocks()[at - 1], *lines, blocks()[at + 1]))


def told(text: str) -> tuple[Diagnostic, ...]:
    return parse(Source("policy.rel", text)).diagnostics


def test_the_declarations_are_sound_alone() -> None:
    assert [block for block in blocks() if told(block)] == []


# What may be changed without a mistake of its own, such as a label that is left out, sets the
# least share that is told at all; a changed name is told by the checks.
@pytest.mark.parametrize(("edit", "least"), [(drop, 0.8), (swap, 0.5), (double, 0.5), (junk, 0.95)])
def test_planted_mistakes_are_told_once(
    edit: Callable[[str, re.Match[str], Random], str], least: float
) -> None:
    texts = [text for seed in range(PLANTED) if (text := planted(edit, seed))]
    counts = [len(told(text)) for text in texts]
    found = [count for count in counts if count]
    assert len(found) >= least * len(texts)
    assert found.count(1) >= 0.95 * len(found), [
        text for text, count in zip(texts, counts, strict=True) if count > 1
    ]


@pytest.mark.parametrize("edit", [drop, swap, double, junk])
def test_a_mistake_leaves_the_declarations_beside_it(
    edit: Callable[[str, re.Match[str], Random], str],
) -> None:
    for seed in range(0, PLANTED, 5):
        text = planted(edit, seed)
        if text is not None and not any(d.code.startswith("unclosed") for d in told(text)):
            assert len(parse(Source("policy.rel", text)).tree.declarations) >= 2, text
