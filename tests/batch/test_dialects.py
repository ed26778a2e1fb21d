"""What a dialect writes otherwise, and what it refuses."""

import re
from collections.abc import Sequence

import pytest
from sqlglot import exp

from databases import engines
from databases.engines import Rows
from relrules import load_text
from relrules.batch import tree
from relrules.batch.dialects import Dialect, written
from relrules.batch.errors import NotInSqlError
from relrules.batch.facts import Given, Kind, fact_in_sql, is_looked_at
from relrules.batch.patterns import A_DAY, BLANK, HIDDEN, numeral
from relrules.evaluate.facts import Form

COLUMN = tree.column("x")
TEXTS = [
    "", " ", "\t\u3000", "a", "5", "5.", "+5.250", "-1", "5\n", "1e3", "123456789012345678", "1" * 19,
    "2026-02-28", "2026-02-29", "2024-02-29", "1900-02-29", "2000-02-29", "2000-02-29\n", "0000-01-01",
    "0001-01-01", "9999-12-31", "2026-13-01", "2026-11-31", "٢٠٢٦-01-01", "a\u200bb", "\u2028", "\x01",
    "a\r\nb", "𝟓", "客户", "\\", "\u00ad", "\u0085",
]  # fmt: skip


@pytest.mark.parametrize("name", engines.wanted())
@pytest.mark.parametrize("pattern", [A_DAY, BLANK, HIDDEN, numeral(0), numeral(2), numeral(18)])
def test_patterns_mean_the_same(name: str, pattern: str) -> None:
    of_python = re.sub(r"\\x\{([0-9a-f]+)\}", lambda c: rf"\U{int(c[1], 16):08x}", pattern)
    of_python = of_python.removesuffix("$") + r"\Z" * pattern.endswith("$")
    found = exp.select(tree.column("at"), tree.matches(COLUMN, pattern)).from_("source")
    rows = Rows({"at": Kind.WHOLE, "x": Kind.TEXT}, list(enumerate(TEXTS)))
    engine = engines.engine(name)
    told: dict[int, bool] = dict(engine.run(written(found, engine.dialect), rows))
    assert [t for at, t in enumerate(TEXTS) if told[at]] == [
        t for t in TEXTS if re.search(of_python, t)
    ]


@pytest.mark.parametrize("name", engines.wanted())
def test_texts_stay_as_they_are(name: str) -> None:
    found = exp.select(
        tree.column("at"), *[tree.named(tree.text(t), f"t{at}") for at, t in enumerate(TEXTS)]
    ).from_("source")
    engine = engines.engine(name)
    for pretty in (False, True):
        rows = engine.run(
            written(found, engine.dialect, pretty=pretty), Rows({"at": Kind.WHOLE}, [[0]])
        )
        assert list(rows[0][1:]) == TEXTS


@pytest.mark.parametrize("name", engines.wanted())
def test_days_that_no_policy_has_are_looked_at(name: str) -> None:
    fact = load_text("policy p\nfact met: date\nscore s = 1").checked.facts["met"]
    beyond = "0000-05-05" if name == "spark" else "infinity"
    days = exp.select(tree.column("at"), tree.named(exp.cast(COLUMN.copy(), "DATE"), "met"))
    value = fact_in_sql(fact, Given("met", Kind.DAY, Form.PYTHON))
    found = exp.select(tree.column("at"), is_looked_at(fact, value))
    select = found.from_(days.from_("source").subquery("s"))
    engine = engines.engine(name)
    rows = Rows({"at": Kind.WHOLE, "x": Kind.TEXT}, [(0, beyond), (1, "9999-12-31")])
    assert dict(engine.run(written(select, engine.dialect), rows)) == {0: True, 1: False}


STOP = exp.select(exp.func("ERROR", tree.text("x"))).from_("t")
SHORTEST = exp.select(tree.named(exp.cast(COLUMN.copy(), "VARCHAR"), "y")).from_("t")
LONG = exp.select(tree.named(COLUMN.copy(), "客" * 22)).from_("t")
CASES = exp.select(tree.named(COLUMN.copy(), "a"), tree.named(COLUMN.copy(), "A")).from_("t")


