"""Laws of the compiled policy: whatever it tells, the interpreter tells the same."""

import datetime as dt
import itertools
import linecache
import pickle
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest
from attrs.exceptions import FrozenInstanceError
from hypothesis import given
from hypothesis import strategies as st

from generators import facts
from generators.by_hand import EVERY_RECORD, partly_hidden, records_of, values_of
from generators.facts import Known
from generators.policies import Generated, policies
from relrules import Policy, Result, answers, load_text, shipped
from relrules.compiled import asked
from relrules.evaluate.evaluate import evaluate
from relrules.evaluate.facts import read_facts
from relrules.evaluate.program import facts_of
from relrules.source.shipped import policy_names

RECORDS = 5
PARTS = ("scores", "grades", "dimensions", "defines", "advice", "alerts", "lists")
TOLD: Counter[bool] = Counter()


def interpreted(policy: Policy, given_: Mapping[str, object], today: dt.date | None) -> Result:
    """Return what the interpreter says, whatever the compiled policy does."""
    reading = read_facts(policy.checked, given_)
    assert not reading.problems
    return Result(policy.program, evaluate(policy.program, reading.facts, today, reading.counts))


def assert_same(policy: Policy, given_: Mapping[str, object], today: dt.date | None) -> bool:
    """Compare a result with the interpreter's; return whether the compiled policy told it."""
    told, wanted = policy.evaluate(given_, today), interpreted(policy, given_, today)
    for part in PARTS:
        assert getattr(told, part) == getattr(wanted, part), part
    assert types_of(told) == types_of(wanted)
    assert told.to_json() == wanted.to_json()
    assert told.unknown == wanted.unknown
    assert told.provisional == wanted.provisional
    assert told.outcome == wanted.outcome
    assert told == wanted
    return told.is_compiled


def types_of(result: Result) -> list[type]:
    return [type(number.value) for number in result.scores.values()]


def test_complete_facts_give_the_same() -> None:
    """The law says little if the compiled policy hardly ever tells."""
    TOLD.clear()
    complete_facts_give_the_same()
    assert TOLD[True] > TOLD[False]


@given(policies(), st.data())
def complete_facts_give_the_same(generated: Generated, data: st.DataObject) -> None:
    """Domain: any policy, all facts and today known."""
    for _ in range(RECORDS):
        known: Known = data.draw(facts.complete(generated.scope))
        TOLD[assert_same(generated.policy, known.given, known.today)] += 1


@given(policies(), st.data())
def test_partial_facts_give_the_same(generated: Generated, data: st.DataObject) -> None:
    """Domain: any policy and facts."""
    for _ in range(RECORDS):
        known: Known = data.draw(facts.partial(generated.scope))
        assert_same(generated.policy, known.given, known.today)


@pytest.mark.parametrize("name", policy_names())
@given(st.data())
def test_shipped_policies_give_the_same(name: str, data: st.DataObject) -> None:
    policy = shipped(name)
    for _ in range(RECORDS):
        given_ = {
            fact: value
            for fact, of in policy.checked.facts.items()
            if (value := data.draw(values_of(of) | values_of(of) | st.none())) is not None
        }
        assert_same(policy, given_, data.draw(st.sampled_from([None, dt.date(2026, 6, 30)])))


@pytest.mark.parametrize("name", policy_names())
def test_shipped_policies_are_compiled(name: str) -> None:
    """Examples with everything known are told without the interpreter."""
    policy = shipped(name)
    if any(of.confidential and of.confidential.when for _, of in facts_of(policy.checked)):
        pytest.skip("what is confidential hangs on the record, and the interpreter tells it")
    for example in policy.checked.examples:
        given_ = {**example.given, **{of: [*map(dict, rows)] for of, rows in example.lists.items()}}
        if not example.results and not interpreted(policy, given_, example.today).unknown:
            assert policy.evaluate(given_, example.today).is_compiled, example.title


