"""datalogic-py: JsonLogic in Rust, compiled once, in a session, which reuses its memory.

The score stands in the rule wherever it is needed: its optimizer makes that faster than two rules one
after the other. The trace compiles the rule again each time; its documentation recommends it for
debugging only.
"""

from __future__ import annotations

import json
from typing import Any

import datalogic_py
from benchmarks.measuring import Answer, Facts
from benchmarks.peers.json_rules import BY_NAME
from benchmarks.peers.peer import Way, in_a_row


def ways(rubric: str) -> list[Way]:
    written = BY_NAME[rubric]
    row = [written.score, written.grade(written.score), written.advice(written.score)]
    engine = datalogic_py.Engine()
    session, rule, text = engine.session(), engine.compile(row), json.dumps(row)

    def run(facts: Facts) -> object:
        return session.evaluate(rule, facts)

    def traced(facts: Facts) -> object:
        return engine.evaluate_with_trace(text, json.dumps(facts))

    return [
        Way("datalogic-py", run, in_a_row),
        Way("datalogic-py with trace", traced, _answer_of_trace),
    ]


def _answer_of_trace(found: Any) -> Answer:  # noqa: ANN401 - from outside
    return in_a_row(json.loads(found)["result"])
