"""What the page on embedding shows is what happens."""

from __future__ import annotations

import doctest
import importlib
import inspect
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import relrules
from command_line import ROOT
from relrules import errors
from relrules.evaluate import facts

# Without the types of pandas, which are a package of their own.
pd: Any = importlib.import_module("pandas")

PAGE = (ROOT / "docs" / "embedding.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)


def test_the_session_runs_as_shown() -> None:
    session = "\n".join(blocks("pycon"))
    test = doctest.DocTestParser().get_doctest(session, {}, "embedding", "docs/embedding.md", 0)
    said: list[str] = []
    ran = doctest.DocTestRunner(verbose=False).run(test, out=said.append)
    assert ran.attempted > 10
    assert ran.failed == 0, "".join(said)


def test_the_programs_run() -> None:
    of_a_table, pool = blocks("python")
    names: dict[str, Any] = {"frame": pd.DataFrame({"n": [1, float("nan")]})}
    exec(compile(of_a_table, "embedding.md", "exec"), names)  # noqa: S102 - our own page
    assert names["records"] == [{"n": 1.0}, {"n": None}]
    policy = relrules.shipped("customer_relationship")
    # Threads start as processes do here, and share the functions of this page.
    names = {"ProcessPoolExecutor": ThreadPoolExecutor, "policy": policy, "batches": [[{}], [3]]}
    names["__name__"] = "page"
    exec(compile(pool, "embedding.md", "exec"), names)  # noqa: S102 - our own page
    kinds = [[type(found) for found in part] for part in names["parts"]]
    assert kinds == [[relrules.Result], [relrules.BadRecord]]


def test_every_error_is_in_the_tree() -> None:
    [tree] = [text for text in blocks("") if text.startswith("RelrulesError")]
    defined = {
        name
        for name, found in inspect.getmembers(errors, inspect.isclass)
        if issubclass(found, errors.RelrulesError)
    }
    assert set(re.findall(r"\w+Error\b", tree)) - {"TypeError"} == defined
    assert defined <= set(relrules.__all__)


def test_every_code_is_named() -> None:
    assert facts.Problem.__doc__ is not None
    for code in re.findall(r"`([a-z]+-[a-z]+)`", facts.Problem.__doc__):
        assert f"`{code}`" in PAGE
