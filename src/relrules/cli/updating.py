"""`relrules test POLICY --update`: examples rewritten to what the policy says now."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence

import click

from relrules.cli.policies import (
    PolicyFile,
    find_policy,
    library_of,
    read_policy,
    report_diagnostics,
)
from relrules.cli.streams import CommandError, fail, is_terminal, plural, report, write
from relrules.cli.whole import write_whole
from relrules.engine import check_source, load_source
from relrules.errors import PolicyError
from relrules.library import Library
from relrules.source import Source
from relrules.source.encoding import BOM
from relrules.source.shipped import policy_file, policy_names
from relrules.syntax.decode import decode
from relrules.verify.examples import run_examples
from relrules.verify.update import Refusal, Rewrite, updates, with_rewrites

CANNOT = "the new expectation would not hold either"


def rewrite_examples(name: str, encoding: str, *, yes: bool) -> None:
    """Rewrite the failing expectations of a policy to what it says now.

    Every rewrite is shown first, and asked about where somebody can answer, unless `yes`. Raises
    `CommandError`, and then the file is as it was.
    """
    file = _to_update(name)
    try:
        _rewrite(file, encoding, yes=yes)
    except PolicyError as error:
        report_diagnostics(d for d in error.diagnostics if d.is_error)
        raise CommandError(f"{name} has mistakes and is left as it is", 1) from error


def _to_update(name: str) -> PolicyFile:
    file = find_policy(name)
    inside = {policy_file(shipped).resolve() for shipped in policy_names()}
    if file.shipped or file.path.resolve() in inside:
        called = file.path.stem
        raise CommandError(
            f"{name} is a shipped policy, which stays as it is; "
            f"`relrules copy {called}` makes one to tune"
        )
    return file


def _rewrite(file: PolicyFile, encoding: str, *, yes: bool) -> None:
    source = read_policy(file, encoding)
    before = _bytes(file, source, encoding)
    library = library_of(file, encoding)
    program = load_source(source, library).program
    rewrites, refusals = updates(program.policy, source, run_examples(program))
    rewrites, unmet = _that_hold(source, library, rewrites)
    for line in _shown(source, rewrites):
        write(line)
    for refusal in (*refusals, *unmet):
        line_number = refusal.span.position.line
        fail(f"{file.name}: line {line_number} is left for you to rewrite: {refusal.reason}")
    if not rewrites:
        report(f"{file.name}: nothing to rewrite")
        return
    what = plural(len(rewrites), "expectation")
    if not yes and _can_be_asked() and not click.confirm(f"Rewrite {what} in {file.name}?"):
        report(f"{file.name} is left as it is")
        return
    after = _spliced(before, encoding, rewrites, file.name)
    if file.path.read_bytes() != before:
        raise CommandError(f"{file.name} has changed meanwhile and is left as it is: try again")
    write_whole({file.path: after})
    report(f"{what} rewritten in {file.name}")


def _can_be_asked() -> bool:
    return is_terminal(sys.stdin) and is_terminal(sys.stdout)


def _bytes(file: PolicyFile, source: Source, encoding: str) -> bytes:
    """Return the bytes that a source was read from."""
    data = file.path.read_bytes()
    again = decode(data, source.name, encoding)
    if not isinstance(again, Source) or again.text != source.text:
        raise CommandError(f"{file.name} has changed meanwhile and is left as it is: try again")
    return data


def _that_hold(
    source: Source, library: Library, rewrites: tuple[Rewrite, ...]
) -> tuple[tuple[Rewrite, ...], tuple[Refusal, ...]]:
    """Return the rewrites after which the examples hold, and those that would fail again."""
    policy, _ = check_source(with_rewrites(source, rewrites), library)
    if policy is None:
        return (), tuple(Refusal(r.span, CANNOT) for r in rewrites)
    ran = run_examples(load_source(with_rewrites(source, rewrites), library).program)
    good = tuple(r for r in rewrites if ran[r.example].checked[r.expectation].ok)
    return good, tuple(Refusal(r.span, CANNOT) for r in rewrites if r not in good)


def _shown(source: Source, rewrites: Sequence[Rewrite]) -> Iterator[str]:
    """Yield each line that changes as it was and as it will be, under its place."""
    for together in _by_lines(source, rewrites):
        first = together[0].span.position.line
        start = source.line_starts[first - 1]
        last = source.position(together[-1].span.end).line
        end = source.line_starts[last - 1] + len(source.line(last))
        old = source.text[start:end]
        new = old
        for rewrite in reversed(together):
            here, there = rewrite.span.start - start, rewrite.span.end - start
            new = f"{new[:here]}{rewrite.text}{new[there:]}"
        yield f"{source.name}:{first}"
        yield from (f"  - {line.strip()}" for line in old.split("\n"))
        yield from (f"  + {line.strip()}" for line in new.split("\n"))


def _by_lines(source: Source, rewrites: Sequence[Rewrite]) -> list[list[Rewrite]]:
    """Return rewrites with those that share a line together."""
    found: list[list[Rewrite]] = []
    for rewrite in rewrites:
        before = found[-1][-1].span.end if found else None
        if before is not None and source.position(before).line == rewrite.span.position.line:
            found[-1].append(rewrite)
        else:
            found.append([rewrite])
    return found


def _spliced(before: bytes, encoding: str, rewrites: Sequence[Rewrite], name: str) -> bytes:
    """Return a file's bytes with nothing changed but the expectations. Raises `CommandError`."""
    raw = before.decode(encoding)
    if raw.encode(encoding) != before:
        raise CommandError(
            f"{name} cannot be written in {encoding} without changing other bytes; "
            "name its encoding more exactly, or save it as UTF-8"
        )
    places = _places(raw)
    for rewrite in sorted(rewrites, key=lambda r: r.span.start, reverse=True):
        start, end = places[rewrite.span.start], places[rewrite.span.end]
        raw = f"{raw[:start]}{rewrite.text}{raw[end:]}"
    try:
        return raw.encode(encoding)
    except UnicodeEncodeError as error:
        raise CommandError(f"{name} cannot be written in {encoding}: {error}", 1) from error


def _places(raw: str) -> list[int]:
    r"""Return where each character of a source stands in the text of its file.

    A source has no byte order mark, and one `\n` where its file has `\r\n`.

    >>> _places("a\r\nb")
    [0, 1, 3, 4]
    """
    start = len(BOM) if raw.startswith(BOM) else 0
    found = [
        i for i in range(start, len(raw)) if not (raw[i] == "\n" and i > 0 and raw[i - 1] == "\r")
    ]
    return [*found, len(raw)]
