"""The tree of a policy: frozen data, one class a construct, named like its grammar rule.

A node's span is outside equality, so a tree equals the tree of its formatted text.
"""

from __future__ import annotations

import datetime as dt
from enum import Enum
from fractions import Fraction

from attrs import field, fields, frozen

from relrules.source import Span


@frozen(kw_only=True)
class Node:
    """Anything that stands in a policy file."""

    span: Span = field(eq=False, repr=False)


# ---- words ----------------------------------------------------------------------------------


@frozen(kw_only=True)
class Name(Node):
    """A name or a label where it is used; `key` is what it is looked up by."""

    key: str
    text: str = field(eq=False)


@frozen(kw_only=True)
class Translation(Node):
    """A text in one language; `lang` is empty for the policy's own language."""

    lang: str
    text: str


@frozen(kw_only=True)
class Texts(Node):
    """A text and its translations, the untagged one first."""

    parts: tuple[Translation, ...]


@frozen(kw_only=True)
class Citation(Node):
    """`from lecture "aspect 3"`: the part of a source that a declaration encodes."""

    source: Name
    part: Texts


@frozen(kw_only=True)
class Heading(Node):
    """A declared name with its label and citation."""

    name: Name
    label: Texts | None = None
    citation: Citation | None = None


# ---- terms and conditions -------------------------------------------------------------------


class ComparisonOp(Enum):
    """How two values are compared."""

    EQ = "="
    NE = "!="
    LT = "<"
    LE = "<="
    GT = ">"
    GE = ">="


class DateUnit(Enum):
    """What the distance of two dates is counted in."""

    DAYS = "days"
    MONTHS = "months"


@frozen(kw_only=True)
class Number(Node):
    """A number as written: `12` or `0.5`, with a sign where one may stand."""

    value: int | Fraction


@frozen(kw_only=True)
class Date(Node):
    """A date as written: `2026-01-31`."""

    value: dt.date


@frozen(kw_only=True)
class Text(Node):
    """A text in quotes where a value stands."""

    value: str


@frozen(kw_only=True)
class YesNo(Node):
    """`yes` or `no`."""

    value: bool


@frozen(kw_only=True)
class Unknown(Node):
    """`unknown`, where an example says that a fact is not known."""


@frozen(kw_only=True)
class Negation(Node):
    """`-operand`."""

    operand: Expr


@frozen(kw_only=True)
class Sum(Node):
    """`a + b - c`: each term with `True` where it is added."""

    terms: tuple[tuple[bool, Expr], ...]


@frozen(kw_only=True)
class Product(Node):
    """`a * b / c`: each factor with `True` where it multiplies."""

    factors: tuple[tuple[bool, Expr], ...]


@frozen(kw_only=True)
class Since(Node):
    """`days since d`, `months since d`: from the date up to today."""

    unit: DateUnit
    date: Expr


@frozen(kw_only=True)
class Distance(Node):
    """`days from a to b`, `months from a to b`."""

    unit: DateUnit
    start: Expr
    end: Expr


@frozen(kw_only=True)
class Comparison(Node):
    """`left op right`, as in `coach level >= action_commit`."""

    op: ComparisonOp
    left: Expr
    right: Expr


@frozen(kw_only=True)
class Between(Node):
    """`value between low and high`, ends included."""

    value: Expr
    low: Expr
    high: Expr


@frozen(kw_only=True)
class IsOneOf(Node):
    """`value is one of (a, b, c)`."""

    value: Expr
    options: tuple[Constant, ...]


@frozen(kw_only=True)
class IsKnown(Node):
    """`value is known`, or with `negated` `value is unknown`."""

    value: Expr
    negated: bool


@frozen(kw_only=True)
class Not(Node):
    """`not operand`."""

    operand: Expr


@frozen(kw_only=True)
class And(Node):
    """`a and b and c`, a flat list."""

    operands: tuple[Expr, ...]


@frozen(kw_only=True)
class Or(Node):
    """`a or b or c`, a flat list."""

    operands: tuple[Expr, ...]


