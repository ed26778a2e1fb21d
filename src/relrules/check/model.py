"""A checked policy: names resolved, types known, nothing left that could fail.

This is what the interpreter, the explanations and every later engine read. Values are plain:
`bool` for yes and no, `int` or `Fraction` for numbers, the level's or choice's id for levels and
choices, `datetime.date` and `str` for dates and texts.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from enum import Enum
from fractions import Fraction
from functools import cached_property

from attrs import field, frozen

from relrules.check.interval import Exact
from relrules.source import FrozenDict, Span
from relrules.syntax.names import key
from relrules.syntax.nodes import (
    AdviceState,
    BandKind,
    ComparisonOp,
    DateUnit,
    Measure,
    Quantifier,
    Tally,
)

Value = bool | int | Fraction | str | dt.date


# ---- texts ----------------------------------------------------------------------------------


@frozen
class Texts:
    """A text in several languages; `default` is the policy's own language."""

    by_lang: tuple[tuple[str, str], ...]

    def in_language(self, lang: str) -> str:
        """Return the text in a language, or in the policy's own where it has none in that one."""
        texts = dict(self.by_lang)
        return texts.get(lang, self.by_lang[0][1])


@frozen
class Label:
    """What a declaration is called: its id and its label, or its name where it has no label."""

    id: str
    texts: Texts

    def in_language(self, lang: str) -> str:
        """Return the label in a language."""
        return self.texts.in_language(lang)


@frozen
class Citation:
    """The part of a source that a declaration encodes."""

    source: str
    part: Texts


# ---- types ----------------------------------------------------------------------------------


@frozen
class Option:
    """One level or choice."""

    label: Label
    hint: Texts | None = None

    @property
    def id(self) -> str:
        """Return the value this option stands for."""
        return self.label.id


@frozen(slots=False, cache_hash=True)
class Scale:
    """The levels of a fact or grade, lowest first; `owner` is whose levels they are."""

    owner: str
    levels: tuple[Option, ...]

    def rank(self, level: str) -> int:
        """Return a level's place, 0 for the lowest."""
        return self._ranks[level]

    @cached_property
    def _ranks(self) -> dict[str, int]:
        return {option.id: rank for rank, option in enumerate(self.levels)}

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Return the levels' ids, lowest first."""
        return tuple(option.id for option in self.levels)

    @cached_property
    def words(self) -> Mapping[str, tuple[str, ...]]:
        """Return what each name and label means, by its key."""
        return _words(self.levels)


@frozen
class LevelType:
    """One of a scale's levels, ordered."""

    scale: Scale


@frozen(slots=False, cache_hash=True)
class ChoiceType:
    """One of some choices, unordered."""

    owner: str
    options: tuple[Option, ...]

    @cached_property
    def ids(self) -> tuple[str, ...]:
        """Return the choices' ids as listed."""
        return tuple(option.id for option in self.options)

    @cached_property
    def words(self) -> Mapping[str, tuple[str, ...]]:
        """Return what each name and label means, by its key."""
        return _words(self.options)


def _words(options: tuple[Option, ...]) -> dict[str, tuple[str, ...]]:
    """Return the ids that each name and label means; a name goes before the labels of others."""
    found: dict[str, dict[str, None]] = {}
    for option in options:
        for _, text in option.label.texts.by_lang:
            found.setdefault(key(text), {})[option.id] = None
    names = {option.id: (option.id,) for option in options}
    return {word: tuple(ids) for word, ids in found.items()} | names


@frozen
class NumberType:
    """An exact number. `None` is no limit; `decimals` is how many places it may have."""

    low: Exact | None = None
    high: Exact | None = None
    decimals: int | None = None
    unit: Texts | None = None

    @property
    def whole(self) -> bool:
        """Return whether only whole numbers occur."""
        return self.decimals == 0


@frozen
class YesNoType:
    """Yes or no."""


