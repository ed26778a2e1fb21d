"""Which columns are facts, which is the record's id, and which are only carried along."""

from __future__ import annotations

from attrs import frozen

from relrules.check.model import CheckedPolicy
from relrules.cli.records import Kind, Records
from relrules.cli.streams import CommandError, on_one_line
from relrules.diagnostics.words import did_you_mean, distance, listed, near, quoted
from relrules.evaluate.facts import TODAY_KEYS, fact_names, find_fact
from relrules.syntax.names import data_key

MOST_FACTS_NAMED = 8


@frozen
class Columns:
    """The columns of a file by what they are for; `facts` leads from a title to its fact.

    `id` is the column that names records, `None` for the number of the row. `warnings` are about
    titles that are nearly a fact's.
    """

    facts: dict[str, str]
    carried: tuple[str, ...]
    id: str | None
    warnings: tuple[str, ...]


def columns_of(policy: CheckedPolicy, records: Records, id_column: str | None) -> Columns:
    """Return what each column is for. Raises `CommandError` where that is not clear."""
    id_ = None if id_column is None else _id_title(records, id_column)
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
        for owner in owners:
            before = first.setdefault(owner, title)
            # In JSON each record has keys of its own; one that gives a fact twice is a bad row.
            if before != title and records.kind is Kind.CSV:
                raise CommandError(
                    f"{records.name}: the columns {_shown(before)} and {_shown(title)} are both "
                    f"the fact {quoted(owner)}; remove one"
                )
            facts[title] = owner
    carried = tuple(t for t in records.titles if t not in facts and t != id_)
    if not facts:
        raise CommandError(_no_facts(policy, records))
    open_facts = [name for name in policy.facts if name not in first]
    warnings = tuple(w for title in carried for w in _warnings(policy, open_facts, title))
    return Columns(facts, carried, id_, warnings)


def _id_title(records: Records, wanted: str) -> str:
    for title in records.titles:
        if title == wanted.strip():
            return title
    for title in records.titles:
        if data_key(title) == data_key(wanted):
            return title
    meant = did_you_mean(near(wanted, records.titles))
    titles = listed([_shown(title) for title in records.titles[:MOST_FACTS_NAMED]], "and")
    tail = meant or f"its columns are {titles}"
    raise CommandError(f"{records.name} has no column {quoted(wanted)} for --id; {tail}")


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


def _warnings(policy: CheckedPolicy, open_facts: list[str], title: str) -> list[str]:
    if data_key(title) in TODAY_KEYS:
        return [f"the column {_shown(title)} is not used; the day to count from is --today"]
    for name in open_facts:
        fact = policy.facts[name]
        spellings = [name, *(text for _, text in fact.label.texts.by_lang), *fact.aliases]
        for spelling in near(title, spellings):
            if _really_near(title, spelling):
                return [f"the column {_shown(title)} is no fact; did you mean {quoted(spelling)}?"]
    return []


def _really_near(title: str, spelling: str) -> bool:
    """Return whether a title is a slip of a fact's name, and not just a word that both have."""
    typed, meant = data_key(title).replace("_", " "), data_key(spelling).replace("_", " ")
    limit = max(1, min(len(typed), len(meant)) // 4)
    words = meant.split()
    return distance(typed, meant, limit) <= limit or (
        len(words) > 1 and set(words) < set(typed.split())
    )


def _shown(title: str) -> str:
    return quoted(on_one_line(title))
