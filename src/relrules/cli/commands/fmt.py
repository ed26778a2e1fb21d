"""`relrules fmt POLICY…`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from attrs import frozen

from relrules.check.labelled import called_by_labels
from relrules.cli.policies import (
    PolicyFile,
    find_policy,
    library_of,
    read_policy,
    report_diagnostics,
)
from relrules.cli.records import STANDARD_INPUT
from relrules.cli.streams import CommandError, fail, has_colour, plural, report, write
from relrules.cli.whole import write_whole
from relrules.diagnostics import Diagnostic
from relrules.engine import check_source, load_source
from relrules.errors import PolicyError
from relrules.library import Library
from relrules.source import Source
from relrules.source.encoding import BOM, text_source
from relrules.syntax.decode import decode
from relrules.syntax.format import apply_fixes, format_source
from relrules.syntax.parse import parse

KEYWORDS: dict[str | None, Literal["en", "zh"] | None] = {None: None, "en": "en", "zh": "zh"}
# Mending one mistake may bring another to light; each round makes fewer.
MOST_ROUNDS = 20


@frozen
class Form:
    """What a policy is brought into: keywords and names in a language, or as they are."""

    keywords: str | None = None
    labels: str | None = None
    fix: bool = False
    only_check: bool = False


def format_policies(names: Sequence[str], form: Form, encoding: str) -> int:
    """Bring policies into their canonical form, each file whole or not at all.

    Returns the exit code: 1 where a file has mistakes, or is only checked and would change.
    """
    codes = [0]
    changed = 0
    for name in names:
        try:
            is_new = _format_one(name, form, encoding)
        except PolicyError as error:
            report_diagnostics(d for d in error.diagnostics if d.is_error)
            fail(f"{_called(name)} is left as it is: mend its mistakes first")
            codes.append(1)
            continue
        except CommandError as error:
            fail(error.message)
            codes.append(error.code)
            continue
        changed += is_new
        codes.append(int(is_new and form.only_check))
    if "-" not in names:
        verb = "would change" if form.only_check else "rewritten"
        report(f"{changed} of {plural(len(names), 'policy', 'policies')} {verb}")
    return max(codes)


def _format_one(name: str, form: Form, encoding: str) -> bool:
    """Format one policy and return whether that changes it."""
    if name == "-":
        return _format_input(form, encoding)
    file = find_policy(name)
    if file.shipped:
        raise CommandError(f"{name} is a shipped policy; `relrules copy {name}` makes one to tune")
    source = read_policy(file, encoding)
    before = file.path.read_bytes()
    after = _encoded(_formatted(source, library_of(file, encoding), form), file, before, encoding)
    if after == before:
        return False
    if not form.only_check:
        write_whole({file.path: after})
    write(name)
    return True


def _format_input(form: Form, encoding: str) -> bool:
    data = sys.stdin.buffer.read()
    try:
        source = decode(data, STANDARD_INPUT, encoding)
    except LookupError as error:
        raise CommandError(f"there is no encoding {encoding!r}") from error
    if isinstance(source, Diagnostic):
        raise PolicyError((source,))
    text = _formatted(source, Library(Path()), form)
    if form.only_check:
        if text != source.text:
            write(STANDARD_INPUT)
    elif has_colour(sys.stdout):
        from relrules.cli.coloured import coloured

        write(coloured(text))
    else:
        write(text)
    return text != source.text


def _formatted(source: Source, library: Library, form: Form) -> str:
    """Return a policy in canonical form. Raises `PolicyError` where it cannot be read."""
    if form.fix:
        source = _mended(source, library)
    if form.labels is not None:
        source = _with_labels(source, library, form.labels)
    mistakes = parse(source).diagnostics
    if any(d.is_error for d in mistakes):
        raise PolicyError(tuple(mistakes))
    return format_source(source, KEYWORDS[form.keywords])


def _with_labels(source: Source, library: Library, lang: str) -> Source:
    """Return a source with everything called by its label. What each name means must be known."""
    before = load_source(source, library).checked
    named = Source(source.name, called_by_labels(source, before, lang), source.newline)
    after, _ = check_source(named, library)
    if after is None or after != before:
        raise CommandError(
            f"the labels of {source.name} do not tell everything apart: it is left as it is"
        )
    return named


def _mended(source: Source, library: Library) -> Source:
    """Return a source with the mistakes mended that have one sure remedy."""
    for _ in range(MOST_ROUNDS):
        _, diagnostics = check_source(source, library)
        text = apply_fixes(source, diagnostics)
        if text == source.text:
            break
        source = Source(source.name, text, source.newline)
    return source


def _encoded(text: str, file: PolicyFile, before: bytes, encoding: str) -> bytes:
    """Return a policy as bytes, with the line ends and the byte order mark its file has."""
    had_mark = before.decode(encoding).startswith(BOM)
    newline = text_source(before.decode(encoding), file.name).newline
    try:
        return ((BOM if had_mark else "") + text.replace("\n", newline)).encode(encoding)
    except UnicodeEncodeError as error:
        raise CommandError(f"{file.name} cannot be written in {encoding}: {error}", 1) from error


def _called(name: str) -> str:
    return STANDARD_INPUT if name == "-" else str(Path(name))
