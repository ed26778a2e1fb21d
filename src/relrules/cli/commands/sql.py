"""`relrules sql POLICY`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from attrs import frozen

from relrules.check import model as m
from relrules.cli.policies import load_policy
from relrules.cli.streams import CommandError, note, write
from relrules.diagnostics.words import did_you_mean, near
from relrules.evaluate.facts import find_fact

NOW = "now"
LEAVE_OUT = "leave-out"


@frozen
class Asked:
    """What the command line asks for: see `relrules sql --help`."""

    dialect: str
    relation: str
    kept: Sequence[str]
    columns: Sequence[str]
    unknown: Sequence[str]
    today: dt.date | str | None
    bad: str
    dbt: bool


def write_sql(name: str, encoding: str, asked: Asked) -> int:
    """Write the statement of a policy and return the exit code. Raises `CommandError`."""
    policy = load_policy(name, encoding)
    try:
        from relrules.batch.dialects import Dialect
        from relrules.batch.errors import NotInSqlError
        from relrules.batch.statement import Bad
        from relrules.batch.tree import Clock
        from relrules.batch.warehouse import NoRelationError, Relation, Wanted, warehouse_text
    except ImportError as error:
        raise CommandError(
            "statements are written with the extra `batch`: pip install 'relrules[batch]'"
        ) from error
    today = Clock.DATABASE if isinstance(asked.today, str) else asked.today
    columns = _columns(policy.checked, asked)
    relation = Relation(asked.relation, columns, list(dict.fromkeys(asked.kept)), asked.dbt)
    wanted = Wanted(
        Dialect(asked.dialect),
        today,
        Bad.LEFT_OUT if asked.bad == LEAVE_OUT else Bad.TOLD,
        tuple(_of_today(policy.program.needs_today, asked.today)),
    )
    try:
        text = warehouse_text(policy.program, relation, wanted)
    except NotInSqlError as reason:
        raise CommandError(
            f"{policy.name} has no statement for {asked.dialect}: {reason}; "
            f"`relrules score` works it out without one",
            1,
        ) from reason
    except NoRelationError as error:
        raise CommandError(f"--from: {error}") from error
    if policy.program.needs_today and asked.today is None:
        note("no day to count from: what counts to today is not known; say --today DATE, or `now`")
    write(text.rstrip("\n"))
    return 0


def _of_today(needed: bool, today: dt.date | str | None) -> list[str]:  # noqa: FBT001 - it is what is asked
    if not needed:
        return []
    if today is None:
        return ["No day to count from is given: what counts to today is not known."]
    return [f"Days count to {'the day it runs' if isinstance(today, str) else today.isoformat()}."]


def _columns(policy: m.CheckedPolicy, asked: Asked) -> dict[str, str]:
    """Return the column of every fact that has one. Raises `CommandError`."""
    named: dict[str, str] = {}
    for pair in asked.columns:
        spelling, separator, title = pair.partition("=")
        if not separator or not title:
            raise CommandError(f"--column is FACT=COLUMN, not {pair!r}")
        named[_fact(policy, spelling)] = title
    unknown = {_fact(policy, spelling) for spelling in asked.unknown}
    both = unknown & set(named)
    if both:
        raise CommandError(f"`{min(both)}` cannot have a --column and be --unknown")
    return {name: named.get(name, name) for name in policy.facts if name not in unknown}


def _fact(policy: m.CheckedPolicy, spelling: str) -> str:
    owners = find_fact(policy, spelling.strip())
    if len(owners) == 1 and owners[0] in policy.facts:
        return owners[0]
    meant = did_you_mean(near(spelling.strip(), list(policy.facts))[:3])
    raise CommandError(
        f"`{policy.id}` has no fact {spelling!r}; {meant or 'see `relrules schema`'}"
    )
