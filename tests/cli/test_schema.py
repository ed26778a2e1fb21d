"""`relrules schema`."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from command_line import COMMAND, ENVIRONMENT, Cli
from relrules import load, shipped

SHIPPED = "customer_relationship"
POLICY = (
    'policy p "P" zh "甲"\nfact visits "Visits" zh "拜访次数": number from 0\nscore s = visits\n'
)


def test_it_writes_the_schema_of_a_shipped_policy() -> None:
    done = subprocess.run(
        [*COMMAND, "schema", SHIPPED], env=ENVIRONMENT, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout) == shipped(SHIPPED).facts_schema()


def test_it_writes_the_schema_of_a_file_in_a_language(cli: Cli) -> None:
    Path("p.rel").write_text(POLICY, "utf-8")
    ran = cli("schema", "p.rel", "--lang", "zh")
    assert (ran.code, ran.err) == (0, "")
    assert json.loads(ran.out) == load("p.rel").facts_schema("zh")
    assert '"title": "拜访次数"' in ran.out
    assert '"title": "Visits"' in cli("schema", "p.rel").out


def test_it_reads_a_policy_in_another_encoding(cli: Cli) -> None:
    Path("p.rel").write_bytes(POLICY.encode("gb18030"))
    assert cli("schema", "p.rel").code == 1
    assert cli("schema", "p.rel", "--encoding", "gb18030", "--lang", "zh").code == 0


def test_wrong_use_writes_nothing(cli: Cli) -> None:
    ran = cli("schema", SHIPPED, "--lang", "xx")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("error: a language is en, zh, ")
    ran = cli("schema", "custmer_relationship")
    assert (ran.code, ran.out) == (2, "")
    assert f"did you mean `{SHIPPED}`?" in ran.err
    assert cli("schema").code == 2


def test_a_policy_with_mistakes_has_no_schema(cli: Cli) -> None:
    Path("p.rel").write_text("policy p\nfact a: nonsense\n")
    ran = cli("schema", "p.rel")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.endswith("error: p.rel has mistakes and cannot be used\n")
