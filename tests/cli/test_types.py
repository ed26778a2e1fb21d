"""`relrules types`."""

from __future__ import annotations

import subprocess
from pathlib import Path

from command_line import COMMAND, ENVIRONMENT, Cli
from relrules import load, shipped

SHIPPED = "customer_relationship"
POLICY = (
    'policy p "P" zh "甲"\nfact visits "Visits" zh "拜访次数": number from 0\nscore s = visits\n'
)


def test_it_writes_a_module_that_runs(tmp_path: Path) -> None:
    done = subprocess.run(
        [*COMMAND, "types", SHIPPED], env=ENVIRONMENT, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    path = tmp_path / "facts.py"
    path.write_bytes(done.stdout)
    found: dict[str, object] = {}
    exec(compile(path.read_text("utf-8"), path, "exec"), found)  # noqa: S102 - our own text
    policy = shipped(SHIPPED)
    assert (found["NAME"], found["VERSION"], found["HASH"]) == (SHIPPED, "1.0", policy.hash)


def test_it_writes_the_types_of_a_file_in_a_language(cli: Cli) -> None:
    Path("p.rel").write_text(POLICY, "utf-8")
    ran = cli("types", "p.rel", "--lang", "zh")
    assert (ran.code, ran.err) == (0, "")
    assert '    """甲."""\n\n    # 拜访次数 (0 to …)\n    visits: int | Decimal' in ran.out
    assert f'HASH = "{load("p.rel").hash}"' in ran.out
    assert "# Visits (0 to …)" in cli("types", "p.rel").out


def test_wrong_use_writes_nothing(cli: Cli) -> None:
    ran = cli("types", SHIPPED, "--lang", "xx")
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("error: a language is en, zh, ")
    assert cli("types", "nothing_of_this_name").code == 2
    assert cli("types").code == 2


def test_a_policy_with_mistakes_has_no_types(cli: Cli) -> None:
    Path("p.rel").write_text("policy p\nfact a: nonsense\n")
    ran = cli("types", "p.rel")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.endswith("error: p.rel has mistakes and cannot be used\n")
