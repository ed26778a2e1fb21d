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
class NoAnswer(Node):
    """`no answer`: what a rubric itself declines to answer."""


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
class Quotient(Node):
    """`dividend / divisor if zero V`: a division whose divisor may be 0."""

    dividend: Expr
    divisor: Expr
    if_zero: Expr | NoAnswer


@frozen(kw_only=True)
class Rounded(Node):
    """`operand rounded to 2`: half away from zero, to so many places."""

    operand: Expr
    places: Number


@frozen(kw_only=True)
class Shifted(Node):
    """`level raised by n`, or `lowered by n`: so many steps up or down, at most to the end."""

    operand: Expr
    raised: bool
    steps: Expr


@frozen(kw_only=True)
class Steps(Node):
    """`steps from a to b`: how many levels `b` is above `a`."""

    start: Expr
    end: Expr


class Measure(Enum):
    """How several values are taken together."""

    HIGHEST = "highest"
    LOWEST = "lowest"
    SUM = "sum"
    AVERAGE = "average"
    WEIGHTED_AVERAGE = "weighted average"


@frozen(kw_only=True)
class Part(Node):
    """One of several values: with `known` it is left out while it is unknown or unanswered."""

    value: Expr
    weight: Number | None = None
    known: bool = False


@frozen(kw_only=True)
class Several(Node):
    """`highest of (a, b)`, `weighted average of known (a: 2, b: 1)`.

    `known` before the parenthesis counts for each part.
    """

    measure: Measure
    parts: tuple[Part, ...]
    known: bool = False


class Quantifier(Enum):
    """How many records must have something."""

    SOME = "some"
    ALL = "all"
    NO = "no"
    AT_LEAST = "at least"


@frozen(kw_only=True)
class Have(Node):
    """`some L have C`, `all L have C`, `no L have C`, `at least 3 L have C`."""

    quantifier: Quantifier
    list: Name
    condition: Expr
    count: Number | None = None


@frozen(kw_only=True)
class Count(Node):
    """`count of L where C`, `count of distinct f of L where C`."""

    list: Name
    where: Expr | None = None
    distinct: Expr | None = None


@frozen(kw_only=True)
class Share(Node):
    """`share of L where C if empty V`: the part of the records, 0 to 1."""

    list: Name
    where: Expr
    if_empty: Expr | NoAnswer | None = None


@frozen(kw_only=True)
class Collected(Node):
    """`highest f of L where C if empty V`, and lowest, sum, average."""

    measure: Measure
    value: Expr
    list: Name
    where: Expr | None = None
    if_empty: Expr | NoAnswer | None = None


class Tally(Enum):
    """What is counted of a questionnaire."""

    TOTAL = "total"
    MEAN = "mean"
    PERCENT = "percent"
    ANSWERED = "answered"
    ALL = "all"
    SOME = "some"


@frozen(kw_only=True)
class Answers(Node):
    """`total of Q`, `estimated mean of Q`, `all of Q`: of a questionnaire or one of its parts."""

    tally: Tally
    of: Name
    estimated: bool = False


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
    | Quotient
    | Rounded
    | Shifted
    | Steps
    | Several
    | Have
    | Count
    | Share
    | Collected
    | Answers
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
    base: Name | None = None
    effective_from: Date | None = None
    review_by: Date | None = None
    damaged: bool = field(default=False, eq=False)


@frozen(kw_only=True)
class Use(Node):
    """`use trust_ladder`: another policy's results; `shown` are passed on: advice, alerts."""

    name: Name
    shown: tuple[Name, ...] = ()
    damaged: bool = field(default=False, eq=False)


# ---- fact -----------------------------------------------------------------------------------


@frozen(kw_only=True)
class Option(Node):
    """One level or choice of a fact."""

    name: Name
    label: Texts | None = None
    hint: Texts | None = None


@frozen(kw_only=True)
class Scale(Node):
    """`scale trust_rung` with its levels, lowest first, for several facts and grades."""

    heading: Heading
    options: tuple[Option, ...]
    assumptions: tuple[Texts, ...] = ()
    damaged: bool = field(default=False, eq=False)


@frozen(kw_only=True)
class LevelsOf(Node):
    """`levels of signing_state`."""

    scale: Name


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


FactType = LevelsType | LevelsOf | ChoicesType | NumberType | YesNoType | DateType | TextType


@frozen(kw_only=True)
class Confidential(Node):
    """`confidential to manager when C`: who may see it; everybody else where `when` is no."""

    audiences: tuple[Name, ...]
    when: When | None = None


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
    default: Constant | None = None
    confidential: Confidential | None = None
    effort: Number | None = None
    fixed: bool = False
    damaged: bool = field(default=False, eq=False)