@frozen
class DateType:
    """A day."""


@frozen
class TextType:
    """A text, which can only be equal to another or not."""


Type = LevelType | ChoiceType | NumberType | YesNoType | DateType | TextType


# ---- terms and conditions -------------------------------------------------------------------


class Kind(Enum):
    """What a reference refers to."""

    FACT = "fact"
    DEFINE = "define"
    DIMENSION = "dimension"
    SCORE = "score"
    GRADE = "grade"
    TODAY = "today"


@frozen(kw_only=True, cache_hash=True)
class Node:
    """A typed term or condition; equal to another of the same meaning wherever it stands."""

    span: Span = field(eq=False, repr=False)
    type: Type


@frozen(kw_only=True, cache_hash=True)
class Constant(Node):
    """A value that is written out."""

    value: Value


@frozen(kw_only=True, cache_hash=True)
class NoAnswer(Node):
    """What a rubric itself declines to answer."""


@frozen(kw_only=True, cache_hash=True)
class Ref(Node):
    """The value of a fact, a declaration's result, or today.

    With `list` it is a fact or result of that list's records: of the record that is looked at, or
    of the one numbered `record`, from 0, once an evaluation has the records before it.
    """

    kind: Kind
    name: str
    list: str | None = None
    record: int | None = None

    @property
    def key(self) -> str:
        """Return what the policy keeps it under: `rung` of the list `contacts` is `contacts.rung`."""
        return self.name if self.list is None else f"{self.list}.{self.name}"


@frozen(kw_only=True, cache_hash=True)
class Negation(Node):
    """`-operand`."""

    operand: Expr


@frozen(kw_only=True, cache_hash=True)
class Sum(Node):
    """Terms, each with whether it is added."""

    terms: tuple[tuple[bool, Expr], ...]


@frozen(kw_only=True, cache_hash=True)
class Product(Node):
    """Factors, each with whether it multiplies; a divisor cannot be 0."""

    factors: tuple[tuple[bool, Expr], ...]


@frozen(kw_only=True, cache_hash=True)
class Quotient(Node):
    """A division; where the divisor is 0 it is `if_zero`."""

    dividend: Expr
    divisor: Expr
    if_zero: Expr


@frozen(kw_only=True, cache_hash=True)
class Rounded(Node):
    """The operand rounded half away from zero to so many places."""

    operand: Expr
    places: int


@frozen(kw_only=True, cache_hash=True)
class Shifted(Node):
    """A level so many steps higher or lower, at most to the end of its scale."""

    operand: Expr
    raised: bool
    steps: Expr


@frozen(kw_only=True, cache_hash=True)
class Steps(Node):
    """How many steps `end` is above `start`."""

    start: Expr
    end: Expr


@frozen(kw_only=True, cache_hash=True)
class Worth(Node):
    """What an answer of a questionnaire counts."""

    value: Expr
    worths: tuple[tuple[Value, Exact], ...]


@frozen(kw_only=True, cache_hash=True)
class Case:
    """A row of `Cases`; `when` is `None` for `otherwise`."""

    value: Expr
    when: Expr | None


@frozen(kw_only=True, cache_hash=True)
class Cases(Node):
    """The value of the first row that applies; one does for all facts."""

    rows: tuple[Case, ...]


@frozen(kw_only=True, cache_hash=True)
class Part:
    """One of several values; with `known` it is left out while it has no value."""

    value: Expr
    weight: Exact
    known: bool


@frozen(kw_only=True, cache_hash=True)
class Several(Node):
    """Several values taken together; without one that counts there is no answer."""

    measure: Measure
    parts: tuple[Part, ...]


@frozen(kw_only=True, cache_hash=True)
class Have(Node):
    """Whether some, all, no or at least `count` records of a list meet a condition."""

    quantifier: Quantifier
    list: str
    condition: Expr
    count: int | None


