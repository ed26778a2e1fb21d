"""What the page on overlays shows is what happens."""

from __future__ import annotations

import doctest
import re

from command_line import ROOT

PAGE = (ROOT / "docs" / "overlays.md").read_text("utf-8")


def test_the_session_runs_as_shown() -> None:
    session = "\n".join(re.findall(r"^```pycon\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE))
    test = doctest.DocTestParser().get_doctest(session, {}, "overlays", "docs/overlays.md", 0)
    said: list[str] = []
    runner = doctest.DocTestRunner(verbose=False)
    ran = runner.run(test, out=said.append)
    assert ran.attempted > 10
    assert ran.failed == 0, "".join(said)
