"""What is told of, to whom and in which language; and what facts, results and records are called."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping

from attrs import evolve, field, frozen

from relrules.check import model as m
from relrules.check.walk import refs
from relrules.evaluate.evaluate import Program
from relrules.evaluate.outcome import Outcome
from relrules.evaluate.records import record_title
from relrules.evaluate.terms import Reading, slot
from relrules.explain.phrases import Phrase
from relrules.explain.values import one_line
from relrules.explain.visible import NOWHERE, Here, Visible

PLACE = re.compile(r"(?P<list>.+)\[(?P<number>\d+)\]\.(?P<name>[^\[\]]+)")
Declared = m.Fact | m.Define | m.Dimension | m.Score | m.Grade


@frozen
class Telling:
    """What is told of, and in which language.

    `here` is the record of a list that is looked at. Unless it is told `in_full`, of used policies
    no more is told than what the policy itself reads. With `valued`, terms are told with the values
    of what they are made of; `of_no_record` tells what a policy says of any. `titles` keeps how often each title occurs in a list.
    """

    program: Program
    outcome: Outcome
    lang: str
    visible: Visible
    here: Here = NOWHERE
    valued: bool = False
    in_full: bool = True
    of_no_record: bool = False
    titles: dict[str, Counter[str | None]] = field(factory=dict, eq=False, repr=False)

    @property
    def policy(self) -> m.CheckedPolicy:
        """Return the policy."""
        return self.program.policy

    @property
    def reading(self) -> Reading:
        """Return a reading of terms under what the outcome found."""
        found = self.outcome
        return Reading(
            found.facts,
            found.today,
            found.values,
            {},
            counts=found.counts,
            static=self.program.static,
            here=dict(self.here),
        )

    def at(self, list_name: str, record: int) -> Telling:
        """Return the same, looking at a record, from 0."""
        return evolve(self, here={**self.here, list_name: record})

    def say(self, phrase: Phrase, **slots: str) -> str:
        """Return a phrase in the reader's language."""
        return phrase.say(self.lang, **slots)

    def tells(self, name: str) -> bool:
        """Return whether a declaration is told as the policy's own: in full, or because it is."""
        return self.in_full or not owner_of(self.policy, name)

    def is_clear(self, expr: m.Expr | None) -> bool:
        """Return whether the reader may be told all that a term looks at."""
        return self.visible.is_clear(expr, self.here)

    def is_clear_sum(self, expr: m.Expr) -> bool:
        """Return whether the reader may be told what a sum is made of: of results, their names.

        A part that is hidden stands in it without its value.
        """
        return all(
            ref.kind not in (m.Kind.FACT, m.Kind.TODAY, m.Kind.DEFINE) or self.is_clear(ref)
            for ref in refs(expr)
        )

    def is_given(self, key: str) -> bool:
        """Return whether an example gave this result, so that nothing led to it."""
        return self.place(key) in self.outcome.given

    def place(self, key: str) -> str:
        """Return where a result is kept: of a list, at the record that is looked at."""
        list_name, _, name = key.rpartition(".")
        return slot(list_name, self.here[list_name], name) if list_name in self.here else key


def owner_of(policy: m.CheckedPolicy, name: str) -> str:
    """Return which used policy declares what has this name, nothing for the policy itself."""
    owner, dot, _ = name.partition(".")
    return owner if dot and owner in policy.uses else ""


def place_of(policy: m.CheckedPolicy, place: str) -> tuple[str, int, str] | None:
    """Return the list, the record from 0, and the name of a place; `None` for what is in no list.

    As in `contacts[2].role`: the list `contacts`, record 1, `role`.
    """
    found = PLACE.fullmatch(place)
    if found is None or found["list"] not in policy.lists:
        return None
    return found["list"], int(found["number"]) - 1, found["name"]


def key_of(policy: m.CheckedPolicy, place: str) -> str:
    """Return what the policy keeps a place under: `contacts[2].role` is `contacts.role`."""
    found = place_of(policy, place)
    return place if found is None else f"{found[0]}.{found[2]}"


def declared(policy: m.CheckedPolicy, key: str) -> Declared | None:
    """Return the fact or result of a key, `None` for today and for lists."""
    groups: list[Mapping[str, Declared]] = [
        policy.facts,
        policy.defines,
        policy.dimensions,
        policy.scores,
        policy.grades,
    ]
    list_name, _, name = key.rpartition(".")
    of = policy.lists.get(list_name)
    if of is not None:
        groups = [of.facts, of.defines, of.dimensions, of.grades]
        key = name
    return next((group[key] for group in groups if key in group), None)


def name_of(telling: Telling, place: str) -> str:
    """Return what a fact or result is called; of a record that is not looked at, with its title."""
    policy, lang = telling.policy, telling.lang
    if place in policy.lists:
        return one_line(policy.lists[place].label.in_language(lang))
    found = declared(policy, key_of(policy, place))
    if found is None:
        return telling.say(Phrase.TODAY)
    label = one_line(found.label.in_language(lang))
    where = place_of(policy, place)
    if where is None or where[0] in telling.here:
        return label
    title = record_words(telling, where[0], where[1])
    return telling.say(Phrase.HAS_VALUE, name=title, value=label)


def record_words(telling: Telling, list_name: str, record: int) -> str:
    """Return what a record is called: by its title, else by its number."""
    title = title_of(telling.program, telling.outcome, telling.visible, list_name, record)
    number = str(record + 1)
    if title is None:
        return telling.say(Phrase.RECORD, number=number)
    if _titles(telling, list_name)[title] > 1:
        return telling.say(Phrase.RECORD_AMONG, title=one_line(title), number=number)
    return one_line(title)


def _titles(telling: Telling, list_name: str) -> Counter[str | None]:
    """Return how many records of a list have each title; worked out once for all that is told."""
    if list_name not in telling.titles:
        of = telling.program, telling.outcome, telling.visible
        records = range(telling.outcome.counts.get(list_name, 0))
        telling.titles[list_name] = Counter(title_of(*of, list_name, other) for other in records)
    return telling.titles[list_name]


def title_of(
    program: Program, outcome: Outcome, visible: Visible, list_name: str, record: int
) -> str | None:
    """Return the title of a record, `None` where it has none or it may not be seen."""
    of = program.policy.lists[list_name]
    if of.title is None or not visible.fact(slot(list_name, record, of.title)):
        return None
    if slot(list_name, record, of.title) not in outcome.facts:
        return None
    return record_title(program.policy, outcome, list_name, record)
