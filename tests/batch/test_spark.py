"""DataFrames of Spark, scored by Spark: run by `make test-engines`."""

from pathlib import Path
from typing import Any

import pytest

from databases import engines
from databases.engines import Spark
from relrules import ArgumentError, load_text, shipped
from relrules.check import model as m

pytestmark = pytest.mark.skipif("spark" not in engines.wanted(), reason="Spark is left out")
COMPILED = {"wholeStage": "true", "factoryMode": "FALLBACK"}
NOT_COMPILED = {"wholeStage": "false", "factoryMode": "NO_CODEGEN"}
SCHEMA = "total string, activity_space string, coach_level string, price_primary boolean"


def frame(rows: list[tuple[Any, ...]], schema: str = SCHEMA) -> Any:  # noqa: ANN401 - of Spark
    spark = engines.engine("spark")
    assert isinstance(spark, Spark)
    return spark.session.createDataFrame(rows, schema)


def compile_plans(session: Any, settings: dict[str, str]) -> None:  # noqa: ANN401 - of Spark
    for name, value in settings.items():
        session.conf.set(f"spark.sql.codegen.{name}", value)


def test_a_data_frame_gives_one_that_names_rows_that_do_not_fit() -> None:
    data = frame([("a", "work", "Commits and acts", False), ("b", "nowhere", None, None)])
    columns = ["total (input)", "coaching", "unknown", "problems"]
    found = shipped("customer_relationship").score_table(data, columns=columns)
    assert type(found) is type(data)
    assert found.columns == columns
    assert sorted(tuple(row) for row in found.collect()) == [
        ("a", 3, "info_quality; designer_spec", ""),
        ("b", None, None, "activity_space"),
    ]
    views = [row["tableName"] for row in data.sparkSession.sql("show tables").collect()]
    assert [name for name in views if name.startswith("relrules")] == []


@pytest.mark.parametrize("of", ["double", "decimal(20,5)", "int", "bigint"])
def test_numbers_of_any_type_are_read_exactly(of: str) -> None:
    policy = load_text(
        "policy p\nfact a: number from 0 to 10 decimals 1\n"
        "dimension d\n  1 point when a > 2.9\n  0 points otherwise\nscore s = d\n"
    )
    data = frame([(2,), (3,), (11,)], "a int").selectExpr(f"cast(a as {of}) as a")
    found = policy.score_table(data, columns=["s", "problems"]).collect()
    assert sorted((row[1], row[0]) for row in found) == [("", 0), ("", 1), ("a", None)]


def test_what_spark_cannot_do_is_refused_with_the_reason() -> None:
    with pytest.raises(ArgumentError, match="cannot be worked out by Spark: it does not read"):
        shipped("customer_relationship").score_table(frame([], "coach_level binary"))


@pytest.mark.parametrize("name", ["customer_relationship", "benefit_and_trust", "pipeline_sowing"])
def test_no_method_is_longer_than_java_compiles(name: str, tmp_path: Path) -> None:
    policy = shipped(name)
    types = {m.NumberType: "bigint", m.YesNoType: "boolean", m.DateType: "date"}
    facts = policy.checked.facts.values()
    schema = ", ".join(f"{of.id} {types.get(type(of.type), 'string')}" for of in facts)
    data = frame([], schema)
    # Of a file: what becomes of no rows at all is known without any code.
    data.write.parquet(str(tmp_path / "accounts"))
    session = data.sparkSession
    compile_plans(session, COMPILED)
    found = policy.score_table(session.read.parquet(str(tmp_path / "accounts")))
    stages = found._jdf.queryExecution().debug().codegenToSeq()
    compile_plans(session, NOT_COMPILED)
    assert stages.size() > 0
    for at in range(stages.size()):
        assert stages.apply(at)._3().maxMethodCodeSize() < 8_000