@frozen(kw_only=True, cache_hash=True)
class Count(Node):
    """How many records of a list meet a condition, or how many values of `distinct` they have."""

    list: str
    where: Expr | None
    distinct: Expr | None


@frozen(kw_only=True, cache_hash=True)
class Share(Node):
    """The part of a list's records that meet a condition, 0 to 1; `if_empty` without records."""

    list: str
    where: Expr
    if_empty: Expr


@frozen(kw_only=True, cache_hash=True)
class Collected(Node):
    """A value of the records that meet a condition, taken together; `if_empty` without any."""

    measure: Measure
    value: Expr
    list: str
    where: Expr | None
    if_empty: Expr


@frozen(kw_only=True, cache_hash=True)
class Holding(Node):
    """How many of some conditions hold."""

    conditions: tuple[Expr, ...]


@frozen(kw_only=True, cache_hash=True)
class Chosen:
    """A value that counts when `when` holds; `None` is always."""

    value: Expr
    when: Expr | None


@frozen(kw_only=True, cache_hash=True)
class Gathered(Node):
    """Values that count when their conditions hold, taken together; `if_none` without any.

    What a list term becomes once the records are known. `measure` is `None` for how many different
    values there are.
    """

    measure: Measure | None
    items: tuple[Chosen, ...]
    if_none: Expr


@frozen(kw_only=True, cache_hash=True)
class Answers(Node):
    """`total of Q` and the like: `value` is what it stands for, spelled out over the items."""

    tally: Tally
    of: str
    estimated: bool
    value: Expr


@frozen(kw_only=True, cache_hash=True)
class Distance(Node):
    """Days or whole months from one date to another.

    With `since` it counts up to today, and a future date gives 0.
    """

    unit: DateUnit
    start: Expr
    end: Expr
    since: bool


@frozen(kw_only=True, cache_hash=True)
class Comparison(Node):
    """`left op right`, both of one type."""

    op: ComparisonOp
    left: Expr
    right: Expr


@frozen(kw_only=True, cache_hash=True)
class Between(Node):
    """`low <= value <= high`."""

    value: Expr
    low: Expr
    high: Expr


@frozen(kw_only=True, cache_hash=True)
class IsOneOf(Node):
    """Whether the value is among the constants."""

    value: Expr
    options: tuple[Constant, ...]


@frozen(kw_only=True, cache_hash=True)
class IsKnown(Node):
    """Whether the value is decided, or with `negated` that it is not."""

    value: Expr
    negated: bool


@frozen(kw_only=True, cache_hash=True)
class Not(Node):
    """The opposite."""

    operand: Expr


@frozen(kw_only=True, cache_hash=True)
class And(Node):
    """All of them."""

    operands: tuple[Expr, ...]


@frozen(kw_only=True, cache_hash=True)
class Or(Node):
    """At least one of them."""

    operands: tuple[Expr, ...]


Expr = (
    Constant
    | NoAnswer
    | Ref
    | Negation
    | Sum
    | Product
    | Quotient
    | Rounded
    | Shifted
    | Steps
    | Worth
    | Cases
    | Several
    | Have
    | Count
    | Share
    | Collected
    | Holding
    | Gathered
    | Answers
    | Distance
    | Comparison
    | Between
    | IsOneOf
    | IsKnown
    | Not
    | And
    | Or
)


# ---- declarations ---------------------------------------------------------------------------


@frozen(kw_only=True)
class Declaration:
    """What every declaration has."""

    label: Label
    span: Span = field(eq=False, repr=False)
    citation: Citation | None = None
    assumptions: tuple[Texts, ...] = ()

    @property
    def id(self) -> str:
        """Return the name the declaration is known by in results and data."""
        return self.label.id


@frozen(kw_only=True)
class Confidential:
    """Who may see a fact, and where `when` is no, everybody; `None` is always confidential."""

    audiences: tuple[str, ...]
    when: Expr | None