@frozen(kw_only=True)
class List(Node):
    """`list contacts`: records with facts, defines, dimensions and grades of their own."""

    heading: Heading
    members: tuple[Fact | Define | Dimension | Grade | Stub, ...]
    ask: Texts | None = None
    hint: Texts | None = None
    aliases: tuple[Text, ...] = ()
    assumptions: tuple[Texts, ...] = ()
    damaged: bool = field(default=False, eq=False)


@frozen(kw_only=True)
class AnswerRange(Node):
    """`answers 1 to 9`: whole numbers."""

    low: Number
    high: Number


@frozen(kw_only=True)
class AnswerLevels(Node):
    """`answers levels of SCALE worth 0, 1, 3`; without `worth` 0, 1, 2 … from the lowest."""

    levels: LevelsOf | LevelsType
    worth: tuple[Number, ...] = ()


AnswersType = AnswerRange | AnswerLevels | YesNoType


@frozen(kw_only=True)
class Item(Node):
    """`item q3 reversed "…"`: a fact of its own name. Several may share a line."""

    headings: tuple[Heading, ...]
    reversed: bool = False


class ItemsKind(Enum):
    """Which items a part takes."""

    ALL = "items"
    REVERSED = "items reversed"
    NOT_REVERSED = "items not reversed"
    NAMED = "named"


@frozen(kw_only=True)
class ItemPart(Node):
    """`part serving = items not reversed`, or `part self = q1, q3`."""

    heading: Heading
    kind: ItemsKind
    items: tuple[Name, ...] = ()


@frozen(kw_only=True)
class OutOfItems(Node):
    """`20 of 24`."""

    needed: Number
    of: Number


@frozen(kw_only=True)
class Estimate(Node):
    """`estimate needs 20 of 24, in each part 10 of 12`."""

    overall: OutOfItems
    each_part: OutOfItems | None = None


@frozen(kw_only=True)
class Questionnaire(Node):
    """Items of one kind of answer, counted together."""

    heading: Heading
    answers: AnswersType | None
    items: tuple[Item, ...]
    parts: tuple[ItemPart, ...] = ()
    estimate: Estimate | None = None
    ask: Texts | None = None
    hint: Texts | None = None
    assumptions: tuple[Texts, ...] = ()
    damaged: bool = field(default=False, eq=False)


# ---- define, dimension, score, grade --------------------------------------------------------


@frozen(kw_only=True)
class DefineRow(Node):
    """`0.6 when risk = high`, `no answer otherwise`."""

    value: Expr | NoAnswer
    guard: When | Otherwise
    because: Texts | None = None


@frozen(kw_only=True)
class Define(Node):
    """`define quiet = days since last_contact > 30`, or rows of which the first that applies counts.

    Exactly one of `value` and `rows` is there. `levels` is the line that says which levels the rows
    choose from.
    """

    heading: Heading
    value: Expr | None
    rows: tuple[DefineRow, ...] = ()
    levels: LevelsOf | LevelsType | None = None
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
    """`2 points when C because "…"`, `(0.03 * income + 11) points otherwise`, `no answer otherwise`."""

    points: Expr | NoAnswer
    guard: When | Otherwise
    because: Texts | None = None


class BandKind(Enum):
    """Which numbers a band takes."""

    FROM = "from"
    UP_TO = "up to"
    UNDER = "under"
    ABOVE = "above"


@frozen(kw_only=True)
class Band(Node):
    """`from 10`, `up to 5`, `under 5`; `above` takes all that the bands before it leave."""

    kind: BandKind
    threshold: Number | None


@frozen(kw_only=True)
class Entry(Node):
    """`give_info: 1`, `up to 40: 3`, `unknown: 1` under `points by`."""

    key: Name | YesNo | Band | Unknown
    points: Number | NoAnswer
    because: Texts | None = None


@frozen(kw_only=True)
class PointsBy(Node):
    """`points by coach level when C` with an entry for each level, choice, band, or yes and no."""

    subject: Expr
    entries: tuple[Entry, ...]
    when: When | None = None


@frozen(kw_only=True)
class Cap(Node):
    """`at most 10 when C because "…"`, or with `highest` off `at least 2`."""

    highest: bool
    limit: Number
    when: When | None = None
    because: Texts | None = None


@frozen(kw_only=True)
class Dimension(Node):
    """One aspect of a rubric, with the points it is worth.

    Either a `formula` or a `body`. With `take_all` every row that applies counts.
    """

    heading: Heading
    body: tuple[Row | PointsBy, ...]
    formula: Expr | None = None
    take_all: bool = False
    caps: tuple[Cap, ...] = ()
    baseline: Number | None = None
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
    caps: tuple[Cap, ...] = ()
    assumptions: tuple[Texts, ...] = ()
    damaged: bool = field(default=False, eq=False)


@frozen(kw_only=True)
class GradeRow(Node):
    """`strong "Strong" from 10`, `deep when C`, `no answer when C`; the name may be another grade's."""

    name: Name | NoAnswer
    label: Texts | None
    guard: Band | When | Otherwise
    because: Texts | None = None