@pytest.mark.parametrize(
    ("select", "dialect", "reason"),
    [
        (STOP, Dialect.POSTGRES, "no way to stop at a row"),
        (STOP, Dialect.SNOWFLAKE, "no way to stop at a row"),
        (SHORTEST, Dialect.SPARK, "shortest form"),
        (LONG, Dialect.POSTGRES, "63 bytes"),
        (CASES, Dialect.DUCKDB, "differ in case alone"),
        (CASES, Dialect.SPARK, "differ in case alone"),
    ],
)
def test_what_a_dialect_has_not_is_refused(
    select: exp.Select, dialect: Dialect, reason: str
) -> None:
    with pytest.raises(NotInSqlError, match=reason):
        written(select, dialect)


def test_a_row_stops_the_statement_where_there_is_a_way() -> None:
    assert "RAISE_ERROR('x')" in written(STOP, Dialect.SPARK)
    assert "FAIL('x')" in written(STOP, Dialect.TRINO)


def case_in_spark(rows: Sequence[tuple[object, int]], otherwise: int | None) -> str:
    found = [
        (tree.is_null(COLUMN), tree.NULL)
        if value is None
        else (tree.equal(COLUMN, exp.convert(value)), tree.whole(then))
        for value, then in rows
    ]
    default = tree.NULL if otherwise is None else tree.whole(otherwise)
    told = exp.select(tree.named(tree.case(found, default), "v")).from_("source")
    return written(told, Dialect.SPARK).partition("SELECT ")[2].partition(" AS ")[0]


@pytest.mark.parametrize(
    ("rows", "otherwise", "text"),
    [
        ([(0, 5), (1, 7)], 9, "COALESCE(GET(ARRAY(5, 7), `x`), 9)"),
        ([(0, 5), (1, 7)], None, "GET(ARRAY(5, 7), `x`)"),
        ([(1, 5), (4, 7)], 9, "COALESCE(GET(ARRAY(NULL, 5, NULL, NULL, 7), `x`), 9)"),
        # The list would be mostly empty.
        ([(0, 5), (8, 7)], 9, "CASE WHEN `x` = 0 THEN 5 WHEN `x` = 8 THEN 7 ELSE 9 END"),
        # The first of two rows that ask the same counts.
        ([(0, 5), (0, 7)], 9, "CASE WHEN `x` = 0 THEN 5 WHEN `x` = 0 THEN 7 ELSE 9 END"),
        (
            [(None, 0), *((text, at) for at, text in enumerate("abcdef"))],
            -1,
            "GET(ARRAY(-1, 0, 1, 2, 3, 4, 5), CAST(ARRAY_POSITION(ARRAY('a', 'b', 'c', 'd', 'e', 'f'), `x`)",
        ),
        # So few texts are compared faster, and in no more code.
        (
            [(None, 0), ("a", 5)],
            -1,
            "CASE WHEN `x` IS NULL THEN NULL WHEN `x` = 'a' THEN 5 ELSE -1 END",
        ),
        ([(0, 5)], 9, "CASE WHEN `x` = 0 THEN 5 ELSE 9 END"),
        # A text that is not known would be told as the others are, and a number as unknown.
        ([("a", 5), ("b", 7)], 9, "CASE WHEN `x` = 'a' THEN 5 WHEN `x` = 'b' THEN 7 ELSE 9 END"),
        (
            [(None, 0), (0, 5), (1, 7)],
            9,
            "CASE WHEN `x` IS NULL THEN NULL WHEN `x` = 0 THEN 5 WHEN `x` = 1 THEN 7 ELSE 9 END",
        ),
    ],
)
def test_a_look_up_says_what_its_case_does(
    rows: Sequence[tuple[object, int]], otherwise: int | None, text: str
) -> None:
    assert case_in_spark(rows, otherwise) == text
