"""The library speaks when it is asked: one logger, no warnings, nothing on the terminal."""

from __future__ import annotations

import logging
import subprocess
import sys

import pytest

import relrules
from command_line import ENVIRONMENT

TEXT = 'policy p\n  version "3"\nfact a: yes or no\nfact unused: text\nadvice b\n  when a\n'


def test_one_logger_tells_what_was_loaded_and_nothing_else(
    caplog: pytest.LogCaptureFixture,
) -> None:
    before = set(logging.root.manager.loggerDict)
    with caplog.at_level(logging.DEBUG, logger="relrules"):
        policy = relrules.load_text(TEXT, name="p.rel")
        policy.evaluate({"a": True}).explain()
        list(policy.evaluate_many([{"a": 3}]))
    [record] = caplog.records
    assert (record.name, record.levelname) == ("relrules", "DEBUG")
    assert record.getMessage() == (
        f"loaded the policy p, version 3, hash {policy.hash}, from p.rel: 2 facts, "
        "0 dimensions, 0 scores, 0 grades, 1 advice, 1 warning"
    )
    assert not {n for n in logging.root.manager.loggerDict if n.startswith("relrules.")} - before


def test_nothing_is_logged_unless_asked(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="relrules"):
        relrules.load_text(TEXT)
    assert caplog.records == []


def test_a_program_that_asks_for_nothing_sees_nothing() -> None:
    script = (
        "import logging, relrules\n"
        "policy = relrules.shipped('customer_relationship')\n"
        "list(policy.evaluate_many([{}, {'x': 1}]))\n"
        "assert logging.root.handlers == []\n"
        "assert logging.getLogger('relrules').level == logging.NOTSET\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-X", "dev", "-c", script],
        env=ENVIRONMENT,
        capture_output=True,
        check=True,
        text=True,
    )
    assert (done.stdout, done.stderr) == ("", "")


def test_a_result_and_a_policy_in_a_line() -> None:
    policy = relrules.shipped("customer_relationship")
    result = policy.evaluate({"coach_level": "action_commit", "price_primary": False})
    assert str(result) == (
        "customer_relationship: total 4 to 12 of 13, "
        "relationship early, developing or strong; 3 unknown"
    )
    named = policy.evaluate({}, id="Northgate")
    assert str(named).startswith("Northgate: total 0 to 13 of 13, ")
    assert repr(named) == "<Result of customer_relationship 1.0 for Northgate>"
    assert repr(result) == "<Result of customer_relationship 1.0>"
    assert repr(policy) == "<Policy customer_relationship 1.0>"


def test_a_line_for_results_of_other_kinds() -> None:
    policy = relrules.load_text(
        "policy p\nfact n: number\nfact a: yes or no\nscore s = n / 4\nalert b\n  when a\n"
    )
    assert str(policy.evaluate({"n": 10, "a": True})) == "p: s 2.5; alert b"
    assert str(policy.evaluate({})) == "p: s … to …; 2 unknown"
    assert str(relrules.load_text(TEXT).evaluate({"a": True, "unused": "x"})) == "p: no scores"
