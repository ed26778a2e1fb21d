"""The programs under `examples/` do what they say."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from fastapi.testclient import TestClient

import relrules
from relrules.source.shipped import policy_file

ROOT = Path(__file__).parents[2]
NORTHGATE = {"coach level": "action_commit", "price_primary": False}


def program(path: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location("program", ROOT / "examples" / path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# ---- the service ----------------------------------------------------------------------------


@pytest.fixture
def rubric(tmp_path: Path) -> Path:
    path = tmp_path / "customer_relationship.rel"
    path.write_bytes(Path(str(policy_file("customer_relationship"))).read_bytes())
    return path


@pytest.fixture
def client(rubric: Path) -> TestClient:
    module = program("service/app.py")
    return TestClient(module.service(module.Store(rubric)))


def test_the_service_scores_and_explains(client: TestClient) -> None:
    answer = client.post("/score", json=NORTHGATE)
    assert answer.status_code == 200
    assert answer.json()["scores"]["total"]["low"] == 4
    assert "of 13" in answer.json()["explanation"]


def test_the_service_answers_422_with_every_problem(client: TestClient) -> None:
    answer = client.post("/score", json={"coach": "action_commit", "price_primary": "maybe"})
    assert answer.status_code == 422
    found = {problem["path"]: problem["code"] for problem in answer.json()["problems"]}
    assert found == {"coach": "unknown-fact", "price_primary": "wrong-type"}


def test_the_service_speaks_the_languages_it_knows(client: TestClient) -> None:
    chinese = client.post("/score", params={"lang": "zh"}, json=NORTHGATE).json()
    assert "分" in chinese["explanation"]
    unknown = client.post("/score", params={"lang": "xx"}, json=NORTHGATE)
    assert unknown.status_code == 422
    assert client.get("/schema", params={"lang": "xx"}).status_code == 422


def test_the_service_takes_a_changed_policy(client: TestClient, rubric: Path) -> None:
    before = client.get("/health").json()
    text = rubric.read_text("utf-8")
    rubric.write_text(text.replace('version  "1.0"', 'version  "1.1"'), "utf-8")
    os.utime(rubric, ns=(1, 1))
    after = client.get("/health").json()
    assert (before["version"], after["version"]) == ("1.0", "1.1")
    assert before["hash"] != after["hash"]


def test_the_service_takes_a_changed_base(tmp_path: Path, rubric: Path) -> None:
    north = tmp_path / "north.rel"
    north.write_text("policy north based on customer_relationship\n", "utf-8")
    module = program("service/app.py")
    client = TestClient(module.service(module.Store(north)))
    before = client.get("/health").json()
    text = rubric.read_text("utf-8")
    rubric.write_text(text.replace("1 point ", "2 points", 1), "utf-8")
    os.utime(rubric, ns=(1, 1))
    refused = client.get("/health").json()
    rubric.write_text(f"{text}\ndefine more = 1\n", "utf-8")
    os.utime(rubric, ns=(2, 2))
    after = client.get("/health").json()
    assert (refused["hash"], "wrong-score-range" in refused["refused"]) == (before["hash"], True)
    assert (after["hash"] != before["hash"], after["refused"]) == (True, "")


def test_the_service_keeps_its_policy_when_the_changed_one_is_mistaken(
    client: TestClient, rubric: Path
) -> None:
    before = client.get("/health").json()
    rubric.write_text("policy broken\nscore total = nothing\n", "utf-8")
    os.utime(rubric, ns=(2, 2))
    after = client.get("/health").json()
    assert (after["hash"], before["refused"]) == (before["hash"], "")
    assert "unknown-name" in after["refused"]
    assert client.post("/score", json=NORTHGATE).status_code == 200


def test_the_schema_of_the_service_is_that_of_the_policy(client: TestClient) -> None:
    policy = relrules.shipped("customer_relationship")
    assert client.get("/schema").json()["properties"].keys() == set(policy.facts)


# ---- the nightly batch ----------------------------------------------------------------------


def nightly(folder: Path, records: list[object], *more: str) -> subprocess.CompletedProcess[str]:
    (folder / "accounts.ndjson").write_text(
        "".join(f"{r if isinstance(r, str) else json.dumps(r)}\n" for r in records), "utf-8"
    )
    command = [
        *(sys.executable, str(ROOT / "examples" / "nightly.py")),
        *(str(policy_file("customer_relationship")), "accounts.ndjson", "results.ndjson"),
        *("--today", "2026-01-31", "--processes", "2", *more),
    ]
    return subprocess.run(
        command,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
    )


def test_the_batch_writes_results_and_rejects(tmp_path: Path) -> None:
    good = {"id": "Northgate", **NORTHGATE}
    run = nightly(tmp_path, [good, {"id": "Typo", "coch": 1}, "no json"])
    assert (run.returncode, run.stderr) == (1, "")
    assert run.stdout == "customer_relationship 1.0: 1 scored, 2 rejected\n"
    [result] = map(json.loads, (tmp_path / "results.ndjson").read_text("utf-8").splitlines())
    assert result["id"] == "Northgate"
    assert result["hash"] == relrules.shipped("customer_relationship").hash
    rejects = [*map(json.loads, (tmp_path / "rejects.ndjson").read_text("utf-8").splitlines())]
    assert [reject["record"] for reject in rejects] == ['{"id": "Typo", "coch": 1}', "no json"]
    assert all(reject["problems"] for reject in rejects)


def test_the_batch_refuses_another_policy(tmp_path: Path) -> None:
    run = nightly(tmp_path, [NORTHGATE], "--hash", "0" * 64)
    assert run.returncode == 2
    assert "which was asked for" in run.stderr
    assert not (tmp_path / "results.ndjson").exists()


# ---- the notebook -----------------------------------------------------------------------------


def test_the_notebook_runs_from_top_to_bottom(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    notebook = json.loads((ROOT / "examples" / "tuning.ipynb").read_text("utf-8"))
    names: dict[str, object] = {}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            assert cell["outputs"] == []
            exec("".join(cell["source"]), names)  # noqa: S102 - the notebook is ours
    moved = names["moved"]
    assert list(moved) == ["before", "after"]  # type: ignore[call-overload]  # a table
    assert "of 13" in capsys.readouterr().out