@pytest.mark.parametrize(
    "name", ["customer_relationship", "benefit_and_trust", "seller_reputation", "strategic_account"]
)
def test_what_is_known_is_told_without_the_interpreter(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rows that decided too, and all that stands in the record of a result."""
    policy = shipped(name)
    (example, *_) = [
        each
        for each in policy.checked.examples
        if each.given and not policy.evaluate(each.given, each.today).unknown
    ]
    result = policy.evaluate(example.given, example.today)
    wanted = interpreted(policy, example.given, example.today).to_json()

    def refused(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(answers, "evaluate", refused)
    assert [of.rows for of in result.dimensions.values()]
    assert result.to_json() == wanted


def test_a_score_that_was_filled_quickly_is_frozen() -> None:
    score = shipped("customer_relationship").evaluate({"price_primary": True}).dimensions["price"]
    number = WIDE.evaluate(dict.fromkeys(("reach", "need", "urgency"), 1)).scores["total"]
    for each in (score, number):
        with pytest.raises(FrozenInstanceError):
            each.low = 3  # type: ignore[misc]  # that is what is tried
    assert pickle.loads(pickle.dumps(number)) == number  # noqa: S301 - our own


def test_no_word_of_a_policy_stands_in_compiled_code() -> None:
    """Names and texts that are Python, or end a string, are values like any other."""
    policy = load_text(
        'policy quoted "Quoted"\n'
        'fact `import` "exit()": levels `del` < `"""` < raise\n'
        'fact name "Name": text\n'
        "dimension points\n"
        "  points by `import`\n"
        '    `del`: 0, `"""`: 1, raise: 2\n'
        'score total "); exit(" = points\n'
        'advice go "x"\n'
        '  when name = "\\"); exit(("\n'
        '  say "\\"); exit(("\n'
    )
    assert policy.evaluate({"import": "raise", "name": '"); exit(('}).scores["total"].value == 2
    places = [place for place in linecache.cache if place.startswith("<relrules compiled")]
    source = "".join(line for place in places for line in linecache.getlines(place))
    assert "def made(" in source
    assert "exit" not in source


def test_whole_numbers_below_and_above_a_half_are_told_apart() -> None:
    """Between 2 and 3 there is no value that could stand at the border 2.5."""
    policy = load_text(
        "policy p\nfact visits: number from 0 to 9 whole\nfact calm: yes or no\n"
        "dimension moved\n  5 points when calm\n  3 points otherwise\n"
        "dimension by_points\n  points by moved\n    under 2.5: 0\n    under 18: 0.5\n    above: 1\n"
        "dimension by_fact\n  points by visits\n    up to 2.5: 0\n    up to 6.5: 1\n    above: 2\n"
        "score total = by_points + by_fact\n"
    )
    assert_same(policy, {}, None)
    for visits in range(10):
        assert_same(policy, {"visits": visits}, None)


WIDE = load_text(
    "policy p\n"
    "fact reach, need, urgency: number from 0 to 1000 whole\n"
    "fact rate: number from -2 to 3\n"
    "fact calm, late: yes or no\n"
    "dimension pressing\n"
    "  1000 points when urgency >= 900 and need >= 500\n"
    "  (urgency) points when urgency >= 300 and not late\n"
    "  (2 * rate) points when calm\n"
    "  0 points otherwise\n"
    "  at most 800 when reach < 10\n"
    "dimension halved\n"
    "  (reach / 2) points when need > 700\n"
    "  (1000 - reach) points when need between 250 and 255\n"
    "  (3 - rate) points otherwise\n"
    "score total = pressing + halved\n"
    "grade potential by total\n"
    "  strong from 1500\n"
    "  some from 1000.5\n"
    "  weak otherwise\n"
    "advice widen\n  when reach < need and (calm or not late)\n"
    "advice hold\n  when not (urgency >= 2 * reach or total < 40)\n"
    "advice go\n  when total >= 700 and rate > 0.5\n"
)
NUMBERS = (0, 1, 9, 10, 249, 250, 255, 256, 299, 300, 499, 500, 700, 701, 899, 900, 1000)
RATES = (-2, 0.0, 0.5, 0.75, 3)


def wide_records() -> st.SearchStrategy[dict[str, object]]:
    """Return records of a few wide numbers, some of which are not known."""
    numbers = st.sampled_from(NUMBERS) | st.integers(0, 1000)
    return st.fixed_dictionaries(
        {},
        optional={
            **dict.fromkeys(("reach", "need", "urgency"), numbers),
            "rate": st.sampled_from(RATES),
            **dict.fromkeys(("calm", "late"), st.booleans()),
        },
    )


@given(st.lists(wide_records(), min_size=20, max_size=20))
def test_wide_numbers_give_the_same(records: list[dict[str, object]]) -> None:
    """Rows that are calculated, numbers compared with each other, grades by wide scores."""
    for record in records:
        assert assert_same(WIDE, record, None)


def test_wide_numbers_at_their_borders_give_the_same() -> None:
    borders = itertools.product(
        (None, 9, 1000), (None, 0, 250, 1000), (None, 300, 900), (None, 0.5)
    )
    for values in borders:
        facts_ = dict(zip(("reach", "need", "urgency", "rate"), values, strict=True))
        assert assert_same(WIDE, {"calm": True, **facts_}, None)


def test_wide_numbers_need_no_interpreter(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is calculated from unknown numbers is written in code, and nobody is asked."""

    def refuse(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(asked, "read_open", refuse)
    for missing in WIDE.facts:
        known = {"reach": 7, "need": 620, "urgency": 400, "rate": 1, "calm": True, "late": False}
        del known[missing]
        result = WIDE.evaluate(known)
        assert result.scores["total"].low is not None
        assert result.is_compiled


ASKING = load_text(
    (Path(__file__).parents[1] / "databases" / "every_asked.rel").read_text("utf-8")
    + "dimension calculated\n"
    "  1 point when paid is unknown\n"
    "  5 points when busy is unknown\n"
    "  (paid + 1) points otherwise\n"
    "score other = calculated\n"
)


@given(st.lists(records_of(ASKING), min_size=20, max_size=20))
def test_what_asks_whether_something_is_known_gives_the_same(
    records: list[dict[str, object]],
) -> None:
    """Facts, results and defines, beside what looks at their values."""
    for record in records:
        assert assert_same(ASKING, record, None)


def test_whether_something_is_known_needs_no_interpreter(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is decided in each record, as a column of the table."""

    def refuse(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(asked, "read_open", refuse)
    known = {"visits": 7, "paid": 2, "calm": True, "stage": "close", "name": "a"}
    for missing in known:
        result = ASKING.evaluate({name: of for name, of in known.items() if name != missing})
        assert result.scores["total"].low is not None
        assert result.is_compiled


LISTED = load_text(
    "policy p\n"
    "fact calm: yes or no\n"
    "list visits\n"
    "  fact mood: levels bad < fair < good\n"
    "  fact hours: number from 0 to 9 whole\n"
    "dimension warm\n"
    "  2 points when some visits have mood = good and hours > 2\n"
    "  1 point when calm\n"
    "  0 points otherwise\n"
    "score total = warm\n"
    "advice go\n  when calm or (all visits have mood >= fair)\n"
)


@given(st.data())
def test_records_of_which_something_is_unknown_give_the_same(data: st.DataObject) -> None:
    """A list that is not known, that is empty, or that lacks values; beside facts that are not known."""
    for _ in range(RECORDS):
        assert assert_same(LISTED, data.draw(records_of(LISTED)), None)


EACH = {"open": load_text(EVERY_RECORD), "hidden": load_text(partly_hidden())}


@pytest.mark.parametrize("which", EACH)
@given(st.data())
def test_what_records_have_of_their_own_gives_the_same(which: str, data: st.DataObject) -> None:
    """Results and advice of each record, of what is known of it and of the rest; some of it hidden."""
    for record in data.draw(st.lists(records_of(EACH["open"]), min_size=10, max_size=10)):
        for today in (None, dt.date(2026, 6, 30)):
            assert assert_same(EACH[which], record, today)
