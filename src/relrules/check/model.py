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
from relrules.source import Span
from relrules.syntax.names import key
from relrules.syntax.nodes import (
    AdviceState,
    ComparisonOp,
    DateUnit,
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
class Ref(Node):
    """The value of a fact, a declaration's result, or today."""

    kind: Kind
    name: str


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
    | Ref
    | Negation
    | Sum
    | Product
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
class Fact(Declaration):
    """What is asked about a record; `missing` are the markers that mean it is not known."""

    type: Type
    ask: Texts | None = None
    hint: Texts | None = None
    aliases: tuple[str, ...] = ()
    missing: tuple[str | Exact, ...] = ()


@frozen(kw_only=True)
class Define(Declaration):
    """A named term or condition. With `labelled`, its value appears in results.

    `depth` is how many defines inside each other spell it out, itself included, down to those
    that are `told_by_name`: these have a label, or are too deep to be spelled out.
    """

    value: Expr
    labelled: bool
    told_by_name: bool
    depth: int


@frozen(kw_only=True)
class Row:
    """A row of a dimension: worth `points` when `when` holds and no row above applies.

    `entry` is the answer it stands for under `points by`; `when` is `None` for `otherwise`.
    """

    span: Span = field(eq=False, repr=False)
    points: Exact
    when: Expr | None
    because: Texts | None = None
    entry: Value | None = None


@frozen(kw_only=True)
class Dimension(Declaration):
    """One aspect and what it is worth: the first row that applies."""

    rows: tuple[Row, ...]
    low: Exact
    high: Exact


@frozen(kw_only=True)
class Score(Declaration):
    """A number made of dimensions.

    `low` and `high` are its range over all facts, `None` where it has no limit.
    """

    value: Expr
    low: Exact | None
    high: Exact | None


@frozen(kw_only=True)
class GradeRow:
    """A row of a grade. `threshold` is where it begins, for grades by a number."""

    span: Span = field(eq=False, repr=False)
    level: str
    when: Expr | None
    threshold: Exact | None = None
    because: Texts | None = None


@frozen(kw_only=True)
class Grade(Declaration):
    """Ordered levels of a result: the first row that applies."""

    by: Expr | None
    scale: Scale
    rows: tuple[GradeRow, ...]


@frozen(kw_only=True)
class Advice(Declaration):
    """What to do, or with `alert` what is wrong, when a condition holds."""

    when: Expr
    say: Message | None
    alert: bool


@frozen
class Message:
    """A text with placeholders, in several languages.

    Each part is a text or a reference whose value takes its place.
    """

    by_lang: tuple[tuple[str, tuple[str | Ref, ...]], ...]

    def in_language(self, lang: str) -> tuple[str | Ref, ...]:
        """Return the parts in a language, or in the policy's own where it has none in that one."""
        return dict(self.by_lang).get(lang, self.by_lang[0][1])

    def refs(self) -> tuple[Ref, ...]:
        """Return everything the text speaks of."""
        return tuple(p for _, parts in self.by_lang for p in parts if isinstance(p, Ref))


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


@frozen(kw_only=True)
class ExpectPossible:
    """The result is exactly one of these."""

    span: Span = field(eq=False, repr=False)
    result: Ref
    values: frozenset[Value]


@frozen(kw_only=True)
class ExpectAdvice:
    """The advice or alert is given, possible or not given."""

    span: Span = field(eq=False, repr=False)
    advice: str
    state: AdviceState


@frozen(kw_only=True)
class ExpectReasons:
    """The dimensions that cost most, in this order."""

    span: Span = field(eq=False, repr=False)
    dimensions: tuple[str, ...]


Expectation = ExpectValue | ExpectBetween | ExpectPossible | ExpectAdvice | ExpectReasons


@frozen(kw_only=True)
class Example:
    """A worked record: facts, `today`, and what is expected."""

    span: Span = field(eq=False, repr=False)
    title: Texts
    given: Mapping[str, Value]
    today: dt.date | None
    expect: tuple[Expectation, ...]


# ---- the whole ------------------------------------------------------------------------------

Result = Define | Dimension | Score | Grade | Advice


@frozen(kw_only=True)
class CheckedPolicy:
    """A policy that cannot fail.

    `order` lists the names of defines, dimensions, scores and grades so that each comes after what
    it is made of; advice comes last. `keys` leads from every spelling of a fact in data
    (`syntax.names.data_key`) to the facts so called: more than one is an ambiguity of the data.
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

    @property
    def id(self) -> str:
        """Return the policy's name."""
        return self.label.id