Constant = Number | Date | Text | YesNo | Unknown | Name
Expr = (
    Number
    | Date
    | Text
    | YesNo
    | Name
    | Negation
    | Sum
    | Product
    | Since
    | Distance
    | Comparison
    | Between
    | IsOneOf
    | IsKnown
    | Not
    | And
    | Or
)

# ---- policy ---------------------------------------------------------------------------------


@frozen(kw_only=True)
class LanguageClause(Node):
    """`language 1 en`: the version of this language, and the language of untagged texts."""

    version: str
    lang: str


@frozen(kw_only=True)
class SourceClause(Node):
    """`source lecture "Title"`: a document that declarations cite by its name."""

    name: Name
    title: Texts


@frozen(kw_only=True)
class Policy(Node):
    """The head of a policy file."""

    heading: Heading
    language: LanguageClause | None = None
    version: Text | None = None
    question: Texts | None = None
    sources: tuple[SourceClause, ...] = ()
    assumptions: tuple[Texts, ...] = ()
    damaged: bool = field(default=False, eq=False)


# ---- fact -----------------------------------------------------------------------------------


@frozen(kw_only=True)
class Option(Node):
    """One level or choice of a fact."""

    name: Name
    label: Texts | None = None
    hint: Texts | None = None


@frozen(kw_only=True)
class LevelsType(Node):
    """`levels a < b < c`, lowest first."""

    options: tuple[Option, ...]


@frozen(kw_only=True)
class ChoicesType(Node):
    """`choices a | b | c`, in no order."""

    options: tuple[Option, ...]


@frozen(kw_only=True)
class NumberType(Node):
    """`number from 0 to 10 whole decimals 2 unit "visits"`."""

    low: Number | None = None
    high: Number | None = None
    whole: bool = False
    decimals: Number | None = None
    unit: Texts | None = None


@frozen(kw_only=True)
class YesNoType(Node):
    """`yes or no`."""


@frozen(kw_only=True)
class DateType(Node):
    """`date`, without a time of day."""


@frozen(kw_only=True)
class TextType(Node):
    """`text`."""


FactType = LevelsType | ChoicesType | NumberType | YesNoType | DateType | TextType


@frozen(kw_only=True)
class Fact(Node):
    """What is asked about a record. Several facts of one type may share a declaration."""

    headings: tuple[Heading, ...]
    type: FactType | None
    ask: Texts | None = None
    hint: Texts | None = None
    aliases: tuple[Text, ...] = ()
    missing: tuple[Text | Number, ...] = ()
    assumptions: tuple[Texts, ...] = ()
    damaged: bool = field(default=False, eq=False)


# ---- define, dimension, score, grade --------------------------------------------------------


@frozen(kw_only=True)
class Define(Node):
    """`define quiet = days since last_contact > 30`."""

    heading: Heading
    value: Expr
    assumptions: tuple[Texts, ...] = ()
    damaged: bool = field(default=False, eq=False)


@frozen(kw_only=True)
class When(Node):
    """`when condition`."""

    condition: Expr


@frozen(kw_only=True)
class Otherwise(Node):
    """`otherwise`: when no row above applies."""


@frozen(kw_only=True)
class Row(Node):
    """`2 points when C because "…"`."""

    points: Number
    guard: When | Otherwise
    because: Texts | None = None


@frozen(kw_only=True)
class Entry(Node):
    """`give_info: 1` under `points by`."""

    key: Name | YesNo
    points: Number
    because: Texts | None = None


@frozen(kw_only=True)
class PointsBy(Node):
    """`points by coach level` with an entry for each level, choice, or yes and no."""

    subject: Expr
    entries: tuple[Entry, ...]


@frozen(kw_only=True)
class Dimension(Node):
    """One aspect of a rubric, with the points it is worth."""

    heading: Heading
    body: tuple[Row | PointsBy, ...]
    assumptions: tuple[Texts, ...] = ()
    damaged: bool = field(default=False, eq=False)


@frozen(kw_only=True)
class OutOf(Node):
    """`out of 13`, or `from -5 to 16`: the range a score has."""

    low: Number
    high: Number


@frozen(kw_only=True)
class Score(Node):
    """What dimensions add up to."""

    heading: Heading
    value: Expr
    out_of: OutOf | None = None
    assumptions: tuple[Texts, ...] = ()
    damaged: bool = field(default=False, eq=False)


