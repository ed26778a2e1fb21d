"""Many records at a time: relrules beside a raw copy, hand-written SQL, Polars and a NumPy look-up.

Each case reads one Parquet file and writes another. All take turns within one run, and the shortest time
of each counts. Before anything is timed, every case has to find what the interpreter finds.

    python benchmarks/batch.py                      5 million rows: a table of ratios
    python benchmarks/batch.py --memory             besides, what 1, 10 and 50 million rows take of memory
    python benchmarks/batch.py --spark              besides, Spark beside SQL written by hand for it
    python benchmarks/batch.py --rows N --turns N   another number of rows and of turns
"""

# ruff: noqa: S608, PLR2004 - the statements are ours, and the numbers those of the rubric

from __future__ import annotations

import argparse
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

import duckdb
import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
from attrs import field, frozen

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from relrules import Policy, load_text, shipped
from relrules.batch.dialects import Dialect, written
from relrules.batch.facts import Given, GivenList, Kind
from relrules.batch.statement import Bad, Settings, Source, statement
from relrules.check import model as m
from relrules.evaluate.facts import Form

ROWS, TURNS, COMPARED = 5_000_000, 5, 2_000
MEMORY_ROWS = (1_000_000, 10_000_000, 50_000_000)
BY_HAND = Path(__file__).parent / "rubrics" / "relationship.sql"
FACTS = {
    "activity_space": ("work", "social", "private"),
    "info_quality": ("public", "effective", "private_passive", "private_active"),
    "coach_level": ("none", "give_info", "guide_action", "action_commit", "strong_recommend"),
    "designer_spec": ("none", "multi_brand", "param_model", "sole_brand"),
}
UNKNOWN = 10
"""One value in so many is not known."""
POINTS = {name: tuple(range(len(levels))) for name, levels in FACTS.items()} | {
    "price_primary": (1, 0)
}
SHORT = ["account", "total_low", "total_high", "relationship"]
GOALS = {"hand-written": 0.9, "copy": 0.7, "megabytes": 1_000, "spark": 0.9}
COMPRESSED = "(format parquet, compression zstd)"


@frozen
class Case:
    """What is timed: it reads one file and writes the other. `goal` is the least it should reach."""

    name: str
    run: Callable[[Path, Path], None]
    against: str | None = None
    goal: float | None = field(default=None, kw_only=True)


