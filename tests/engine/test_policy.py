"""The Python interface."""

import copy
import datetime as dt
import decimal
import pickle
import threading
from fractions import Fraction
from pathlib import Path

import pytest

import relrules
from relrules import FactsError, PolicyError, RelrulesError

FACTS = {
    "activity_space": "work",
    "info_quality": "effective",
    "coach_level": "action_commit",
    "price_primary": False,
    "designer_spec": "param_model",
}


@pytest.fixture(scope="module")
def policy() -> relrules.Policy:
    return relrules.shipped("customer_relationship")


def problems(policy: relrules.Policy, facts: object, **more: object) -> list[tuple[str, str]]:
    with pytest.raises(FactsError) as caught:
        policy.evaluate(facts, **more)  # type: ignore[arg-type]  # wrong on purpose
    return [(p.path, p.code) for p in caught.value.problems]


def test_a_complete_record(policy: relrules.Policy) -> None:
    result = policy.evaluate(FACTS, id="Northgate")
    assert result.id == "Northgate"
    total = result.scores["total"]
    assert (total.value, total.low, total.high, total.min, total.max) == (7, 7, 7, 0, 13)
    assert result.dimensions["coaching"].value == 3
    assert result.dimensions["coaching"].rows == (4,)
    assert result.grades["relationship"] == relrules.GradeResult("developing", ("developing",))
    assert [(a.name, a.state) for a in result.advice] == [("ask_for_the_order", "given")]
    assert (result.unknown, result.provisional, result.warnings) == ((), (), ())


def test_nothing_known(policy: relrules.Policy) -> None:
    result = policy.evaluate({})
    assert result.scores["total"].value is None
    assert (result.scores["total"].low, result.scores["total"].high) == (0, 13)
    assert result.grades["relationship"].value is None
    assert result.grades["relationship"].possible == ("cold", "early", "developing", "strong")
    assert result.unknown == tuple(FACTS)


def test_the_record_has_the_documented_shape(policy: relrules.Policy) -> None:
    record = policy.evaluate({**FACTS, "price_primary": None}).to_dict()
    assert list(record) == [
        "format", "id", "policy", "version", "scores", "dimensions", "grades", "advice", "alerts",
        "unknown", "provisional",
    ]  # fmt: skip
    assert record["scores"] == {
        "total": {"value": None, "low": 6, "high": 7, "min": 0, "max": 13, "state": "open"}
    }
    assert record["dimensions"]["price"] == {  # type: ignore[index,call-overload]  # plain JSON
        "value": None, "low": 0, "high": 1, "min": 0, "max": 1, "state": "open", "rows": [1, 2],
    }  # fmt: skip
    assert record["unknown"] == ["price_primary"]


def test_no_text_is_more_than_a_text(policy: relrules.Policy) -> None:
    data = pickle.dumps(policy)
    assert b"lark" not in data


def test_facts_are_captured_at_the_call(policy: relrules.Policy) -> None:
    facts: dict[str, object] = dict(FACTS)
    result = policy.evaluate(facts)
    before = result.explain(lang="en")
    facts["coach_level"] = "none"
    assert result.scores["total"].value == 7
    assert result.explain(lang="en") == before


def test_policies_and_results_are_pickled_and_copied(policy: relrules.Policy) -> None:
    result = policy.evaluate(FACTS)
    for twin in (pickle.loads(pickle.dumps(policy)), copy.deepcopy(policy)):  # noqa: S301 - our own
        assert twin.evaluate(FACTS).to_json() == result.to_json()
    for again in (pickle.loads(pickle.dumps(result)), copy.deepcopy(result)):  # noqa: S301 - our own
        assert again == result
        assert again.to_json() == result.to_json()


def test_nothing_can_be_set(policy: relrules.Policy) -> None:
    result = policy.evaluate(FACTS)
    with pytest.raises(AttributeError):
        result.id = "other"  # type: ignore[misc]
    with pytest.raises(TypeError):
        result.scores["total"] = None  # type: ignore[index]
    with pytest.raises(AttributeError):
        policy.warnings = ()  # type: ignore[misc]


def test_threads_share_a_policy(policy: relrules.Policy) -> None:
    found: list[str] = []
    threads = [
        threading.Thread(target=lambda: found.append(policy.evaluate(FACTS).to_json()))
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert len(set(found)) == 1


def test_the_callers_decimal_context_has_no_effect() -> None:
    policy = relrules.load_text(
        'policy p\nfact n: number from 1 to 100\ndefine third "Third" = n / 3\n'
        "dimension d\n  1 point when third * 3 = n\n  0 points otherwise\nscore s = d\n  out of 1\n"
    )
    with decimal.localcontext() as context:
        context.prec = 2
        result = policy.evaluate({"n": decimal.Decimal("12.345678")})
    assert result.scores["s"].value == 1
    assert '"third": {"value": 4.115226' in result.to_json()


def test_exact_numbers() -> None:
    policy = relrules.load_text(
        "policy p\nfact a, b: number from 0 to 1\n"
        "define whole = 1 / 3 * 60 = 20\n"
        "dimension d\n  1 point when a + b = 0.3 and whole\n  0 points otherwise\nscore s = d\n"
    )
    assert policy.evaluate({"a": 0.1, "b": 0.2}).scores["s"].value == 1
    assert policy.evaluate({"a": Fraction(1, 3), "b": 0.2}).scores["s"].value == 0


@pytest.mark.parametrize(
    ("value", "code"),
    [(1, "wrong-type"), ("yes", "wrong-type"), (0.0, "wrong-type"), ([], "wrong-type")],
)
def test_only_a_bool_is_yes_or_no(policy: relrules.Policy, value: object, code: str) -> None:
    assert problems(policy, {"price_primary": value}) == [("price_primary", code)]


def test_all_problems_of_a_record_come_at_once(policy: relrules.Policy) -> None:
    given = {"coach lvl": "none", "price_primary": "no", "activity_space": "worked", 3: 4}
    assert problems(policy, given) == [
        ("coach lvl", "unknown-fact"),
        ("price_primary", "wrong-type"),
        ("activity_space", "unknown-value"),
        ("3", "unknown-fact"),
    ]


def test_today_is_a_date(policy: relrules.Policy) -> None:
    assert problems(policy, {}, today=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)) == [
        ("today", "wrong-type")
    ]
    assert problems(policy, 5) == [("", "wrong-type")]


