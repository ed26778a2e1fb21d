"""`relrules copy NAME`."""

from __future__ import annotations

from pathlib import Path

from relrules.cli.builds_on import builds_on
from relrules.cli.policies import ENDING
from relrules.cli.streams import CommandError, note, report, write
from relrules.diagnostics.words import did_you_mean, near
from relrules.engine import check_source, read_source
from relrules.source import Source
from relrules.source.shipped import policy_file, policy_names
from relrules.syntax import nodes as n
from relrules.syntax.parse import parse


def copy_policy(name: str, new_name: str | None) -> int:
    """Copy a shipped policy into this folder and return the exit code. Raises `CommandError`.

    What it builds on is not copied, since most people tune the one policy; where that is found from
    now on is told.
    """
    name = name.removesuffix(ENDING)
    names = policy_names()
    if name not in names:
        meant = did_you_mean(near(name, names)) or "see `relrules list`"
        raise CommandError(f"no shipped policy is called {name}; {meant}")
    called = name if new_name is None else new_name.removesuffix(ENDING)
    if not called or Path(called).name != called or called.startswith("."):
        raise CommandError(
            f"{new_name!r} is no name for a policy: one word, such as `{name}_north`"
        )
    target = Path(f"{called}{ENDING}")
    source = read_source(policy_file(name))
    bases = builds_on(source)
    if called in bases:
        raise CommandError(f"{name} builds on {called}: give its copy a name of its own with --as")
    data = policy_file(name).read_bytes() if new_name is None else _renamed(source, called).encode()
    try:
        with target.open("xb") as file:
            file.write(data)
    except FileExistsError as error:
        raise CommandError(f"{target} is there already; remove it, or use --as NEWNAME") from error
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise CommandError(f"cannot write {target}: {reason}") from error
    write(str(target))
    for base in bases:
        note(_found(base))
    report(f"yours to tune; then: relrules test {target}")
    return 0


def _found(base: str) -> str:
    """Return where the copy finds a policy that it builds on: a file beside it comes first."""
    file = Path(f"{base}{ENDING}")
    if file.exists():
        return f"it builds on {base}: on {file} in this folder now, not on the shipped one"
    return f"it builds on {base}, as shipped; to tune that too: relrules copy {base}"


def _renamed(source: Source, called: str) -> str:
    """Return the text of a policy under another name. Raises `CommandError` where it is none."""
    heading = next(d.heading for d in parse(source).tree.declarations if isinstance(d, n.Policy))
    span = heading.name.span
    text = f"{source.text[: span.start]}{called}{source.text[span.end :]}"
    policy, _ = check_source(Source(source.name, text, source.newline))
    if policy is None:
        raise CommandError(
            f"{called!r} is no name for a policy: write it in words, as in `my_rubric`"
        )
    return text
