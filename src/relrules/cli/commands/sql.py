"""`relrules sql POLICY`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from attrs import frozen

from relrules.check import model as m
from relrules.cli.joined import ListSource, list_sources
from relrules.cli.policies import load_policy
from relrules.cli.streams import CommandError, note, write
from relrules.compiled.lists import lists_given
from relrules.diagnostics.words import did_you_mean, near
from relrules.evaluate.facts import find_fact
from relrules.syntax.names import data_key

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
    lists: Sequence[str] = ()
    ons: Sequence[str] = ()
    orders: Sequence[str] = ()
    known: Sequence[str] = ()
    reasons: bool = False


def write_sql(name: str, encoding: str, asked: Asked) -> int:
    """Write the statement of a policy and return the exit code. Raises `CommandError`."""
    policy = load_policy(name, encoding)
    try:
        from relrules.batch.dialects import Dialect
        from relrules.batch.errors import NotInSqlError
        from relrules.batch.statement import Bad
        from relrules.batch.tree import Clock
        from relrules.batch.warehouse import (
            ListTable,
            NoRelationError,
            Relation,
            Wanted,
            warehouse_text,
        )
    except ImportError as error:
        raise CommandError(
            "statements are written with the extra `batch`: pip install 'relrules[batch]'"
        ) from error
    today = Clock.DATABASE if isinstance(asked.today, str) else asked.today
    columns = _columns(policy.checked, asked)
    sources = _sources(policy.checked, asked)
    orders, known = (
        _by_list("--order", asked.orders, sources),
        _by_list("--known", asked.known, sources),
    )
    tables = {
        name: ListTable(of.file, of.on_there, columns.of(name), orders.get(name), known.get(name))
        for name, of in sources.items()
    }
    relation = Relation(
        asked.relation,
        columns.of(None),
        list(dict.fromkeys(asked.kept)),
        asked.dbt,
        tables,
        next((of.on for of in sources.values()), None),
    )
    wanted = Wanted(
        Dialect(asked.dialect),
        today,
        Bad.LEFT_OUT if asked.bad == LEAVE_OUT else Bad.TOLD,
        tuple(_of_today(policy.program.needs_today, asked.today)),
        asked.reasons,
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


@frozen
class _Columns:
    """The column of every fact that has one, by the list that it is one of."""

    found: Mapping[str | None, Mapping[str, str]]

    def of(self, list_name: str | None) -> Mapping[str, str]:
        """Return the columns of the facts of a list, or of those of rows."""
        return self.found.get(list_name, {})


def _columns(policy: m.CheckedPolicy, asked: Asked) -> _Columns:
    """Return the column of every fact that has one. Raises `CommandError`."""
    named: dict[str | None, dict[str, str]] = {None: {}}
    for pair in asked.columns:
        spelling, title = _pair("--column", "FACT", pair)
        list_name, name = _fact_or_field(policy, spelling, asked.lists)
        named.setdefault(list_name, {})[name] = title
    unknown = {_fact(policy, spelling) for spelling in asked.unknown}
    both = unknown & set(named[None])
    if both:
        raise CommandError(f"`{min(both)}` cannot have a --column and be --unknown")
    own = {name: named[None].get(name, name) for name in policy.facts if name not in unknown}
    return _Columns({**named, None: own})


def _pair(option: str, of: str, pair: str) -> tuple[str, str]:
    spelling, separator, title = pair.partition("=")
    if not separator or not title:
        raise CommandError(f"{option} is {of}=COLUMN, not {pair!r}")
    return spelling.strip(), title


def _fact_or_field(
    policy: m.CheckedPolicy, spelling: str, lists: Sequence[str]
) -> tuple[str | None, str]:
    """Return a fact with the list that it is one of, as in `contacts.role`. Raises `CommandError`."""
    of_list, dot, field = spelling.partition(".")
    name = _list(policy, of_list) if dot and lists else None
    if name is None:
        return None, _fact(policy, spelling)
    owners = policy.lists[name].keys.get(data_key(field), ())
    if len(owners) == 1:
        return name, owners[0]
    meant = did_you_mean(near(field, list(policy.lists[name].facts))[:3])
    raise CommandError(
        f"the records of `{name}` have no fact {field!r}; {meant or 'see `relrules schema`'}"
    )


def _sources(policy: m.CheckedPolicy, asked: Asked) -> dict[str, ListSource]:
    """Return the table of each list, in the order of the policy. Raises `CommandError`."""
    found: dict[str, ListSource] = {}
    for source in list_sources(asked.lists, asked.ons):
        name = _list(policy, source.name)
        if name is None or name in policy.same_records:
            meant = did_you_mean(near(source.name, lists_given(policy))[:3])
            raise CommandError(f"`{policy.id}` has no list {source.name!r}; {meant}".rstrip("; "))
        found[name] = source
    if len({of.on for of in found.values()}) > 1:
        raise CommandError("--on names one column of the rows, which all lists are joined by")
    return {name: found[name] for name in policy.lists if name in found}


def _by_list(option: str, pairs: Sequence[str], sources: Mapping[str, object]) -> dict[str, str]:
    """Return the column that an option names for each list. Raises `CommandError`."""
    found: dict[str, str] = {}
    for pair in pairs:
        spelling, title = _pair(option, "LIST", pair)
        names = [name for name in sources if data_key(name) == data_key(spelling)]
        if not names:
            raise CommandError(f"{option}: no --list names the table of {spelling!r}")
        found[names[0]] = title
    return found


def _list(policy: m.CheckedPolicy, spelling: str) -> str | None:
    names = [name for name in policy.lists if data_key(name) == data_key(spelling)]
    return names[0] if names else None


def _fact(policy: m.CheckedPolicy, spelling: str) -> str:
    owners = find_fact(policy, spelling.strip())
    if len(owners) == 1 and owners[0] in policy.facts:
        return owners[0]
    meant = did_you_mean(near(spelling.strip(), list(policy.facts))[:3])
    raise CommandError(
        f"`{policy.id}` has no fact {spelling!r}; {meant or 'see `relrules schema`'}"
    )