def test_errors_of_other_arguments(policy: relrules.Policy) -> None:
    with pytest.raises(RelrulesError, match="python, json or text"):
        policy.evaluate({}, form="csv")  # type: ignore[arg-type]
    with pytest.raises(RelrulesError, match="en or zh"):
        policy.evaluate({}).explain(lang="fr")
    with pytest.raises(RelrulesError, match="text, markdown, json, html or html-part"):
        policy.evaluate({}).explain(format="pdf")  # type: ignore[arg-type]


def test_loading(tmp_path: Path) -> None:
    path = tmp_path / "a.rel"
    path.write_bytes(b"\xef\xbb\xbfpolicy a\r\nfact b: yes or no\r\nadvice c\r\n  when b\r\n")
    policy = relrules.load(path)
    assert (policy.name, policy.source.newline, policy.warnings) == ("a", "\r\n", ())
    with pytest.raises(RelrulesError, match="no such file"):
        relrules.load(tmp_path / "missing.rel")
    with pytest.raises(RelrulesError, match=r"did you mean .*`customer_relationship`"):
        relrules.shipped("customer_relation")


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16"])
def test_another_encoding_is_named(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "a.rel"
    path.write_bytes("策略 客户关系\n事实 甲\n  是 或 否\n建议 乙\n  当 甲\n".encode(encoding))
    with pytest.raises(PolicyError) as caught:
        relrules.load(path)
    assert caught.value.diagnostics[0].code == "not-utf-8"
    assert encoding in caught.value.diagnostics[0].message
    assert relrules.load(path, encoding=encoding).name == "客户关系"


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "a.rel"
    path.write_bytes(b"policy a\n" + b"#" * (4 * 1024 * 1024))
    with pytest.raises(PolicyError) as caught:
        relrules.load(path)
    assert [d.code for d in caught.value.diagnostics] == ["file-too-large"]


CHAINS = {
    "numbers": ("define d0 = n", "define d{i} = d{j} + 1", "score s = d{last}"),
    "labelled": ('define d0 "D0" = n', 'define d{i} "D{i}" = d{j} + 1', "score s = d{last}"),
    "aliases": ('define d0 "D0" = n', 'define d{i} "D{i}" = d{j}', "score s = d{last}"),
    "conditions": ("define d0 = b", "define d{i} = d{j} and b", "advice a\n  when d{last}"),
    "scores": ("score d0 = n", "score d{i} = d{j} + n", "score s = d{last}"),
    "the last first": ("define d0 = d1", "define d{i} = d{k}", "define d{next} = n\nscore s = d0"),
}


@pytest.mark.parametrize("kind", CHAINS)
def test_declarations_may_be_built_on_each_other_without_end(kind: str) -> None:
    first, step, end = CHAINS[kind]
    last = 700
    steps = [step.format(i=i, j=i - 1, k=i + 1) for i in range(1, last + 1)]
    lines = [first, *steps, end.format(last=last, next=last + 1)]
    used = "advice u\n  when n > 3 and b"
    text = "\n".join(["policy p\nfact n: number from 0 to 9\nfact b: yes or no", *lines, used])
    policy = relrules.load_text(text)
    for facts in ({}, {"n": 1, "b": True}):
        result = policy.evaluate(facts)
        assert result.explain(lang="en")
        assert pickle.loads(pickle.dumps(result)).to_json() == result.to_json()  # noqa: S301


def test_long_chains_are_no_trouble() -> None:
    chain = ["fact a: yes or no", "define d0 = a"]
    chain += [f"define d{i} = d{i - 1} and not d{i - 1}" for i in range(1, 400)]
    long = " and ".join(["a"] * 3000)
    text = "\n".join(["policy p", *chain, "advice b", "  when d399", "advice c", f"  when {long}"])
    policy = relrules.load_text(text)
    assert policy.evaluate({"a": True}).to_dict()["advice"] == [
        {"name": "c", "state": "given", "text": "c"}
    ]


def test_full_width_braces_hold_a_placeholder() -> None:
    policy = relrules.load_text(
        '策略 甲\n  语言 1 zh\n事实 次数 "拜访次数"\n  数值\n建议 乙\n  当 次数 > 1\n  说 "已拜访｛拜访次数｝次。"\n'
    )
    assert policy.evaluate({"次数": 3}).advice[0].text == "已拜访3次。"
