"""Many records: order, laziness, bad records, names, shared outcomes, process pools."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import multiprocessing
import pickle
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from types import SimpleNamespace
from typing import Any

import attrs
import numpy as np
import pytest

import relrules
from relrules import ArgumentError, BadRecord, FactsError, Policy, PolicyError, Result, many, result
from relrules.compiled import reading
from relrules.evaluate.facts import Form, HasFacts, Reading, read_facts
from relrules.explain.record import Findings, record_after_id

POLICY: Policy = relrules.load_text("""\
policy deal
fact visits: number from 0 to 10 whole
fact account "Customer": text
fact met: date
dimension effort
  2 points when visits > 5 and days since met < 30
  1 point  when visits > 5
  0 points otherwise
score total = effort
grade stage
  named when account is known
  open  otherwise
""")
PLAIN = relrules.load_text("""\
policy p
fact visits: number
dimension d
  1 point when visits > 5
  0 points otherwise
score total = d
""")
DAY = dt.date(2026, 1, 31)
RECORDS: list[dict[str, Any]] = [{"visits": 7}, {"visits": 11, "vists": 1}, {}, {"visits": 7}]


def told(found: Result | BadRecord) -> tuple[object, ...]:
    match found:
        case Result():
            return (found.id, found.scores["total"].value)
        case BadRecord():
            return (found.index, found.id, [(p.path, p.code) for p in found.problems])


def test_each_record_has_its_result_or_its_problems_in_order() -> None:
    assert [told(found) for found in PLAIN.evaluate_many([{"visits": 7}, {"vists": 1, "visits": "x"}, {}])] == [
        (None, 1),
        (1, None, [("vists", "unknown-fact"), ("visits", "wrong-type")]),
        (None, None),
    ]  # fmt: skip


def test_what_is_yielded_is_what_evaluate_says() -> None:
    found = list(POLICY.evaluate_many(RECORDS, DAY))
    assert [i for i, one in enumerate(found) if isinstance(one, BadRecord)] == [1]
    with pytest.raises(FactsError) as caught:
        POLICY.evaluate(RECORDS[1], DAY)
    assert isinstance(found[1], BadRecord)
    assert found[1].problems == caught.value.problems
    for index in (0, 2, 3):
        assert found[index] == POLICY.evaluate(RECORDS[index], DAY)


def test_a_bad_record_says_so_in_a_line() -> None:
    [bad] = POLICY.evaluate_many([{"visits": 11, "name": "Northgate"}], id="name")
    assert str(bad) == "record 0 (Northgate): `visits` is a whole number from 0 to 10, not 11"
    [bad] = POLICY.evaluate_many([3])
    assert str(bad).startswith("record 0: facts are a mapping, or ")


def test_records_are_read_one_at_a_time() -> None:
    taken = itertools.count()
    endless = ({"visits": next(taken) % 10} for _ in itertools.repeat(None))
    found = POLICY.evaluate_many(endless)
    assert next(taken) == 0
    assert [
        r.outcome.facts["visits"] for r in itertools.islice(found, 3) if isinstance(r, Result)
    ] == [1, 2, 3]
    assert next(taken) == 4


def test_a_source_that_fails_is_heard() -> None:
    def source() -> Iterator[Mapping[str, object]]:
        yield {}
        raise OSError("the disk is gone")

    found = POLICY.evaluate_many(source())
    assert isinstance(next(found), Result)
    with pytest.raises(OSError, match="the disk is gone"):
        next(found)


# ---- names of records -------------------------------------------------------------------------


def test_the_name_of_a_record_is_no_fact() -> None:
    records: list[dict[str, Any]] = [
        {"id": " A1 ", "visits": 7},
        {"visits": 7, "id": 12},
        {"id": np.int64(3)},
    ]
    assert [r.id for r in POLICY.evaluate_many(records, id="id")] == ["A1", "12", "3"]
    assert records[0] == {"id": " A1 ", "visits": 7}


def test_the_name_of_a_record_may_be_a_fact_too() -> None:
    [found] = POLICY.evaluate_many([{"Customer": "Northgate"}], id="Customer")
    assert isinstance(found, Result)
    assert (found.id, found.outcome.facts) == ("Northgate", {"account": "Northgate"})


def test_objects_have_names_too() -> None:
    row = attrs.make_class("Row", ["key", "visits"])
    assert [told(r) for r in PLAIN.evaluate_many([row("A", 7), row(None, 7)], id="key")] == [
        ("A", 1),
        (1, None, [("key", "missing-id")]),
    ]


@pytest.mark.parametrize(
    ("record", "message"),
    [
        ({}, "`id` is missing: it names the record, with a text or a whole number"),
        ({"id": None}, "`id` is missing: it names the record, with a text or a whole number"),
        ({"id": True}, "`id` is yes: it names the record, with a text or a whole number"),
        ({"id": " "}, "`id` is ` `: it names the record, with a text or a whole number"),
        ({"id": 1.5}, "`id` is 1.5: it names the record, with a text or a whole number"),
        ({"id": "a\0"}, "`id` is `a?`: it names the record, with a text or a whole number"),
    ],
)
def test_a_record_without_its_name_is_bad(record: dict[str, object], message: str) -> None:
    [bad] = POLICY.evaluate_many([record], id="id")
    assert isinstance(bad, BadRecord)
    assert [(p.path, p.code, p.message) for p in bad.problems] == [("id", "missing-id", message)]


# ---- what all records share is refused at once ------------------------------------------------


@pytest.mark.parametrize(
    ("records", "message"),
    [
        ({"visits": 1}, "not one dict"),
        ("visits", "not one str"),
        (None, "not a NoneType"),
        (SimpleNamespace(), "not a SimpleNamespace"),
    ],
)
def test_one_record_is_not_many(records: object, message: str) -> None:
    with pytest.raises(ArgumentError, match=message):
        POLICY.evaluate_many(records)  # type: ignore[arg-type]  # wrong on purpose


def test_a_table_is_told_what_its_records_are() -> None:
    class Table:
        def iterrows(self) -> None:
            raise AssertionError("not called")

    with pytest.raises(ArgumentError, match="to_dict"):
        POLICY.evaluate_many(Table())  # type: ignore[arg-type]  # wrong on purpose


def test_wrong_arguments_are_told_before_the_first_record() -> None:
    with pytest.raises(FactsError, match="`today` is a date without a time"):
        POLICY.evaluate_many([], "2026-01-31")  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match="python, json or text"):
        POLICY.evaluate_many([], form="csv")  # type: ignore[arg-type]
    with pytest.raises(ArgumentError, match="`id` is a text"):
        POLICY.evaluate_many([], id=3)  # type: ignore[arg-type]


# ---- shared outcomes --------------------------------------------------------------------------


def test_equal_facts_share_an_outcome_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(many, "MOST_REMEMBERED", 2)
    records = [{"visits": n} for n in (1, 2, 3, 1, 2, 3)]
    outcomes = [r.outcome for r in POLICY.evaluate_many(records) if isinstance(r, Result)]
    assert outcomes[0] is outcomes[3]
    assert outcomes[1] is outcomes[4]
    assert outcomes[2] is not outcomes[5]
    assert [o.facts["visits"] for o in outcomes] == [1, 2, 3, 1, 2, 3]
    # Another run keeps nothing of this one.
    [again] = POLICY.evaluate_many([{"visits": 1}])
    assert isinstance(again, Result)
    assert again.outcome is not outcomes[0]


# ---- threads and processes --------------------------------------------------------------------


def test_results_and_everything_raised_are_pickled() -> None:
    for found in POLICY.evaluate_many(RECORDS, DAY):
        again = pickle.loads(pickle.dumps(found))  # noqa: S301 - our own
        assert (again, str(again), repr(again)) == (found, str(found), repr(found))
    with pytest.raises(FactsError) as facts:
        POLICY.evaluate(RECORDS[1])
    with pytest.raises(PolicyError) as policy:
        relrules.load_text("policy p\nfact a: nonsense\n")
    for error in (facts.value, policy.value):
        twin = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own
        assert (type(twin), str(twin), twin.args) == (type(error), str(error), error.args)


def test_a_pool_of_fresh_processes_gives_what_one_process_gives() -> None:
    spawn = multiprocessing.get_context("spawn")
    good = [{"visits": n} for n in range(10)]
    with ProcessPoolExecutor(2, mp_context=spawn) as pool:
        # The policy travels with the work, whole results and exceptions travel back.
        found = list(pool.map(PLAIN.evaluate, good, chunksize=5))
        with pytest.raises(FactsError, match="has no fact `vists`"):
            pool.submit(PLAIN.evaluate, {"vists": 1}).result()
    assert found == [PLAIN.evaluate(record) for record in good]
    assert [told(f) for f in found] == [told(f) for f in PLAIN.evaluate_many(good)]


def test_threads_run_side_by_side() -> None:
    with ThreadPoolExecutor(4) as pool:
        runs = list(pool.map(partial(_all_of, POLICY), [RECORDS] * 8))
    assert all(run == runs[0] for run in runs)


def _all_of(policy: Policy, records: list[dict[str, Any]]) -> list[Result | BadRecord]:
    return list(policy.evaluate_many(records))


def test_the_same_slip_in_many_records_is_told_in_each_and_looked_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked: list[object] = []

    def counted(of: HasFacts, record: object, form: Form) -> Reading:
        looked.append(record)
        return read_facts(of, record, form)

    monkeypatch.setattr(reading, "read_facts", counted)
    policy = relrules.load_text(
        "policy p\nfact mood: levels cold < warm\ndimension d\n  points by mood\n    cold: 0, warm: 1\n"
    )
    found = list(policy.evaluate_many([{"mood": "wram"}] * 5))
    assert [told(each) for each in found] == [
        (at, None, [("mood", "unknown-value")]) for at in range(5)
    ]
    assert len(looked) == 1


def test_the_json_of_the_same_facts_is_made_once(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[Findings] = []

    def counted(found: Findings) -> str:
        made.append(found)
        return record_after_id(found)

    monkeypatch.setattr(result, "record_after_id", counted)
    facts = [{"visits": 7}, {"visits": 3}, {"visits": 7}, {}]
    records = [{**each, "name": f"A{at}"} for at, each in enumerate(facts)]
    found = [
        each for each in POLICY.evaluate_many(records, DAY, id="name") if isinstance(each, Result)
    ]
    for lang in ("en", "zh"):
        for each, own in zip(found, facts, strict=True):
            alone = POLICY.evaluate(own, DAY, id=each.id)
            assert each.to_json(lang) == json.dumps(alone.to_dict(lang), ensure_ascii=False)
        assert len(made) == 3
        made.clear()