@frozen(kw_only=True)
class Fact(Declaration):
    """What is asked about a record; `missing` are the markers that mean it is not known.

    `default` stands in while the fact is not known. `effort` says how hard the fact is to change,
    compared with others; `fixed` that it cannot be changed at all.
    """

    type: Type
    ask: Texts | None = None
    hint: Texts | None = None
    aliases: tuple[str, ...] = ()
    missing: tuple[str | Exact, ...] = ()
    default: Value | None = None
    confidential: Confidential | None = None
    effort: Exact = 1
    fixed: bool = False


@frozen(kw_only=True)
class List(Declaration):
    """Records with facts and results of their own, keyed as those of a policy.

    `title` is the fact that a record is called by, if it has one. `needs` are the results of the
    policy that its records look at.
    """

    facts: Mapping[str, Fact]
    defines: Mapping[str, Define]
    dimensions: Mapping[str, Dimension]
    grades: Mapping[str, Grade]
    order: tuple[str, ...]
    keys: Mapping[str, tuple[str, ...]]
    title: str | None
    ask: Texts | None = None
    hint: Texts | None = None
    aliases: tuple[str, ...] = ()


@frozen(kw_only=True)
class ItemPart:
    """Some items of a questionnaire under a name of their own."""

    label: Label
    items: tuple[str, ...]


@frozen(kw_only=True)
class Questionnaire(Declaration):
    """Items of one kind of answer; each item is a fact.

    `worths` is what each answer counts before reversal, from `low` to `high`, and `None` for
    numbers, which count themselves. `needed` is how many must be answered for an estimate.
    """

    items: tuple[str, ...]
    reversed: frozenset[str]
    parts: Mapping[str, ItemPart]
    low: Exact
    high: Exact
    worths: tuple[tuple[Value, Exact], ...] | None
    needed: int | None = None
    needed_in_each_part: int | None = None
    ask: Texts | None = None
    hint: Texts | None = None


@frozen(kw_only=True)
class DefineRow:
    """A row of a define; `when` is `None` for `otherwise`."""

    span: Span = field(eq=False, repr=False)
    value: Expr
    when: Expr | None
    because: Texts | None = None


@frozen(kw_only=True)
class Define(Declaration):
    """A named term or condition. With `labelled`, its value appears in results.

    `depth` is how many defines inside each other spell it out, itself included, down to those
    that are `told_by_name`: these have a label, or are too deep to be spelled out. Where it is
    written as rows, `rows` has them and `value` holds them as `Cases`.
    """

    value: Expr
    labelled: bool
    told_by_name: bool
    depth: int
    rows: tuple[DefineRow, ...] = ()


@frozen(kw_only=True)
class Row:
    """A row of a dimension: worth `value` when `when` holds and no row above applies.

    `entry` is the answer it stands for under `points by`, `band` the border of its band there;
    `when` is `None` for `otherwise`. An entry for `unknown` has neither, and `for_unknown`.
    """

    span: Span = field(eq=False, repr=False)
    value: Expr
    when: Expr | None
    because: Texts | None = None
    entry: Value | None = None
    band: Band | None = None
    for_unknown: bool = False

    @property
    def points(self) -> Exact | None:
        """Return the points where they are written out, `None` for a formula or no answer."""
        found = self.value.value if isinstance(self.value, Constant) else None
        return found if isinstance(found, int | Fraction) else None


@frozen(kw_only=True)
class Band:
    """`up to 40`, `under 40`, `above`; `above` names the border below it."""

    kind: BandKind
    border: Exact


@frozen(kw_only=True)
class Cap:
    """The most, or with `highest` off the least, that is given when `when` holds or always."""

    span: Span = field(eq=False, repr=False)
    highest: bool
    limit: Exact
    when: Expr | None
    because: Texts | None = None


