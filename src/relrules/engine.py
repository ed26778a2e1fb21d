"""The pipeline: a policy's text is parsed, checked and prepared once, then evaluated at will."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from attrs import field, frozen

from relrules.check.check import check
from relrules.check.model import CheckedPolicy
from relrules.diagnostics import Diagnostic
from relrules.diagnostics.words import did_you_mean, near
from relrules.errors import (
    FactsError,
    PolicyError,
    RelrulesError,
    UnknownPolicyError,
    UnreadableFileError,
)
from relrules.evaluate.evaluate import Program, evaluate, prepare
from relrules.evaluate.facts import Form, plain_day, read_facts, today_problems
from relrules.result import Result
from relrules.source import Source
from relrules.source.encoding import text_source
from relrules.source.shipped import policy_file, policy_names
from relrules.syntax.decode import decode
from relrules.syntax.parse import parse

FactsForm = Literal["python", "json", "text"]


@frozen
class Policy:
    """A checked policy. It does not change, and can be pickled and shared between threads.

    `warnings` holds what its check found that is no error.
    """

    program: Program = field(repr=False)
    source: Source
    warnings: tuple[Diagnostic, ...] = field(repr=False)

    @property
    def checked(self) -> CheckedPolicy:
        """Return the typed declarations."""
        return self.program.policy

    @property
    def name(self) -> str:
        """Return the name the policy gives itself."""
        return self.checked.id

    @property
    def version(self) -> str:
        """Return the version the policy states, `0` where it states none."""
        return self.checked.version

    def evaluate(
        self,
        facts: Mapping[str, object],
        today: dt.date | None = None,
        *,
        id: str | None = None,  # noqa: A002 - the word of the record
        form: FactsForm = "python",
    ) -> Result:
        """Return what the policy says of a record.

        `facts` maps names, labels or aliases of facts to their values; a missing key and `None`
        mean that a fact is not known. `today` is the day to count from; there is no clock. `form`
        tells where the values come from: `python` values, `json` (dates as ISO texts) or `text`
        (everything as text, as from CSV). Raises `FactsError` with every problem of the record.
        """
        reading = read_facts(self.checked, facts, form_of(form))
        problems = (*today_problems(today), *reading.problems)
        if problems:
            raise FactsError(problems)
        day = None if today is None else plain_day(today)
        return Result(self.program, evaluate(self.program, reading.facts, day), id)


def load(path: str | Path, *, encoding: str = "utf-8") -> Policy:
    """Return the policy of a file.

    Raises `PolicyError` with every mistake found, or `UnreadableFileError` for a file that cannot
    be read.
    """
    return load_source(read_source(path, encoding=encoding))


def load_text(text: str, *, name: str = "policy") -> Policy:
    """Return the policy of a text; `name` is what messages call it."""
    return load_source(text_source(text, name))


def shipped(name: str) -> Policy:
    """Return a policy that comes with the library. Raises `UnknownPolicyError`."""
    names = policy_names()
    if name not in names:
        meant = did_you_mean(near(name, names)) or "see `relrules list`"
        raise UnknownPolicyError(f"no policy `{name}` is shipped; {meant}")
    return load(policy_file(name))


def load_source(source: Source) -> Policy:
    """Return the policy of a source."""
    policy, diagnostics = check_source(source)
    if policy is None:
        raise PolicyError(diagnostics)
    warnings = tuple(d for d in diagnostics if not d.is_error)
    return Policy(prepare(policy), source, warnings)


def check_source(source: Source) -> tuple[CheckedPolicy | None, tuple[Diagnostic, ...]]:
    """Return the checked policy of a source, if it has no mistakes, and all diagnostics."""
    parsed = parse(source)
    checked = check(parsed.tree)
    found = sorted((*parsed.diagnostics, *checked.diagnostics), key=lambda d: d.span.start)
    broken = any(d.is_error for d in found)
    return None if broken else checked.policy, tuple(found)


def form_of(form: str) -> Form:
    """Return the form of this name. Raises `RelrulesError`."""
    try:
        return Form(form)
    except ValueError as error:
        raise RelrulesError(f"facts come as python, json or text, not {form!r}") from error


def read_source(path: str | Path, *, encoding: str = "utf-8") -> Source:
    """Return the text of a policy file. Raises `PolicyError` or `UnreadableFileError`."""
    try:
        source = decode(Path(path).read_bytes(), str(path), encoding)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UnreadableFileError(f"cannot read {path}: {reason}") from error
    except ValueError as error:
        raise UnreadableFileError(f"cannot read {path!r}: {error}") from error
    except LookupError as error:
        raise UnreadableFileError(f"there is no encoding {encoding!r}") from error
    if isinstance(source, Diagnostic):
        raise PolicyError((source,))
    return source
