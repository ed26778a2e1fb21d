"""The module that `relrules types` writes: what it holds, and that mypy takes it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from command_line import ENVIRONMENT, ROOT
from nested_policies import deal
from relrules import Policy, load_text, shipped
from relrules.contract.types_module import types_module
from relrules.source.shipped import policy_names

ORDINARY = load_text("""\
policy deal "A deal \\"with\\" everything"
  version "1.2"
fact coach_level "Your coach": levels none < some < commits_and_acts < recommends_you_strongly < more
fact mood: choices `b\\a d` | hostile
fact visits "Visits": number from 0 to 10 whole unit "visits"
fact margin: number
fact price_primary: yes or no
fact last_visit: date
fact town: text
fact 拜访 "拜访过": yes or no
define all_of_it = coach_level = none and mood = hostile and visits > 3 and margin > 3 and 拜访
  and price_primary and last_visit > 2026-01-01 and town = "Bonn"
""")
AWKWARD = load_text("""\
policy `q&a 2!`
fact class: yes or no
fact `a "b" c`: choices x | y
fact `date`: date
fact `_hidden`: number whole
fact str: text
fact long: levels a_very_long_level_indeed < another_very_long_level < and_one_more_of_them
advice a
  when class and `a "b" c` = x and `date` > 2026-01-01 and `_hidden` > 1 and str = "" and long > a_very_long_level_indeed
""")
NESTED = deal()
ODD_LISTS = load_text("""\
policy odd
list results
  fact class: yes or no
list `none`
  fact n: number whole
list 联系人
  fact Result_record: date
list `a-b`
  fact `1`: text
define d = (count of results where class) > 1 and some `none` have n > 1
  and some 联系人 have Result_record > 2026-01-01 and some `a-b` have `1` = ""
""")
NOTHING = load_text("policy nothing\nscore s = 1\n")


def module(policy: Policy, lang: str = "en") -> str:
    return types_module(policy.checked, lang, policy.hash)


def mypy(folder: Path, files: dict[str, str]) -> tuple[int, str]:
    """Check files in strict mode as a stranger's project would."""
    for name, text in files.items():
        (folder / name).write_text(text, "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file", os.devnull,
         "--cache-dir", str(ROOT / ".mypy_cache"), *files],
        cwd=folder,
        env={**ENVIRONMENT, "MYPYPATH": str(ROOT / "src")},
        capture_output=True,
        check=False,
        encoding="utf-8",
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def test_the_facts_as_a_class() -> None:
    text = module(ORDINARY)
    assert (
        '''\
class DealFacts(TypedDict, total=False):
    """A deal "with" everything."""

    # Your coach
    coach_level: (
        Literal[
            "none",
            "some",
            "commits_and_acts",
            "recommends_you_strongly",
            "more",
        ]
        | None
    )
    mood: Literal["b\\\\a_d", "hostile"] | None
    # Visits (0 to 10, visits)
    visits: int | None
    margin: int | Decimal | Fraction | float | None
    price_primary: bool | None
    last_visit: date | None
    town: str | None
    # 拜访过
    拜访: bool | None
'''
        in text
    )
    assert f'NAME = "deal"\nVERSION = "1.2"\nHASH = "{ORDINARY.hash}"\n' in text


def test_records_of_lists_and_data_of_used_policies_are_types_of_their_own() -> None:
    text = module(NESTED)
    assert "from collections.abc import Sequence\n" in text
    assert (
        '''\
class Contact(TypedDict, total=False):
    """Buying roles."""

    # Name
    name: str | None
    role: Literal["buyer", "user"] | None
    # share (0 to 1)
    share: int | Decimal | Fraction | float | None
    last: date | None
    close: bool | None


class Call(TypedDict, total=False):
    """calls."""

    day: str | None


class CallRecord(TypedDict, total=False):
    """calls."""

    day: date | None


class TrustFacts(TypedDict, total=False):
    """What trust alone asks for."""

    # Visits in all (0 to …)
    visits: int | Decimal | Fraction | float | None
    calls: Sequence[CallRecord] | None


class DealFacts(TypedDict, total=False):
'''
        in text
    )
    assert (
        """\
    # Buying roles
    contacts: Sequence[Contact] | None
    calls: Sequence[Call] | None
    trust: TrustFacts | None
"""
        in text
    )
    assert "# 姓名\n    name: str" in module(NESTED, "zh")