@frozen(kw_only=True)
class GradeEntry(Node):
    """`high: full` under `grade call by risk`."""

    key: Name | YesNo | Band | Unknown
    name: Name | NoAnswer
    label: Texts | None = None
    because: Texts | None = None


@frozen(kw_only=True)
class Gate(Node):
    """`at most early when C because "…"`, or with `highest` off `at least early`."""

    highest: bool
    level: Name
    when: When | None = None
    because: Texts | None = None


@frozen(kw_only=True)
class Grade(Node):
    """Ordered levels of a result: by thresholds, by conditions, by a look-up, or as an expression.

    `rows` or `entries` are there, or a `value`. `levels` is the line that gives their order.
    """

    heading: Heading
    by: Expr | None
    rows: tuple[GradeRow, ...]
    entries: tuple[GradeEntry, ...] = ()
    value: Expr | None = None
    levels: LevelsOf | LevelsType | None = None
    gates: tuple[Gate, ...] = ()
    assumptions: tuple[Texts, ...] = ()
    damaged: bool = field(default=False, eq=False)


# ---- advice, alert, ensure, example ---------------------------------------------------------


@frozen(kw_only=True)
class Advice(Node):
    """What to do, or with `alert` what is wrong, when a condition holds.

    With `for_each` it is asked of every record of a list.
    """

    heading: Heading
    when: When | None
    say: Texts | None
    alert: bool
    for_each: Name | None = None
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
class GivenRecord(Node):
    """One line under `given contacts`."""

    facts: tuple[Assignment, ...]


@frozen(kw_only=True)
class GivenRecords(Node):
    """`given contacts` with its records, or `given no contacts` with none."""

    list: Name
    records: tuple[GivenRecord, ...]


@frozen(kw_only=True)
class ExpectValue(Node):
    """`total = 7`."""

    name: Name
    value: Constant


@frozen(kw_only=True)
class ExpectBetween(Node):
    """`total between 2 and 12 or no answer`: exactly that interval."""

    name: Name
    low: Number
    high: Number
    or_no_answer: bool = False


@frozen(kw_only=True)
class ExpectPossible(Node):
    """`relationship possible (cold, early, no answer)`: exactly that set."""

    name: Name
    values: tuple[Constant, ...]
    or_no_answer: bool = False


@frozen(kw_only=True)
class ExpectNoAnswer(Node):
    """`cover has no answer`."""

    name: Name


class AdviceState(Enum):
    """Whether advice is given in an evaluation."""

    GIVEN = "given"
    POSSIBLE = "possible"
    NOT_GIVEN = "not given"


@frozen(kw_only=True)
class ExpectAdvice(Node):
    """`advice a`, `possible advice a for "Chen"`, `no advice a`, and the same of alerts."""

    name: Name
    state: AdviceState
    alert: bool
    record: Text | None = None


@frozen(kw_only=True)
class ExpectReasons(Node):
    """`reasons (price, coaching)`: the dimensions that cost most, in this order."""

    names: tuple[Name, ...]


Expectation = (
    ExpectValue | ExpectBetween | ExpectPossible | ExpectNoAnswer | ExpectAdvice | ExpectReasons
)


@frozen(kw_only=True)
class Example(Node):
    """A worked record, run as a test."""

    title: Texts
    given: tuple[Assignment, ...]
    expect: tuple[Expectation, ...]
    given_records: tuple[GivenRecords, ...] = ()
    damaged: bool = field(default=False, eq=False)


# ---- overlays -------------------------------------------------------------------------------


@frozen(kw_only=True)
class ChangeRow(Node):
    """`change relationship: strong from 11`: one row, found by its level, key or result.

    `change total: out of 12` gives a score another range.
    """

    name: Name
    row: Row | DefineRow | Entry | Cap | GradeRow | GradeEntry | Gate | OutOf
    damaged: bool = field(default=False, eq=False)


@frozen(kw_only=True)
class Change(Node):
    """`change dimension price = 0`: a whole declaration in place of one of that name."""

    declaration: Declaration
    damaged: bool = field(default=False, eq=False)


@frozen(kw_only=True)
class Remove(Node):
    """`remove advice ask_for_the_order`; `keyword` is the kind that stands before the names."""

    keyword: str
    names: tuple[Name, ...]
    damaged: bool = field(default=False, eq=False)


# ---- the whole ------------------------------------------------------------------------------


@frozen(kw_only=True)
class Stub(Node):
    """A declaration whose first line could not be read; its names still exist."""

    keyword: str
    names: tuple[Name, ...]


Declaration = (
    Policy
    | Use
    | Scale
    | Fact
    | List
    | Questionnaire
    | Define
    | Dimension
    | Score
    | Grade
    | Advice
    | Ensure
    | Example
    | ChangeRow
    | Change
    | Remove
    | Stub
)


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
