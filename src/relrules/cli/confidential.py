"""Who reads the output, and which facts are confidential to others: `--audience`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from attrs import field, frozen

from relrules.cli.streams import CommandError
from relrules.diagnostics.words import did_you_mean, listed, near, quoted
from relrules.evaluate.program import facts_of
from relrules.policy import Policy
from relrules.syntax.names import data_key

MOST_NAMED = 5


@frozen
class Readers:
    """Who reads the output; and which facts are confidential to others, by key, and to whom.

    A fact that is so only `when` something holds is among them: whether that holds is known of a
    record that has a result, and of no other.
    """

    audience: frozenset[str] = frozenset()
    hidden: Mapping[str, tuple[str, ...]] = field(factory=dict)

    def hides(self, name: str, within: str | None = None) -> bool:
        """Return whether a fact, of a list if one is named, is confidential to others."""
        return (name if within is None else f"{within}.{name}") in self.hidden

    def hides_any(self, within: str) -> bool:
        """Return whether any fact of a list is confidential to others."""
        return any(key.rpartition(".")[0] == within for key in self.hidden)

    def way_out(self, *facts: str) -> str:
        """Return the options that show facts, or all: `--audience hr or --audience manager`."""
        found = [self.hidden[fact] for fact in facts if fact in self.hidden] or self.hidden.values()
        names = dict.fromkeys(name for audiences in found for name in audiences)
        return listed([f"--audience {name}" for name in names])

    def note(self) -> str:
        """Return what the user is to know of what is hidden; nothing where nothing is."""
        if not self.hidden:
            return ""
        names = [quoted(name) for name in sorted(self.hidden)]
        if len(names) > MOST_NAMED:
            names = [*names[: MOST_NAMED - 1], f"{len(names) - MOST_NAMED + 1:,} more"]
        told = f"{listed(names, 'and')} {'is' if len(names) == 1 else 'are'} confidential"
        return f"{told} and not shown; for those who may see: {self.way_out()}"


def readers_of(policies: Sequence[Policy], names: Iterable[str]) -> Readers:
    """Return who reads, of policies that the same records are scored with.

    A fact that any of them keeps confidential is so. Raises `CommandError` for a name that no fact
    uses.
    """
    found = [
        (name, fact.confidential.audiences)
        for policy in policies
        for name, fact in facts_of(policy.checked)
        if fact.confidential is not None
    ]
    known = tuple(dict.fromkeys(name for _, audiences in found for name in audiences))
    audience = frozenset(_known(policies[0].name, known, name) for name in names)
    hidden = {name: audiences for name, audiences in found if not audience & {*audiences}}
    return Readers(audience, hidden)


def _known(policy: str, known: tuple[str, ...], name: str) -> str:
    """Return the audience that a user means. Raises `CommandError` where there is none such."""
    for each in known:
        if data_key(each) == data_key(name):
            return each
    if not known:
        raise CommandError(f"no fact of {policy} is confidential: leave out --audience")
    some = f"its audiences are {listed([quoted(each) for each in known], 'and')}"
    if len(known) == 1:
        some = f"its only audience is {quoted(known[0])}"
    meant = did_you_mean(near(name, known))
    told = f"no fact of {policy} is confidential to {quoted(name)}"
    raise CommandError(f"{told}; {meant} {some}" if meant else f"{told}; {some}")