def main() -> None:
    parser = argparse.ArgumentParser(description="Time the scoring of many records.")
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--turns", type=int, default=TURNS)
    parser.add_argument("--memory", action="store_true")
    parser.add_argument("--spark", action="store_true")
    told = parser.parse_args()
    print(
        f"Python {platform.python_version()}, DuckDB {duckdb.__version__}, {os.cpu_count()} cores"
    )
    with tempfile.TemporaryDirectory() as folder:
        rubric = Data("customer_relationship", told.rows, accounts)
        table(Path(folder), cases(), rubric, told.turns)
        nested = Path(folder) / "nested"
        nested.mkdir()
        lists = Data("records of a list", told.rows // 5, records)
        table(nested, nested_cases(), lists, told.turns)
        if told.spark:
            rubric = Data("customer_relationship in Spark", told.rows, accounts)
            table(Path(folder), list(spark_cases()), rubric, told.turns)
        if told.memory:
            memory(Path(folder))


# ---- cases ------------------------------------------------------------------------------------


def cases() -> list[Case]:
    """Return all cases of the table; a goal is a share of the rows a second of another case."""
    return [
        Case("raw copy", copied),
        Case("SQL by hand, all columns", by_hand),
        Case("relrules, all columns", ours, "SQL by hand, all columns", goal=GOALS["hand-written"]),
        Case("SQL by hand, score and grade", by_hand_short),
        Case("relrules, score and grade", ours_short, "raw copy", goal=GOALS["copy"]),
        Case("Polars by hand, score and grade", polars_short),
        Case("NumPy look-up, score and grade", numpy_short),
    ]


def copied(given: Path, out: Path) -> None:
    run_sql("select * from source", given, out)


def by_hand(given: Path, out: Path) -> None:
    run_sql(BY_HAND.read_text("utf-8"), given, out)


def by_hand_short(given: Path, out: Path) -> None:
    text = BY_HAND.read_text("utf-8")
    run_sql(f"select {', '.join(SHORT)} from ({text})", given, out)


def ours(given: Path, out: Path) -> None:
    run_sql(own_select(), given, out)


def ours_short(given: Path, out: Path) -> None:
    run_sql(f"select {', '.join(SHORT)} from ({own_select()})", given, out)


@cache
def own_select() -> str:
    """Return our statement: it is made once, as it is for a run of any length."""
    return select_of(shipped("customer_relationship"))


def select_of(policy: Policy, dialect: Dialect = Dialect.DUCKDB, bad: Bad = Bad.STOPS) -> str:
    """Return the statement of a policy over columns that are called as its facts."""
    given = {
        name: Given(name, kind_of(of), Form.PYTHON) for name, of in policy.checked.facts.items()
    }
    lists = {
        name: GivenList(
            name, {fact: Given(fact, kind_of(x), Form.PYTHON) for fact, x in of.facts.items()}
        )
        for name, of in policy.checked.lists.items()
    }
    source = Source("source", given, [("account", "account")], lists)
    return written(statement(policy.program, source, Settings(bad=bad)).select, dialect)


def kind_of(fact: m.Fact) -> Kind:
    return Kind.YES_NO if isinstance(fact.type, m.YesNoType) else Kind.TEXT


def run_sql(select: str, given: Path, out: Path) -> None:
    with duckdb.connect() as database:
        database.execute("set preserve_insertion_order = false")
        database.execute(f"create view source as select * from read_parquet('{given}')")
        database.execute(f"copy ({select}) to '{out}' {COMPRESSED}")


def polars_short(given: Path, out: Path) -> None:
    """Score and grade with Polars' own expressions; unknown facts have the least and the most."""
    low, high = pl.lit(0), pl.lit(0)
    for name, levels in FACTS.items():
        points = pl.col(name).replace_strict(
            dict(zip(levels, POINTS[name], strict=True)), default=None
        )
        low, high = low + points.fill_null(0), high + points.fill_null(len(levels) - 1)
    price = 1 - pl.col("price_primary").cast(pl.Int32)
    low, high = low + price.fill_null(0), high + price.fill_null(1)

    def grade(of: pl.Expr) -> pl.Expr:
        strong = pl.when(of >= 10).then(pl.lit("strong")).when(of >= 6).then(pl.lit("developing"))
        return strong.when(of >= 3).then(pl.lit("early")).otherwise(pl.lit("cold"))

    same = pl.when(grade(low) == grade(high)).then(grade(low))
    pl.scan_parquet(given).select(
        "account",
        low.cast(pl.Int64).alias("total_low"),
        high.cast(pl.Int64).alias("total_high"),
        same.alias("relationship"),
    ).sink_parquet(out, compression="zstd", maintain_order=False)


def numpy_short(given: Path, out: Path) -> None:
    """Score and grade looked up in a table over all combinations, batch by batch."""
    sizes = [len(levels) + 1 for levels in FACTS.values()] + [3]
    every = np.indices(sizes).reshape(len(sizes), -1)
    low = np.zeros(every.shape[1], dtype=np.int64)
    high = low.copy()
    for codes, name in zip(every, POINTS, strict=True):
        points = POINTS[name]
        low += np.array([*points, min(points)])[codes]
        high += np.array([*points, max(points)])[codes]
    names = np.array(["cold", "early", "developing", "strong"], dtype=object)
    ends = [names[np.digitize(end, [3, 6, 10])] for end in (low, high)]
    grades = np.where(ends[0] == ends[1], ends[0], np.array(None, dtype=object))
    file, writer = pq.ParquetFile(given), None
    for batch in file.iter_batches(1_000_000):
        found_codes = [encoded(batch.column(name), levels) for name, levels in FACTS.items()]
        price = batch.column("price_primary").cast(pa.int8()).fill_null(2).to_numpy()
        at = np.ravel_multi_index([*found_codes, price], sizes)
        grade = pa.DictionaryArray.from_arrays(at, pa.array(grades)).cast(pa.string())
        columns = [batch.column("account"), pa.array(low[at]), pa.array(high[at]), grade]
        found = pa.table(columns, names=SHORT)
        writer = writer or pq.ParquetWriter(out, found.schema, compression="zstd")
        writer.write_table(found)
    if writer:
        writer.close()


def encoded(column: pa.Array, levels: Sequence[str]) -> np.ndarray:
    found = pa.compute.index_in(column, value_set=pa.array(levels))
    codes: np.ndarray = found.fill_null(len(levels)).to_numpy()
    return codes


# ---- records of a list ----------------------------------------------------------------------


def nested_cases() -> list[Case]:
    return [
        Case("raw copy", copied),
        Case("SQL by hand, the score", nested_by_hand),
        Case("relrules, all columns", nested_ours),
        Case("relrules, the score", nested_ours_short, "SQL by hand, the score", goal=0.9),
    ]


LISTED = """
policy reach "Reach"
list contacts
  fact role "Role": levels user < buyer < decider
  fact visits "Visits": number from 0 to 100 whole
dimension breadth
  3 points when at least 2 contacts have role >= buyer
  1 point when some contacts have role = decider
  0 points otherwise
dimension contact
  2 points when some contacts have visits >= 10 and role = decider
  0 points otherwise
score total = breadth + contact
grade reach by total
  wide from 3
  narrow otherwise
"""
NESTED_BY_HAND = """
with counted as (
  select
    account,
    len(list_filter(contacts, lambda c: c.role in ('buyer', 'decider'))) as buyers,
    len(list_filter(contacts, lambda c: c.role = 'decider')) as deciders,
    len(list_filter(contacts, lambda c: c.role = 'decider' and c.visits >= 10)) as near
  from source
)
select
  account,
  case when buyers >= 2 then 3 when deciders >= 1 then 1 else 0 end
    + case when near >= 1 then 2 else 0 end as total
from counted
"""


@cache
def nested_select() -> str:
    policy = load_text(LISTED)
    fields = {"role": Given("role", Kind.TEXT, Form.PYTHON)}
    fields["visits"] = Given("visits", Kind.WHOLE, Form.PYTHON)
    source = Source(
        "source", {}, [("account", "account")], {"contacts": GivenList("contacts", fields)}
    )
    return written(statement(policy.program, source, Settings()).select, Dialect.DUCKDB)


def nested_by_hand(given: Path, out: Path) -> None:
    run_sql(NESTED_BY_HAND, given, out)


def nested_ours(given: Path, out: Path) -> None:
    run_sql(nested_select(), given, out)


def nested_ours_short(given: Path, out: Path) -> None:
    run_sql(f"select account, total from ({nested_select()})", given, out)


# ---- Spark --------------------------------------------------------------------------------------


def spark_cases() -> Iterator[Case]:
    """Yield what Spark does in a local session, which is started before anything is timed."""
    from pyspark.sql import SparkSession  # noqa: PLC0415 - it need not be there

    session = (
        SparkSession.builder.master("local[*]")
        .config("spark.ui.enabled", "false")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.memory", "4g")
        .config("spark.log.level", "ERROR")
        .config("spark.ui.showConsoleProgress", "false")
        .getOrCreate()
    )
    by_hand_text = BY_HAND.read_text("utf-8")
    own = select_of(shipped("customer_relationship"), Dialect.SPARK, Bad.TOLD)

    def run(text: str) -> Callable[[Path, Path], None]:
        def with_files(given: Path, out: Path) -> None:
            session.read.parquet(str(given)).createOrReplaceTempView("source")
            session.sql(text).write.mode("overwrite").option("compression", "zstd").parquet(
                str(out)
            )

        return with_files

    yield Case("raw copy in Spark", run("select * from source"))
    yield Case("SQL by hand in Spark", run(by_hand_text))
    name = "relrules in Spark"
    yield Case(name, run(own), "SQL by hand in Spark", goal=GOALS["spark"])


# ---- data and comparison ------------------------------------------------------------------------


def accounts(rows: int) -> str:
    """Return a SELECT of drawn records: one value in ten is not known."""
    columns = [
        f"case when random() * {UNKNOWN} >= 1 then "
        f"list_extract({list(levels)}, 1 + (random() * {len(levels)})::int % {len(levels)}) end as {name}"
        for name, levels in FACTS.items()
    ]
    price = f"case when random() * {UNKNOWN} >= 1 then random() < 0.5 end as price_primary"
    return f"select 'A' || range as account, {', '.join([*columns, price])} from range({rows})"


def records(rows: int) -> str:
    """Return a SELECT of accounts with up to six contacts each."""
    role = "list_extract(['user', 'buyer', 'decider'], 1 + (random() * 3)::int % 3)"
    contact = f"{{'role': {role}, 'visits': (random() * 30)::int + x * 0}}"
    contacts = f"list_transform(range((random() * 6)::int), lambda x: {contact})"
    return f"select 'A' || range as account, {contacts} as contacts from range({rows})"


def make(path: Path, select: str) -> None:
    with duckdb.connect() as database:
        database.execute("set threads = 1")
        database.execute("select setseed(0.5)")
        database.execute(f"copy ({select}) to '{path}' {COMPRESSED}")


def compare(all_cases: Sequence[Case], given: Path, folder: Path) -> None:
    """Stop where a case does not find what the interpreter does, in the columns that it writes."""
    data = pq.read_table(given)
    names = set(data.column_names) - {"account"}
    policy = shipped("customer_relationship") if "coach_level" in names else None
    if policy is None:
        return
    expected = {
        row["account"]: policy.evaluate({k: row[k] for k in names if row[k] is not None})
        for row in data.to_pylist()
    }
    for case in all_cases:
        out = folder / "compared.parquet"
        case.run(given, out)
        for row in pq.read_table(out).to_pylist():
            told = expected[row["account"]]
            if "total_low" not in row:
                continue
            score, grade = told.scores["total"], told.grades["relationship"]
            found = (row["total_low"], row["total_high"], row["relationship"])
            if found != (score.low, score.high, grade.value):
                raise SystemExit(f"{case.name} finds {found} of {row['account']}")
            if "advice" in row:
                named = [a.name + " (possible)" * (a.state != "given") for a in told.advice]
                if row["advice"] != "; ".join(named) or row["unknown"] != "; ".join(told.unknown):
                    raise SystemExit(f"{case.name} finds {row}")


# ---- tables -------------------------------------------------------------------------------------


@frozen
class Data:
    """Rows to score: what they are, how many, and the SELECT that draws them."""

    title: str
    rows: int
    select: Callable[[int], str]


def table(folder: Path, all_cases: Sequence[Case], data: Data, turns: int) -> None:
    """Print how many rows a second each case writes, and its share of another's."""
    rows = data.rows
    few, many = folder / "few.parquet", folder / "many.parquet"
    make(few, data.select(COMPARED))
    make(many, data.select(rows))
    compare(all_cases, few, folder)
    times: dict[str, list[float]] = {case.name: [] for case in all_cases}
    for _ in range(turns):
        for case in all_cases:
            start = time.perf_counter()
            case.run(many, folder / "out.parquet")
            times[case.name].append(time.perf_counter() - start)
    best = {name: min(found) for name, found in times.items()}
    print(f"\n{data.title}, {rows:,} rows from Parquet to Parquet")
    first = all_cases[0].name
    print(f"  {'case':38} {'rows a second':>14} {'of ' + first:>24}   goal")
    for case in all_cases:
        share = best[first] / best[case.name]
        line = f"  {case.name:38} {rows / best[case.name]:>14,.0f} {share:>24.2f}"
        if case.goal is not None and case.against is not None:
            reached = best[case.against] / best[case.name]
            met = "met" if reached >= case.goal else "missed"
            line += f"   {met}: {reached:.2f} of {case.against}, at least {case.goal}"
        print(line)


def memory(folder: Path) -> None:
    """Print the most memory that `relrules score` held for so many rows, and how long it took."""
    print("\nrelrules score, Parquet to Parquet: memory of the process")
    for rows in MEMORY_ROWS:
        given, out = folder / "memory.parquet", folder / "scored.parquet"
        make(given, accounts(rows))
        command = [sys.executable, "-m", "relrules", "score", "customer_relationship", str(given)]
        command += ["--id", "account", "-o", str(out), "--engine", "duckdb"]
        start = time.perf_counter()
        megabytes = most_memory(command)
        taken = time.perf_counter() - start
        met = "met" if megabytes < GOALS["megabytes"] else "missed"
        goal = f"{met}: below {GOALS['megabytes']:,} MB"
        print(f"  {rows:>12,} rows {megabytes:>8,.0f} MB {taken:>8,.0f} s   {goal}")


def most_memory(command: Sequence[str]) -> float:
    """Run a command and return the most memory that it has held, in megabytes; Linux alone tells."""
    most = 0
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        status = Path(f"/proc/{process.pid}/status")
        while process.poll() is None:
            time.sleep(0.1)
            lines = status.read_text("utf-8").splitlines() if status.exists() else []
            most = max([most, *(int(x.split()[1]) for x in lines if x.startswith("VmHWM:"))])
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} ended with {process.returncode}")
    return most / 1024


if __name__ == "__main__":
    main()