class BandKind(Enum):
    """Which side of its threshold a band lies on."""

    FROM = "from"
    UP_TO = "up to"
    UNDER = "under"


@frozen(kw_only=True)
class Band(Node):
    """`from 10`, `up to 5`, `under 5`: the values a grade's row is for."""

    kind: BandKind
    threshold: Number


@frozen(kw_only=True)
class GradeRow(Node):
    """`strong "Strong" from 10`."""

    name: Name
    label: Texts | None
    guard: Band | When | Otherwise
    because: Texts | None = None


@frozen(kw_only=True)
class Grade(Node):
    """Ordered levels of a result, by thresholds of a number or by conditions."""

    heading: Heading
    by: Expr | None
    rows: tuple[GradeRow, ...]
    assumptions: tuple[Texts, ...] = ()
    damaged: bool = field(default=False, eq=False)


# ---- advice, alert, ensure, example ---------------------------------------------------------


@frozen(kw_only=True)
class Advice(Node):
    """What to do, or with `alert` what is wrong, when a condition holds."""

    heading: Heading
    when: When | None
    say: Texts | None
    alert: bool
    assumptions: tuple[Texts, ...] = ()
    damaged: bool = field(default=False, eq=False)


@frozen(kw_only=True)
class Invariant(Node):
    """`C`, or `C when D`: what holds for all facts."""

    condition: Expr
    when: When | None = None


@frozen(kw_only=True)
class Monotone(Node):
    """`total never falls when coach level rises`."""

    result: Name
    never_falls: bool
    fact: Name
    rises: bool


@frozen(kw_only=True)
class Ensure(Node):
    """A law of the policy."""

    heading: Heading
    law: Invariant | Monotone
    damaged: bool = field(default=False, eq=False)


@frozen(kw_only=True)
class Assignment(Node):
    """`coach level = none` after `given`."""

    name: Name
    value: Constant


@frozen(kw_only=True)
class ExpectValue(Node):
    """`total = 7`."""

    name: Name
    value: Constant


@frozen(kw_only=True)
class ExpectBetween(Node):
    """`total between 2 and 12`: exactly that interval."""

    name: Name
    low: Number
    high: Number


@frozen(kw_only=True)
class ExpectPossible(Node):
    """`relationship possible (cold, early)`: exactly that set."""

    name: Name
    values: tuple[Constant, ...]


class AdviceState(Enum):
    """Whether advice is given in an evaluation."""

    GIVEN = "given"
    POSSIBLE = "possible"
    NOT_GIVEN = "not given"


@frozen(kw_only=True)
class ExpectAdvice(Node):
    """`advice a`, `possible advice a`, `no advice a`, and the same of alerts."""

    name: Name
    state: AdviceState
    alert: bool


@frozen(kw_only=True)
class ExpectReasons(Node):
    """`reasons (price, coaching)`: the dimensions that cost most, in this order."""

    names: tuple[Name, ...]


Expectation = ExpectValue | ExpectBetween | ExpectPossible | ExpectAdvice | ExpectReasons


@frozen(kw_only=True)
class Example(Node):
    """A worked record, run as a test."""

    title: Texts
    given: tuple[Assignment, ...]
    expect: tuple[Expectation, ...]
    damaged: bool = field(default=False, eq=False)


# ---- the whole ------------------------------------------------------------------------------


@frozen(kw_only=True)
class Stub(Node):
    """A declaration whose first line could not be read; its names still exist."""

    keyword: str
    names: tuple[Name, ...]


Declaration = Policy | Fact | Define | Dimension | Score | Grade | Advice | Ensure | Example | Stub


@frozen(kw_only=True)
class PolicyFile(Node):
    """A whole policy file."""

    declarations: tuple[Declaration, ...]


def children(node: Node) -> tuple[Node, ...]:
    """Return the nodes directly inside a node, in order."""
    found: list[Node] = []
    for attribute in fields(type(node)):
        found += _nodes(getattr(node, attribute.name))
    return tuple(found)


def _nodes(value: object) -> list[Node]:
    match value:
        case Node():
            return [value]
        case tuple():
            return [node for item in value for node in _nodes(item)]
        case _:
            return []