def test_names_of_records_are_free_and_names_of_classes() -> None:
    text = module(ODD_LISTS)
    assert 'ResultRecord = TypedDict(\n    "ResultRecord",\n' in text
    assert "class NoneRecord(TypedDict" in text
    assert "class 联系人(TypedDict" in text
    assert '"a-b": Sequence[AB] | None,' in text


def test_names_that_are_no_identifiers_become_keys() -> None:
    assert """\
# q&a 2!.
QA2Facts = TypedDict(
    "QA2Facts",
    {
        "class": bool | None,
        "a_\\"b\\"_c": Literal["x", "y"] | None,
        "date": date | None,
""" in module(AWKWARD)


@pytest.mark.parametrize(
    ("name", "fits"),
    [
        ("visits", True),
        ("match", True),
        ("拜访", True),
        ("class", False),
        ("None", False),
        ("date", False),
        ("str", False),
        ("Literal", False),
        ("_x", False),
        ("__x", False),
        ("ﬁt", False),
        ("a-b", False),
    ],
)
def test_which_names_a_class_may_hold(name: str, fits: bool) -> None:  # noqa: FBT001 - a case
    text = module(load_text(f"policy p\nfact `{name}`: date\nfact town: text\n"))
    assert ("class PFacts(" in text) is fits
    assert ("PFacts = TypedDict(" in text) is not fits


@pytest.mark.parametrize(
    "policy",
    [ORDINARY, AWKWARD, NESTED, ODD_LISTS, NOTHING, *map(shipped, policy_names())],
    ids=lambda policy: policy.name,
)
def test_the_module_runs_and_agrees_with_the_policy(policy: Policy) -> None:
    found: dict[str, object] = {}
    exec(compile(module(policy), "facts.py", "exec"), found)  # noqa: S102 - our own text
    records = {k: v for k, v in found.items() if k.endswith("Facts")}
    *_, record = records.values()
    schema: dict[str, Any] = policy.facts_schema()
    assert list(record.__annotations__) == list(schema["properties"])
    evaluate = found["evaluate"]
    assert callable(evaluate)
    assert evaluate(policy, {}, id="a") == policy.evaluate({}, id="a")


def test_mypy_takes_the_modules_and_finds_wrong_facts(tmp_path: Path) -> None:
    use = """\
import datetime
from decimal import Decimal
import relrules
from awkward import QA2Facts
from deal import HASH, VERSION, DealFacts, evaluate
from nested import CallRecord, Contact
from nested import DealFacts as NestedFacts
from shipped import CustomerRelationshipFacts

policy = relrules.load("deal.rel", version=VERSION, hash=HASH)
facts: DealFacts = {"coach_level": "some", "visits": None, "margin": Decimal("0.5")}
facts["last_visit"] = datetime.date(2026, 1, 31)
print(evaluate(policy, facts, datetime.date(2026, 2, 1), id="A").scores)
print(policy.evaluate(facts), list(policy.evaluate_many([facts])))
awkward: QA2Facts = {"class": True, "date": None}
chen: Contact = {"name": "Chen", "share": 0.5}
call: CallRecord = {"day": datetime.date(2026, 1, 31)}
nested: NestedFacts = {"contacts": [chen, {"role": "buyer"}], "trust": {"calls": [call]}}
nested["calls"] = ()
print(policy.evaluate(nested))
first: DealFacts = {"coach_level": "sum"}
second: DealFacts = {"coach_lvl": "some"}
third: DealFacts = {"visits": 0.5}
fourth: CustomerRelationshipFacts = {"price_primary": "no"}
fifth: QA2Facts = {"class": "yes"}
sixth: NestedFacts = {"contacts": [{"role": "boss"}]}
seventh: NestedFacts = {"trust": {"calls": [{"day": "today"}]}}
"""
    code, out = mypy(
        tmp_path,
        {
            "deal.py": module(ORDINARY),
            "awkward.py": module(AWKWARD),
            "nested.py": module(NESTED),
            "odd.py": module(ODD_LISTS),
            "nothing.py": module(NOTHING),
            "shipped.py": module(shipped("customer_relationship"), "zh"),
            "use.py": use,
        },
    )
    wrong = use.splitlines().index('first: DealFacts = {"coach_level": "sum"}') + 1
    errors = [line for line in out.splitlines() if "error" in line and line.startswith("use.py")]
    assert code == 1, out
    assert [int(line.split(":")[1]) for line in errors] == list(range(wrong, wrong + 7)), out
    assert "Found 7 errors in 1 file" in out
