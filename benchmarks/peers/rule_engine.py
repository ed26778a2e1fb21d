"""rule-engine, in Python: a rule for the score, one for the grade, and one to match for each advice."""

from __future__ import annotations

import rule_engine
from benchmarks.measuring import Answer, Facts
from benchmarks.peers.expressions import BY_NAME, spelled
from benchmarks.peers.peer import Way, in_a_row
from benchmarks.rubrics import relationship, wide

TEXT, YES_NO = rule_engine.DataType.STRING, rule_engine.DataType.BOOLEAN
NUMBER = rule_engine.DataType.FLOAT
TYPES = {
    "relationship": {**dict.fromkeys(relationship.TABLES, TEXT), "price_primary": YES_NO},
    "wide": dict.fromkeys(wide.NAMES, NUMBER),
}


def ways(rubric: str) -> list[Way]:
    written = BY_NAME[rubric]
    context = rule_engine.Context(type_resolver={**TYPES[rubric], "score": NUMBER})

    def rule(text: str) -> rule_engine.Rule:
        return rule_engine.Rule(spelled(text).replace("!", "not "), context=context)

    score, grade = rule(written.score), rule(written.grade)
    advice = {name: rule(when) for name, when in written.conditions.items()}

    def run(facts: Facts) -> Answer:
        total = score.evaluate(facts)
        known = {**facts, "score": total}
        given = [name for name, when in advice.items() if when.matches(known)]
        return total, grade.evaluate(known), given

    return [Way("rule-engine", run, in_a_row)]
