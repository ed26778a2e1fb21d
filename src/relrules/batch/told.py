"""The cells of results: what `relrules score` writes of every record, in the order of its columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from attrs import frozen
from sqlglot import exp

from relrules.batch import numbers, tree
from relrules.batch.errors import NotInSqlError
from relrules.batch.numbers import Number
from relrules.batch.results import Ends, Results
from relrules.batch.tree import BETWEEN, Sql
from relrules.check import model as m
from relrules.check import say
from relrules.check.columns import labelled, number_type
from relrules.evaluate.program import advice_key
from relrules.evaluate.terms import TODAY
from relrules.explain.values import UNANSWERED
from relrules.explain.visible import Visible

NINE_PLACES = 10**9
MOST_TOLD = 9 * 10**18
"""What numbers that are told stay below: a whole one fits into 64 bits."""
POSSIBLE = " (possible)"
MOST_WRITTEN_OUT = 4
"""Of how many options every set has a text of its own, which is found faster than put together."""


@frozen
class Words:
    """What stands in a cell instead of a value that is hidden, or that has no answer.

    Where columns have types, numbers that are not told are null: there are no words `in_numbers`.
    """

    hidden: str
    unanswered: str
    in_numbers: bool = True


@frozen
class Telling:
    """Results with what of them may be seen; without `words` a number that is not told is null."""

    results: Results
    seen: Visible
    words: Words | None

    def may_be_unanswered(self, key: str) -> bool:
        """Return whether a result may have no answer."""
        return key in self.results.program.static.declining


def told_cells(telling: Telling, columns: Mapping[str, str]) -> list[Sql]:
    """Return the cells; `columns` are those of facts and lists. Raises `NotInSqlError`."""
    policy = telling.results.program.policy
    found: list[Sql] = []
    for name, score in policy.scores.items():
        found += _with_ends(telling, name, number_type(score))
    for name, dimension in policy.dimensions.items():
        found += _with_ends(telling, name, number_type(dimension))[:1]
    for name, define in labelled(policy).items():
        of = define.value.type
        is_number = isinstance(of, m.NumberType)
        found += _with_ends(telling, name, of) if is_number else _options(telling, name, of)
    for name, grade in policy.grades.items():
        found += _options(telling, name, m.LevelType(grade.scale))
    for alert in (True, False):
        found.append(tree.named_in(list(_advice(telling, alert=alert))))
    unknown = [[(when, tree.text(name))] for name, when in unknown_facts(telling, columns)]
    return [*found, tree.named_in(unknown)]


def unknown_facts(telling: Telling, columns: Mapping[str, str]) -> Iterator[tuple[str, Sql]]:
    """Yield the facts and lists that may be spoken of, and when each is not known."""
    for name, column in columns.items():
        if telling.seen.fact(name):
            yield name, tree.is_null(tree.column(column))
    if telling.results.program.needs_today and telling.results.today is None:
        yield TODAY, tree.truth(value=True)


# ---- numbers ----------------------------------------------------------------------------------


def _with_ends(telling: Telling, name: str, of: m.Type) -> list[Sql]:
    """Return a number where its ends meet, and both ends."""
    words = telling.words if telling.words and telling.words.in_numbers else None
    if not telling.seen.result(name):
        null = tree.cast(tree.NULL.copy(), _type(of))
        return [null if words is None else tree.text(words.hidden), null.copy(), null.copy()]
    ends = telling.results.ends[name]
    _refuse_wide(ends)
    low, high = _number(ends.low, ends, of), _number(ends.high, ends, of)
    same = tree.equal(ends.low, ends.high)
    if words is None or not telling.may_be_unanswered(name):
        return [tree.case([(same, low)], tree.NULL.copy()), low.copy(), high]
    none = (tree.is_null(ends.low), tree.text(words.unanswered))
    return [tree.case([none, (same, _written(low, of))], tree.NULL.copy()), low.copy(), high]


def _refuse_wide(ends: Ends) -> None:
    if ends.most >= ends.scale * MOST_TOLD:
        raise NotInSqlError("a number that is told may have more digits than its column")


def _type(of: m.Type) -> str:
    return "BIGINT" if isinstance(of, m.NumberType) and of.whole else "DECIMAL(38, 9)"


def _number(end: Sql, ends: Ends, of: m.Type) -> Sql:
    """Return a number as it is told: whole, or with nine decimals."""
    if ends.scale == 1 and ends.over is None:
        return tree.cast(end.copy(), _type(of))
    number = Number(end, ends.scale, ends.most, ends.over, ends.most_over)
    told = numbers.scaled(numbers.rounded(number, numbers.TOLD_PLACES), NINE_PLACES)
    whole = tree.cast(told.whole.copy(), exp.DataType.build("DECIMAL(28, 0)"))
    # Wide before it grows, and as narrow as it can be afterwards: some databases keep 38 digits of a
    # product by leaving its last decimals out. A product, since some divide as binary floats.
    unit = tree.cast(tree.text("0.000000001"), exp.DataType.build("DECIMAL(9, 9)"))
    product = exp.paren(exp.Mul(this=whole, expression=unit))
    return tree.cast(product, _type(of))


def _written(number: Sql, of: m.Type) -> Sql:
    """Return a number as a text without zeros at its end."""
    text = tree.cast(number.copy(), "VARCHAR")
    if _type(of) == "BIGINT":
        return text
    for last in ("0", "."):
        text = exp.Trim(this=text, expression=tree.text(last), position="TRAILING")
    return text


def number_text(end: Sql, ends: Ends) -> Sql:
    """Return one of the ends of a number as text, of at most nine decimals; null where it is null."""
    if ends.scale == 1 and ends.over is None:
        return tree.cast(end.copy(), "VARCHAR")
    _refuse_wide(ends)
    any_number = m.NumberType()
    return _written(_number(end, ends, any_number), any_number)


# ---- options and advice ---------------------------------------------------------------------


def values_of(of: m.Type) -> tuple[m.Value, ...]:
    """Return what has few values can be, in order of their places. Raises `NotInSqlError`."""
    match of:
        case m.LevelType(scale=scale):
            return scale.ids
        case m.ChoiceType(ids=ids):
            return ids
        case m.YesNoType():
            return (False, True)
        case _:
            raise NotInSqlError("dates and texts are not told in SQL yet")


def _options(telling: Telling, name: str, of: m.Type) -> list[Sql]:
    """Return the option that is decided, and all that are possible."""
    names, words = [say.value(each) for each in values_of(of)], telling.words
    if not telling.seen.result(name):
        return [tree.text("" if words is None else words.hidden), tree.text("")]
    bits = telling.results.bits[name]
    decided = [
        (tree.equal(bits, tree.whole(1 << at)), tree.text(each)) for at, each in enumerate(names)
    ]
    if telling.may_be_unanswered(name):
        none = UNANSWERED["en"] if words is None else words.unanswered
        decided = [(tree.is_null(bits), tree.text(none)), *decided]
    every = tree.case([(when, each.copy()) for when, each in decided], _some_options(bits, names))
    return [tree.case(decided, tree.NULL.copy()), every]


def _some_options(bits: Sql, names: Sequence[str]) -> Sql:
    """Return the options that are possible, where more than one is."""
    if len(names) > MOST_WRITTEN_OUT:
        return tree.named_in(
            [[(tree.has_bits(bits, 1 << at), tree.text(each))] for at, each in enumerate(names)]
        )
    several = sorted(range(1 << len(names)), key=int.bit_count)[len(names) + 1 :]
    rows = [(tree.equal(bits, tree.whole(of)), tree.text(_named_by(of, names))) for of in several]
    return tree.case(rows, tree.text(""))


def _named_by(bits: int, names: Sequence[str]) -> str:
    return BETWEEN.join(name for at, name in enumerate(names) if bits >> at & 1)


def _advice(telling: Telling, *, alert: bool) -> Iterator[Sequence[tuple[Sql, Sql]]]:
    """Yield, of each piece of advice, when it is named, and how."""
    results = telling.results
    for name, advice in results.program.policy.advice.items():
        if advice.alert is not alert or not telling.seen.condition(advice.when):
            continue
        if advice.for_each is not None:
            names = results.given_for(name)
            some = tree.compared(exp.NEQ, names, tree.text(""))
            yield [(some, names)]
            continue
        given, may = results.states(advice_key(name))
        yield [
            (given, tree.text(advice.id)),
            (may, tree.text(advice.id + POSSIBLE)),
        ]
