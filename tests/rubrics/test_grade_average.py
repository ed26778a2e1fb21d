"""Grade point averages: transcripts with their published arithmetic, and incomplete ones."""

from __future__ import annotations

from fractions import Fraction

import pytest

from rubrics.published import Answer, Case, allows, check, exact, rubric

POINTS = {
    "F": 0.0,
    "D": 1.0,
    "D+": 1.3,
    "C-": 1.7,
    "C": 2.0,
    "C+": 2.3,
    "B-": 2.7,
    "B": 3.0,
    "B+": 3.3,
    "A-": 3.7,
    "A": 4.0,
}

Course = tuple[str, int]


def transcript(*courses: Course) -> dict[str, object]:
    return {
        "courses": [
            {"name": f"Course {number}", "mark": mark, "hours": hours}
            for number, (mark, hours) in enumerate(courses, 1)
        ]
    }


def rounded(value: Fraction) -> Fraction:
    return Fraction(int(value * 100 + Fraction(1, 2)), 100)


def case(*courses: Course) -> Case:
    attempted = sum(hours for _, hours in courses)
    earned = sum(hours for mark, hours in courses if mark != "F")
    if not courses:
        said: dict[str, Answer] = {"gpa": None, "standing": None, "worst": None, "attempted": 0}
        return Case(transcript(), said)
    quality = sum((Fraction(str(POINTS[mark])) * hours for mark, hours in courses), Fraction(0))
    gpa = rounded(quality / attempted)
    marks = [mark for mark, _ in courses]
    deans = gpa >= Fraction(7, 2) and earned >= 12 and min(POINTS[mark] for mark in marks) >= 2
    standing = "deans_list" if deans else "good" if gpa >= 2 else "probation"
    said = {
        "gpa": gpa,
        "attempted": attempted,
        "earned": earned,
        "failed": marks.count("F"),
        "standing": standing,
    }
    return Case(transcript(*courses), said)


CASES = {
    "four courses": case(("A", 4), ("B+", 3), ("A-", 4), ("B", 3)),
    "all the same": case(*[("C", 3)] * 5),
    "a failed course": case(("F", 3), ("C", 3)),
    "just on the list": case(("A", 3), ("A", 3), ("B", 3), ("B", 3)),
    "too few hours for it": case(("A", 3), ("A", 3), ("B", 3)),
    "one mark too low for it": case(("A", 6), ("A", 6), ("A", 6), ("C-", 1)),
    "just in good standing": case(("D", 3), ("B", 3)),
    "rounded up into it": case(("C-", 1), *[("C", 6)] * 9, ("C", 5)),
    "every grade there is": case(*((mark, 3) for mark in POINTS)),
    "no course": case(),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_published_answers(case: Case) -> None:
    check("grade_average", case)


def test_the_worked_example() -> None:
    # 16 + 9.9 + 14.8 + 9 = 49.7 for 14 hours.
    assert CASES["four courses"].said["gpa"] == exact(3.55)
    assert CASES["four courses"].said["standing"] == "deans_list"
    assert CASES["rounded up into it"].said["gpa"] == 2


def test_a_grade_not_yet_given_leaves_every_average_it_may_lead_to() -> None:
    open_course: dict[str, object] = {"name": "Open", "hours": 3}
    for complete in [case(("A", 3), (mark, 3)) for mark in POINTS]:
        records = [{"name": "Course 1", "mark": "A", "hours": 3}, open_course]
        outcome = rubric("grade_average").evaluate({"courses": records}).outcome
        for name, answer in complete.said.items():
            assert allows(outcome.values[name], answer), (name, complete.facts)


def test_hours_not_known_leave_every_average_they_may_lead_to() -> None:
    records = [{"name": "Course 1", "mark": "A", "hours": 3}, {"name": "Open", "mark": "D"}]
    outcome = rubric("grade_average").evaluate({"courses": records}).outcome
    for hours in range(1, 7):
        complete = case(("A", 3), ("D", hours))
        for name, answer in complete.said.items():
            assert allows(outcome.values[name], answer), (name, hours)


def test_without_a_list_every_average_is_possible_and_none() -> None:
    values = rubric("grade_average").evaluate({}).outcome.values
    for complete in CASES.values():
        for name, answer in complete.said.items():
            assert allows(values[name], answer), (name, complete.facts)


def test_a_failed_course_is_to_be_repeated_and_no_other() -> None:
    outcome = rubric("grade_average").evaluate(transcript(("F", 3), ("D", 3), ("F", 1))).outcome
    assert [state.value for state in outcome.each["repeat"]] == ["given", "not given", "given"]