@frozen(kw_only=True)
class Dimension(Declaration):
    """One aspect and what it is worth: the first row that applies, or with `take_all` every one.

    Caps follow in the order written. `low` and `high` are its range over all facts, `None` where it
    has no limit. `baseline` is what reasons compare with, where it is not the best. With `formula`
    the one row is a calculation without a condition.
    """

    rows: tuple[Row, ...]
    low: Exact | None
    high: Exact | None
    take_all: bool = False
    formula: bool = False
    caps: tuple[Cap, ...] = ()
    baseline: Exact | None = None


@frozen(kw_only=True)
class Score(Declaration):
    """A number made of dimensions.

    `low` and `high` are its range over all facts, `None` where it has no limit.
    """

    value: Expr
    low: Exact | None
    high: Exact | None
    caps: tuple[Cap, ...] = ()


@frozen(kw_only=True)
class GradeRow:
    """A row of a grade. `threshold` is where it begins, for grades by a number.

    `value` is a level, no answer, or another grade; `entry` is the answer it stands for in a
    look-up, and `for_unknown` says that it is the one for none.
    """

    span: Span = field(eq=False, repr=False)
    value: Expr
    when: Expr | None
    threshold: Exact | None = None
    because: Texts | None = None
    entry: Value | None = None
    for_unknown: bool = False

    @property
    def level(self) -> str | None:
        """Return the level where it is written out."""
        return str(self.value.value) if isinstance(self.value, Constant) else None


@frozen(kw_only=True)
class Gate:
    """The highest level, or with `highest` off the lowest, that is given when `when` holds."""

    span: Span = field(eq=False, repr=False)
    highest: bool
    level: str
    when: Expr | None
    because: Texts | None = None


@frozen(kw_only=True)
class Grade(Declaration):
    """Ordered levels of a result: the first row that applies, then the gates in order.

    With `formula` the one row is a level expression without a condition.
    """

    by: Expr | None
    scale: Scale
    rows: tuple[GradeRow, ...]
    gates: tuple[Gate, ...] = ()
    formula: bool = False


@frozen(kw_only=True)
class Advice(Declaration):
    """What to do, or with `alert` what is wrong, when a condition holds.

    With `for_each` it is asked of every record of that list.
    """

    when: Expr
    say: Message | None
    alert: bool
    for_each: str | None = None


@frozen
class Missing:
    """`{missing of Q}`: the items of a questionnaire that are not answered."""

    items: tuple[Ref, ...]


@frozen
class Message:
    """A text with placeholders, in several languages.

    Each part is a text, or what takes its place: a value, or the names of missing items.
    """

    by_lang: tuple[tuple[str, tuple[str | Ref | Missing, ...]], ...]

    def in_language(self, lang: str) -> tuple[str | Ref | Missing, ...]:
        """Return the parts in a language, or in the policy's own where it has none in that one."""
        return dict(self.by_lang).get(lang, self.by_lang[0][1])

    def refs(self) -> tuple[Ref, ...]:
        """Return everything the text speaks of."""
        found: list[Ref] = []
        for part in (part for _, parts in self.by_lang for part in parts):
            match part:
                case Ref():
                    found.append(part)
                case Missing(items=items):
                    found += items
                case str():
                    pass
        return tuple(found)


@frozen(kw_only=True)
class Invariant:
    """`condition`, wherever `when` holds."""

    condition: Expr
    when: Expr | None


@frozen(kw_only=True)
class Monotone:
    """The result never falls (or never rises) when the fact rises (or falls)."""

    result: Ref
    never_falls: bool
    fact: str
    rises: bool


@frozen(kw_only=True)
class Law(Declaration):
    """What holds for all facts."""

    law: Invariant | Monotone


@frozen(kw_only=True)
class ExpectValue:
    """The result has exactly this value."""

    span: Span = field(eq=False, repr=False)
    result: Ref
    value: Value


