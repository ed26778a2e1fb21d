"""What the interpreter found out about one record, with all that an explanation needs."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import Enum

from attrs import frozen

from relrules.check.model import Value
from relrules.evaluate.possible import Possible
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

    `facts` are the known facts by id. `values` holds every define, dimension, score and grade by
    name, `rows` the rows read of each dimension and grade, in order up to the first that surely
    applies. `provisional` names, for each result and advice that read the absence of a fact, the
    facts that were absent. `unknown` lists the facts that are not known, and `today` if it is
    needed and was not given.
    """

    facts: Mapping[str, Value]
    today: dt.date | None
    values: Mapping[str, Possible]
    rows: Mapping[str, tuple[RowTrace, ...]]
    advice: Mapping[str, AdviceState]
    provisional: Mapping[str, tuple[str, ...]]
    unknown: tuple[str, ...]
