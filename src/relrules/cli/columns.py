"""Which columns are facts, which is the record's id, and which are only carried along."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from relrules.check.model import CheckedPolicy
from relrules.cli.joined import find_title
from relrules.cli.lists import find_list, really_near
from relrules.cli.records import TABLES, Records
from relrules.cli.streams import CommandError, on_one_line
from relrules.diagnostics.words import listed, near, quoted
from relrules.evaluate.facts import TODAY_KEYS, fact_names, find_fact
from relrules.syntax.names import data_key

MOST_FACTS_NAMED = 8
ALL = "all"


@frozen
class Columns:
    """The columns of a file by what they are for; `facts` leads from a title to its fact or list.

    `carried` are those that are no facts, `kept` those that results carry along: the same, or what
    `--keep` says, and then `chosen` is true where it named them. `id` is the column that names
    records, `None` for the number of the row. `warnings` are about titles that are nearly a fact's.
    `lists` are those, of the lists that other files hold, that results carry along too.
    """

    facts: dict[str, str]
    carried: tuple[str, ...]
    id: str | None
    warnings: tuple[str, ...]
    kept: tuple[str, ...]
    chosen: bool
    lists: tuple[str, ...] = ()


def columns_of(
    policy: CheckedPolicy, records: Records, id_column: str | None, keep: Sequence[str] = ()
) -> Columns:
    """Return what each column is for. Raises `CommandError` where that is not clear."""
    id_ = None if id_column is None else find_title(records, id_column, "--id")
    facts: dict[str, str] = {}
    first: dict[str, str] = {}
    for title in records.titles:
        owners = find_fact(policy, title)
        if len(owners) > 1:
            names = listed([quoted(owner) for owner in owners], "and")
            raise CommandError(
                f"{records.name}: the column {_shown(title)} is the label of {names}; "
                "title it with the name of one"
            )
        name = find_list(policy, title)
        if name is not None and records.kind in TABLES and title not in records.list_titles:
            # These cells hold no records: `_warnings` says where they come from.
            owners = ()
        elif name is not None and not owners:
            owners = (name,)
        for owner in owners:
            before = first.setdefault(owner, title)
            # In JSON each record has keys of its own; one that gives a fact twice is a bad row.
            if before != title and records.kind in TABLES:
                raise CommandError(
                    f"{records.name}: the columns {_shown(before)} and {_shown(title)} are both "
                    f"the fact {quoted(owner)}; remove one"
                )
            facts[title] = owner
    carried = tuple(t for t in records.titles if t not in facts and t != id_)
    if not facts and not any(record.lists for record in records.records):
        raise CommandError(_no_facts(policy, records))
    open_facts = [name for name in policy.facts if name not in first]
    open_lists = [name for name in policy.lists if name not in records.joined]
    warnings = tuple(w for t in carried for w in _warnings(policy, open_facts, open_lists, t))
    lists = _kept_lists(policy, records, keep)
    kept = tuple(t for t in _kept(policy, records, keep, carried) if t != id_)
    chosen = bool(keep) and ALL not in keep
    return Columns(facts, carried, id_, warnings, kept, chosen, lists)


def _kept(
    policy: CheckedPolicy, records: Records, keep: Sequence[str], carried: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the columns that results carry along, in the order they are asked for."""
    if not keep:
        return carried
    if ALL in keep:
        return records.titles
    named = [title for title in keep if _joined_list(policy, records, title) is None]
    return tuple(dict.fromkeys(find_title(records, title, "--keep") for title in named))


def _kept_lists(policy: CheckedPolicy, records: Records, keep: Sequence[str]) -> tuple[str, ...]:
    """Return the lists of other files that results carry along."""
    if ALL in keep:
        return records.joined
    found = (_joined_list(policy, records, title) for title in keep)
    return tuple(dict.fromkeys(name for name in found if name is not None))


def _joined_list(policy: CheckedPolicy, records: Records, title: str) -> str | None:
    """Return the list of another file that a title means."""
    name = find_list(policy, title)
    return name if name in records.joined else None


def _no_facts(policy: CheckedPolicy, records: Records) -> str:
    names = [quoted(name) for name in list(policy.facts)[:MOST_FACTS_NAMED]]
    if len(policy.facts) > MOST_FACTS_NAMED:
        names.append(f"{len(policy.facts) - MOST_FACTS_NAMED} more")
    known = fact_names(policy)
    meant = [(title, found[0]) for title in records.titles if (found := near(title, known))]
    hint = f"; perhaps {_shown(meant[0][0])} is meant to be {quoted(meant[0][1])}" if meant else ""
    return (
        f"{records.name}: no column is a fact of {policy.id}, "
        f"whose facts are {listed(names, 'and')}{hint}"
    )


def _warnings(
    policy: CheckedPolicy, open_facts: list[str], open_lists: list[str], title: str
) -> list[str]:
    if data_key(title) in TODAY_KEYS:
        return [f"the column {_shown(title)} is not used; the day to count from is --today"]
    name = find_list(policy, title)
    if name in open_lists:
        way_out = f"--list {name}=FILE --on COLUMN"
        told = f"it holds no list in JSON; for rows in a file of their own: {way_out}"
        return [f"the column {_shown(title)} is not used; {told}"]
    if name is not None:
        return []
    for name in open_facts:
        fact = policy.facts[name]
        spellings = [name, *(text for _, text in fact.label.texts.by_lang), *fact.aliases]
        for spelling in near(title, spellings):
            if really_near(title, spelling):
                return [f"the column {_shown(title)} is no fact; did you mean {quoted(spelling)}?"]
    return []


def _shown(title: str) -> str:
    return quoted(on_one_line(title))
