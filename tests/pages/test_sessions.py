"""What the pages of the documentation show is what happens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from command_line import ROOT
from page_sessions import RUN, blocks, disagreements, environment

DOCS = ROOT / "docs"
CHINESE = DOCS / "zh"
# These have tests of their own, or are run as language pages.
ELSEWHERE = ("tuning.md", "records.md", "embedding.md", "overlays.md")
PAGES = [page for page in sorted(DOCS.glob("*.md")) if page.name not in ELSEWHERE]
# Made by scripts, or of use to those who read the sources.
ONLY_ENGLISH = {
    Path("diagnostics/index.md"),
    Path("explained.md"),
    Path("coverage-of-sources.md"),
}
FENCE = re.compile(r"^```[^\n`]*\n.*?^```$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^(#+) ", re.MULTILINE)
# Pictures may have words in them, so that each language has its own.
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")


def pages_run() -> list[Path]:
    """Return the pages with something to run; Chinese ones where it is not what English ones run."""
    chinese = [CHINESE / page.name for page in PAGES if (CHINESE / page.name).exists()]
    own = [page for page in chinese if blocks(page) != blocks(DOCS / page.name)]
    return [p for p in (*PAGES, *own) if any(block.kind in RUN for block in blocks(p))]


@pytest.mark.parametrize("page", pages_run(), ids=lambda page: str(page.relative_to(DOCS)))
def test_a_page_runs_as_it_stands(page: Path, tmp_path: Path) -> None:
    folder, commands = tmp_path / "work", tmp_path / "bin"
    folder.mkdir()
    commands.mkdir()
    assert list(disagreements(page, folder, environment(commands))) == []


def test_what_leaders_read_is_there_in_chinese() -> None:
    decisions = DOCS / "decisions"
    english = {p.relative_to(DOCS) for p in DOCS.rglob("*.md") if CHINESE not in p.parents}
    only_english = {p.relative_to(DOCS) for p in decisions.glob("*.md")} | ONLY_ENGLISH
    chinese = {p.relative_to(CHINESE) for p in CHINESE.rglob("*.md")}
    assert chinese == english - only_english


@pytest.mark.parametrize(
    "page", sorted(CHINESE.rglob("*.md")), ids=lambda page: str(page.relative_to(CHINESE))
)
def test_a_chinese_page_says_what_the_english_one_says(page: Path) -> None:
    english = (DOCS / page.relative_to(CHINESE)).read_text("utf-8")
    chinese = page.read_text("utf-8")
    bare = FENCE.sub("", english), FENCE.sub("", chinese)
    assert [len(h) for h in HEADING.findall(bare[0])] == [len(h) for h in HEADING.findall(bare[1])]
    assert sorted(LINK.findall(bare[0])) == sorted(LINK.findall(bare[1]))
    if page.parent != CHINESE or page.name in ELSEWHERE:
        assert FENCE.findall(english) == FENCE.findall(chinese)