@frozen(kw_only=True)
class ExpectBetween:
    """The result is not decided beyond exactly this interval."""

    span: Span = field(eq=False, repr=False)
    result: Ref
    low: Exact
    high: Exact
    or_no_answer: bool = False


@frozen(kw_only=True)
class ExpectPossible:
    """The result is exactly one of these."""

    span: Span = field(eq=False, repr=False)
    result: Ref
    values: frozenset[Value]
    or_no_answer: bool = False


@frozen(kw_only=True)
class ExpectNoAnswer:
    """The result has no answer."""

    span: Span = field(eq=False, repr=False)
    result: Ref


@frozen(kw_only=True)
class ExpectAdvice:
    """The advice or alert is given, possible or not given."""

    span: Span = field(eq=False, repr=False)
    advice: str
    state: AdviceState
    record: str | None = None


@frozen(kw_only=True)
class ExpectReasons:
    """The dimensions that cost most, in this order."""

    span: Span = field(eq=False, repr=False)
    dimensions: tuple[str, ...]


Expectation = (
    ExpectValue | ExpectBetween | ExpectPossible | ExpectNoAnswer | ExpectAdvice | ExpectReasons
)
Records = tuple[Mapping[str, Value], ...]
"""The records of a list, each with its known facts."""


@frozen(kw_only=True)
class Example:
    """A worked record: facts, lists, `today`, and what is expected.

    `results` are values given in place of results of a used policy.
    """

    span: Span = field(eq=False, repr=False)
    title: Texts
    given: Mapping[str, Value]
    today: dt.date | None
    expect: tuple[Expectation, ...]
    lists: Mapping[str, Records] = field(factory=FrozenDict)
    results: Mapping[str, Value] = field(factory=FrozenDict)


# ---- the whole ------------------------------------------------------------------------------


@frozen(kw_only=True)
class FromUsed:
    """What a policy has from those it uses.

    `labels` are what they are called, by name. `facts` are those that they alone ask, and
    `assumptions` what they assume as a whole and the policy itself does not.
    """

    labels: Mapping[str, Label] = field(factory=FrozenDict)
    facts: frozenset[str] = frozenset()
    assumptions: tuple[Texts, ...] = ()


Result = Define | Dimension | Score | Grade | Advice


@frozen(kw_only=True)
class CheckedPolicy:
    """A policy that cannot fail.

    `order` lists the names of lists, defines, dimensions, scores and grades so that each comes
    after what it is made of; advice comes last. `keys` leads from every spelling of a fact in data
    (`syntax.names.data_key`) to the facts so called: more than one is an ambiguity of the data.
    `uses` lists the policies it uses, whose declarations are named `P.x` in it, and `from_used` says
    what it has from them alone. `same_records` leads from a list of one of them to the list whose
    records it has too.
    """

    label: Label
    span: Span = field(eq=False, repr=False)
    lang: str
    version: str
    question: Texts | None
    sources: Mapping[str, Texts]
    assumptions: tuple[Texts, ...]
    facts: Mapping[str, Fact]
    defines: Mapping[str, Define]
    dimensions: Mapping[str, Dimension]
    scores: Mapping[str, Score]
    grades: Mapping[str, Grade]
    advice: Mapping[str, Advice]
    laws: Mapping[str, Law]
    examples: tuple[Example, ...]
    order: tuple[str, ...]
    keys: Mapping[str, tuple[str, ...]]
    lists: Mapping[str, List] = field(factory=FrozenDict)
    questionnaires: Mapping[str, Questionnaire] = field(factory=FrozenDict)
    scales: Mapping[str, Scale] = field(factory=FrozenDict)
    effective_from: dt.date | None = None
    review_by: dt.date | None = None
    uses: tuple[str, ...] = ()
    from_used: FromUsed = field(factory=FromUsed)
    same_records: Mapping[str, str] = field(factory=FrozenDict)

    @property
    def id(self) -> str:
        """Return the policy's name."""
        return self.label.id
