"""The sample accounts: in ids and in Chinese labels they give the same results."""

from __future__ import annotations

import json

from command_line import ROOT, Cli

EXAMPLES = ROOT / "examples"
SCORE = ("score", "customer_relationship")


def test_both_samples_give_the_same_results(cli: Cli) -> None:
    ids = cli(*SCORE, str(EXAMPLES / "accounts.csv"), "--id", "account", "--format", "ndjson")
    labels = cli(*SCORE, str(EXAMPLES / "accounts_zh.csv"), "--id", "account", "--format", "ndjson")
    assert ids.code == labels.code == 0
    assert ids.err == labels.err == ""
    assert ids.out == labels.out
    records = {r["id"]: r for r in map(json.loads, ids.out.splitlines())}
    assert len(records) == 8
    northgate = records["Northgate"]
    assert northgate["scores"]["total"] == {
        "value": None,
        "low": 6,
        "high": 9,
        "min": 0,
        "max": 13,
        "state": "open",
    }
    assert northgate["unknown"] == ["designer_spec"]
    assert records["Harbour View"]["scores"]["total"]["value"] == 13


def test_northgate_is_explained(cli: Cli) -> None:
    sample = str(EXAMPLES / "accounts.csv")
    told = cli("explain", "customer_relationship", sample, "--id", "account", "--only", "Northgate")
    assert told.code == 0
    assert "Northgate" in told.out
    assert "6 to 9 of 13" in told.out
    assert "Harbour View" not in told.out
