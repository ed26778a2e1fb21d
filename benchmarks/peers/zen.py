"""zen-engine, in Rust: a compiled expression, a decision graph, and the graph with its trace.

The graph lies in a static loader, which compiles it once. `create_decision` compiles less and is
slower.
"""

from __future__ import annotations

from typing import Any

import zen
from benchmarks.measuring import Answer, Facts
from benchmarks.peers.expressions import BY_NAME, Written, spelled
from benchmarks.peers.peer import Way, in_a_row


def ways(rubric: str) -> list[Way]:
    written = BY_NAME[rubric]
    engine = zen.ZenEngine({"loader": {"type": "static", "content": {rubric: _graph(written)}}})
    options = {"trace": True}

    def graph(facts: Facts) -> object:
        return engine.evaluate(rubric, facts)

    def traced(facts: Facts) -> object:
        return engine.evaluate(rubric, facts, options)

    return [
        Way("zen-engine, expression", zen.compile_expression(_row(written)).evaluate, in_a_row),
        Way("zen-engine, decision graph", graph, _answer),
        Way("zen-engine, decision graph with trace", traced, _answer),
    ]


def _advice(written: Written) -> str:
    lists = [spelled(each) for each in written.advice]
    return lists[0] if len(lists) == 1 else f"flatten([{', '.join(lists)}])"


def _row(written: Written) -> str:
    """Return the rubric as one expression; a list of one element holds the score as `#`."""
    row = f"[score, {written.grade}, {_advice(written)}]".replace("score", "#")
    return f"map([{spelled(written.score)}], {row})[0]"


def _graph(written: Written) -> dict[str, Any]:
    """Return a graph of an input and a node of three expressions; `$` is what the node has so far."""
    expressions = {
        "score": spelled(written.score),
        "grade": written.grade.replace("score", "$.score"),
        "advice": _advice(written).replace("score", "$.score"),
    }
    content = {
        "passThrough": False,
        "expressions": [{"id": k, "key": k, "value": v} for k, v in expressions.items()],
    }
    place = {"x": 0, "y": 0}
    return {
        "nodes": [
            {"id": "in", "type": "inputNode", "name": "in", "position": place},
            {
                "id": "rubric",
                "type": "expressionNode",
                "name": "rubric",
                "position": place,
                "content": content,
            },
        ],
        "edges": [{"id": "edge", "sourceId": "in", "targetId": "rubric", "type": "edge"}],
    }


def _answer(found: Any) -> Answer:  # noqa: ANN401 - from outside
    result = found["result"]
    return result["score"], result["grade"], result["advice"]
