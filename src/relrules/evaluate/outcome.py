"""What the interpreter found out about one record, with all that an explanation needs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import Enum

from attrs import field, frozen

from relrules.check.model import Value
from relrules.evaluate.possible import Possible
from relrules.source import FrozenDict
from relrules.syntax.nodes import AdviceState


class Verdict(Enum):
    """What became of a row."""

    APPLIES = "applies"
    MAY_APPLY = "may apply"
    DOES_NOT_APPLY = "does not apply"


@frozen
class RowTrace:
    """A row that was read: its place in the declaration and its verdict.

    What decided it is told by `why.deciding`, when somebody asks.
    """

    index: int
    verdict: Verdict


@frozen
class Outcome:
    """All results of one evaluation.

    What belongs to a record of a list is kept under its slot, as in `contacts[2].rung`. `facts` are
    the known facts, `counts` how many records each known list has. `values` holds every define,
    dimension, score and grade, `rows` the rows read of each, in order up to the first that surely
    applies, or all of them where every row counts. `limits` tells of each cap or gate whether it
    changed the value, and `unlimited` holds the value before. `advice` is by name; of advice for
    each record it is the strongest state of any, and `each` has it by record. `provisional` names,
    for each result and advice that read the absence of a fact, the facts that were absent.
    `unknown` lists the facts and lists that are not known, and `today` if it is needed and was not
    given. `effort` is how many rows, and combinations of what is not known, were looked at for each
    result and piece of advice, by key. `plain` holds the values, `None` for no answer, that could be
    worked out from known facts alone. `given` are results that an example gave instead of facts.
    """

    facts: Mapping[str, Value]
    today: dt.date | None
    values: Mapping[str, Possible]
    rows: Mapping[str, tuple[RowTrace, ...]]
    advice: Mapping[str, AdviceState]
    provisional: Mapping[str, tuple[str, ...]]
    unknown: tuple[str, ...]
    counts: Mapping[str, int] = field(factory=FrozenDict)
    limits: Mapping[str, tuple[RowTrace, ...]] = field(factory=FrozenDict)
    unlimited: Mapping[str, Possible] = field(factory=FrozenDict)
    each: Mapping[str, tuple[AdviceState, ...]] = field(factory=FrozenDict)
    effort: Mapping[str, int] = field(factory=FrozenDict, eq=False, repr=False)
    plain: Mapping[str, Value | None] = field(factory=FrozenDict, eq=False, repr=False)
    given: Mapping[str, Value] = field(factory=FrozenDict)
