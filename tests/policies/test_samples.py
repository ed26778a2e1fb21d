"""Every shipped policy has sample input, and the overlays of the examples stand on theirs."""

from __future__ import annotations

from pathlib import Path

import pytest

from relrules.cli import main
from relrules.source.shipped import policy_names

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
# These are named after what they hold, and read by several programs.
OTHER_NAMES = {
    "customer_relationship": "accounts.csv",
    "opportunity_ripeness": "opportunities.csv",
}
OVERLAYS = sorted(path.stem for path in (EXAMPLES / "overlays").glob("*.rel"))


def sample(name: str) -> Path:
    found = [EXAMPLES / OTHER_NAMES[name]] if name in OTHER_NAMES else []
    found += [path for path in EXAMPLES.glob(f"{name}.*") if path.suffix in (".csv", ".json")]
    assert len(found) == 1, name
    return found[0]


@pytest.mark.parametrize("name", policy_names())
def test_its_sample_is_scored_and_explained(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    options = [name, str(sample(name)), "--today", "2026-06-30"]
    assert main.run(["score", *options, "--format", "csv"]) == 0
    told = capsys.readouterr()
    assert len(told.out.splitlines()) > 5
    # What is wrong with the data, or left out, would be told here.
    assert [line for line in told.err.splitlines() if "confidential" not in line] == []


@pytest.mark.parametrize("name", OVERLAYS)
def test_an_overlay_is_sound_and_its_examples_hold(name: str) -> None:
    file = str(EXAMPLES / "overlays" / f"{name}.rel")
    assert main.run(["check", "--strict", file]) == 0
    assert main.run(["fmt", "--check", file]) == 0
    assert main.run(["test", file]) == 0
    rows = EXAMPLES / "overlays" / f"{name}.csv"
    options = ["score", file, str(rows), "--id", "account", "--today", "2026-06-30"]
    assert main.run([*options, "--against", "customer_relationship"]) == 0


def test_there_are_two_overlays() -> None:
    assert OVERLAYS == ["machine_builders", "north"]
