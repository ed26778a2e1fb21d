"""Which columns and files are lists of a policy, and which of their columns are facts."""

from __future__ import annotations

from collections.abc import Sequence

from relrules.check.model import CheckedPolicy, List
from relrules.cli.records import Records
from relrules.cli.streams import CommandError, on_one_line
from relrules.diagnostics.words import did_you_mean, distance, listed, near, quoted
from relrules.evaluate.facts import find_fact
from relrules.syntax.names import data_key


def find_list(policy: CheckedPolicy, spelling: str) -> str | None:
    """Return the list that a key of data names: by its name, its label in any language, an alias."""
    wanted = data_key(spelling)
    for name, found in policy.lists.items():
        if wanted in [data_key(word) for word in _spellings(name, found)]:
            return name
    return None


def known_list(policy: CheckedPolicy, spelling: str) -> str:
    """Return the list that `--list` names. Raises `CommandError` where the policy has none such."""
    found = find_list(policy, spelling)
    if found is not None:
        return found
    if not policy.lists:
        raise CommandError(f"{policy.id} has no lists: --list {spelling} is of no use to it")
    words = [word for name, each in policy.lists.items() for word in _spellings(name, each)]
    its = f"its lists are {listed([quoted(name) for name in policy.lists], 'and')}"
    tail = did_you_mean(near(spelling, words)) or its
    raise CommandError(f"{policy.id} has no list {quoted(spelling)}; {tail}")


def fact_titles(policy: CheckedPolicy, name: str, rows: Records) -> tuple[str, ...]:
    """Return the columns of a list's file that are facts of it; others are no part of the list.

    Raises `CommandError` where none is a fact.
    """
    facts = tuple(t for t in rows.titles if find_fact(policy.lists[name], t))
    if not facts:
        names = listed([quoted(fact) for fact in policy.lists[name].facts], "and")
        raise CommandError(
            f"{rows.name}: no column is a fact of {quoted(name)}, whose facts are {names}"
        )
    return facts


def title_warnings(
    policy: CheckedPolicy, name: str, rows: Records, facts: Sequence[str]
) -> list[str]:
    """Return warnings of columns whose titles are nearly those of facts that no column is."""
    found = []
    given = {owner for title in facts for owner in find_fact(policy.lists[name], title)}
    still = [fact for fact in policy.lists[name].facts if fact not in given]
    for title in rows.titles:
        meant = () if title in facts else near(title, still)[:1]
        if meant and really_near(title, meant[0]):
            shown = quoted(on_one_line(title))
            found.append(f"{rows.name}: the column {shown} is no fact; {did_you_mean(meant)}")
    return found


def nearly(title: str, spellings: Sequence[str]) -> list[str]:
    """Return the spellings of facts that a title is a slip of."""
    return [spelling for spelling in near(title, spellings) if really_near(title, spelling)]


def really_near(title: str, spelling: str) -> bool:
    """Return whether a title is a slip of a fact's name, and not just a word that both have."""
    typed, meant = data_key(title).replace("_", " "), data_key(spelling).replace("_", " ")
    limit = max(1, min(len(typed), len(meant)) // 4)
    words = meant.split()
    return distance(typed, meant, limit) <= limit or (
        len(words) > 1 and set(words) < set(typed.split())
    )


def _spellings(name: str, of: List) -> list[str]:
    return [name, *(text for _, text in of.label.texts.by_lang), *of.aliases]
