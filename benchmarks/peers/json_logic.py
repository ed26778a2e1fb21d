"""panzi-json-logic: JsonLogic in Python. Nothing is compiled: a rule is a dictionary."""

from __future__ import annotations

from benchmarks.measuring import Answer, Facts
from benchmarks.peers.json_rules import BY_NAME, var
from benchmarks.peers.peer import Way, in_a_row
from json_logic import jsonLogic


def ways(rubric: str) -> list[Way]:
    written = BY_NAME[rubric]
    score, rest = written.score, [written.grade(var("score")), written.advice(var("score"))]

    def run(facts: Facts) -> Answer:
        total = jsonLogic(score, facts)
        grade, advice = jsonLogic(rest, {**facts, "score": total})
        return total, grade, advice

    return [Way("panzi-json-logic", run, in_a_row)]
