"""cel-expr-python: CEL in C++. Types are checked when it is compiled."""

from __future__ import annotations

from benchmarks.measuring import Facts
from benchmarks.peers.expressions import BY_NAME
from benchmarks.peers.peer import Way, in_a_row
from benchmarks.rubrics import relationship, wide
from cel_expr_python import cel
from cel_expr_python.ext import ext_bindings

TYPES = {
    "relationship": {
        **dict.fromkeys(relationship.TABLES, cel.Type.STRING),
        "price_primary": cel.Type.BOOL,
    },
    "wide": dict.fromkeys(wide.NAMES, cel.Type.INT),
}


def ways(rubric: str) -> list[Way]:
    written = BY_NAME[rubric]
    env = cel.NewEnv(variables=TYPES[rubric], extensions=[ext_bindings.ExtBindings()])
    # Elements of a list have one type, or any: `dyn`.
    row = written.row.replace("[score,", "[dyn(score),", 1)
    made = env.compile(f"cel.bind(score, {written.score}, {row})")

    def run(facts: Facts) -> object:
        return made.eval(data=facts).plain_value()

    return [Way("cel-expr-python", run, in_a_row)]
