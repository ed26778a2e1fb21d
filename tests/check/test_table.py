"""Tables of cases compared with plain enumeration."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from relrules.check import model as m
from relrules.check.cells import atoms_of, cases_of, truth
from relrules.check.interval import Interval, added, divided, multiplied, negated
from relrules.check.table import table_of
from relrules.source import Source, Span
from relrules.syntax.nodes import ComparisonOp

SPAN = Span(Source("policy.rel", ""), 0, 0)
YES_NO = m.YesNoType()
LEVELS = m.LevelType(
    m.Scale("level", tuple(m.Option(m.Label(i, m.Texts((("en", i),)))) for i in "abcd"))
)
NUMBER = m.NumberType(0, 10, 0)


def fact(name: str, of: m.Type) -> m.Ref:
    return m.Ref(span=SPAN, type=of, kind=m.Kind.FACT, name=name)


def constant(value: m.Value, of: m.Type) -> m.Constant:
    return m.Constant(span=SPAN, type=of, value=value)


numbers = st.integers(-1, 11)
ops = st.sampled_from(list(ComparisonOp))
leaves = st.one_of(
    st.builds(
        lambda op, n, flip: m.Comparison(
            span=SPAN,
            type=YES_NO,
            op=op,
            left=constant(n, NUMBER) if flip else fact("n", NUMBER),
            right=fact("n", NUMBER) if flip else constant(n, NUMBER),
        ),
        ops,
        numbers,
        st.booleans(),
    ),
    st.builds(
        lambda op, level: m.Comparison(
            span=SPAN, type=YES_NO, op=op, left=fact("l", LEVELS), right=constant(level, LEVELS)
        ),
        ops,
        st.sampled_from("abcd"),
    ),
    st.builds(
        lambda op: m.Comparison(
            span=SPAN, type=YES_NO, op=op, left=fact("l", LEVELS), right=fact("k", LEVELS)
        ),
        ops,
    ),
    st.builds(
        lambda low, high: m.Between(
            span=SPAN,
            type=YES_NO,
            value=fact("n", NUMBER),
            low=constant(low, NUMBER),
            high=constant(high, NUMBER),
        ),
        numbers,
        numbers,
    ),
    st.builds(
        lambda found: m.IsOneOf(
            span=SPAN,
            type=YES_NO,
            value=fact("n", NUMBER),
            options=tuple(constant(n, NUMBER) for n in found),
        ),
        st.lists(numbers, min_size=1, max_size=3),
    ),
    st.just(fact("b", YES_NO)),
)
conditions = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(lambda o: m.Not(span=SPAN, type=YES_NO, operand=o), inner),
        st.builds(
            lambda o: m.And(span=SPAN, type=YES_NO, operands=tuple(o)),
            st.lists(inner, min_size=2, max_size=3),
        ),
        st.builds(
            lambda o: m.Or(span=SPAN, type=YES_NO, operands=tuple(o)),
            st.lists(inner, min_size=2, max_size=3),
        ),
    ),
    max_leaves=6,
)


def holds(condition: m.Expr, values: dict[m.Expr, m.Value]) -> bool:
    match condition:
        case m.Not(operand=operand):
            return not holds(operand, values)
        case m.And(operands=parts):
            return all(holds(p, values) for p in parts)
        case m.Or(operands=parts):
            return any(holds(p, values) for p in parts)
        case _:
            return truth(condition, values)


EVERYTHING: list[dict[m.Expr, m.Value]] = [
    {fact("n", NUMBER): n, fact("l", LEVELS): low, fact("k", LEVELS): k, fact("b", YES_NO): b}
    for n in range(11)
    for low in "abcd"
    for k in "abcd"
    for b in (True, False)
]


@given(st.lists(conditions, min_size=1, max_size=3))
def test_a_table_finds_the_rows_that_plain_enumeration_finds(rows: list[m.Expr]) -> None:
    atoms = atoms_of(rows)
    table = table_of({atom: cases_of(atom, atom.term.type) for atom in atoms})
    assert table is not None
    left, fired = table.everything, []
    for index, row in enumerate(rows):
        here = left & table.where(row)
        left &= ~here
        fired += [index] if here else []
    first = {
        next((i for i, row in enumerate(rows) if holds(row, values)), None) for values in EVERYTHING
    }
    assert set(fired) == first - {None}
    assert bool(left) == (None in first)
    if left:
        witness: dict[m.Expr, m.Value] = {**EVERYTHING[0], **table.combination(left)}
        assert not any(holds(row, witness) for row in rows)


def test_too_many_combinations_are_merged_before_they_are_refused() -> None:
    facts = [fact(f"l{i}", LEVELS) for i in range(12)]
    leaves = [
        m.Comparison(
            span=SPAN, type=YES_NO, op=ComparisonOp.GE, left=f, right=constant("b", LEVELS)
        )
        for f in facts
    ]
    table = table_of({atom: cases_of(atom, LEVELS) for atom in atoms_of(leaves)})
    assert table is not None
    assert table.size == 2**12
    extra = m.Comparison(
        span=SPAN,
        type=YES_NO,
        op=ComparisonOp.GE,
        left=fact("m", LEVELS),
        right=constant("b", LEVELS),
    )
    more = atoms_of([*leaves, extra])
    assert table_of({atom: cases_of(atom, LEVELS) for atom in more}) is None


ends = st.one_of(st.none(), st.integers(-5, 5).map(Fraction))


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    low, high = draw(ends), draw(ends)
    if low is not None and high is not None and low > high:
        low, high = high, low
    return Interval(low, high)


def inside(interval: Interval) -> list[Fraction]:
    low = interval.low if interval.low is not None else Fraction(-9)
    high = interval.high if interval.high is not None else Fraction(9)
    return [Fraction(low), Fraction(low + high) / 2, Fraction(high)]


@given(intervals(), intervals())
def test_interval_arithmetic_is_never_too_narrow(x: Interval, y: Interval) -> None:
    for a in inside(x):
        assert -a in negated(x)
        for b in inside(y):
            assert a + b in added(x, y)
            assert a * b in multiplied(x, y)
            if 0 not in y:
                assert a / b in divided(x, y)


@given(intervals(), intervals())
def test_bounded_interval_arithmetic_is_exact(x: Interval, y: Interval) -> None:
    if None in (x.low, x.high, y.low, y.high):
        return
    products = [a * b for a in inside(x) for b in inside(y)]
    assert multiplied(x, y).low == min(products)
    assert multiplied(x, y).high == max(products)
