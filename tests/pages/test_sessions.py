"""What the pages of the documentation show is what happens."""

from __future__ import annotations

import re
import tomllib
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
    Path("benchmarks.md"),
    Path("explained.md"),
    Path("coverage-of-sources.md"),
}
FENCE = re.compile(r"^```[^\n`]*\n.*?^```$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^(#+) ", re.MULTILINE)
# Pictures may have words in them, so that each language has its own.
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
SAMPLE = re.compile(r"^\.\./\.\./examples/(.*?)(?:_zh(?=\.))?(?=\.|$)")
PYTHON = re.compile(r"Python (\d+\.\d+)\s+(?:or\s+later|或更高)")
LICENCE = re.compile(r"(?:[Ll]icence:?\s+|许可证是 )([\w.-]*\w)")
SAYS_WHAT_IT_NEEDS = [
    f"docs/{folder}{name}.md" for folder in ("", "zh/") for name in ("index", "leader", "developer")
]


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


POLICY = "policy fit\nfact price: yes or no\nfact visits: number\nfact coach: yes or no\n"


def said_of_excerpt(lines: str, folder: Path) -> list[str]:
    """Return what is said of a page that shows a policy and then these lines of it."""
    page = folder / "page.md"
    excerpt = f"```relrules fit.rel excerpt\n{lines}```\n"
    page.write_text(f"```relrules fit.rel\n{POLICY}```\n\n{excerpt}", "utf-8")
    said = list(disagreements(page, folder, {}))
    assert (folder / "fit.rel").read_text("utf-8") == POLICY
    return said


@pytest.mark.parametrize(
    "lines", ["policy fit\n", "fact price: yes or no\nfact visits: number\n", POLICY]
)
def test_an_excerpt_is_whole_lines_of_its_file(lines: str, tmp_path: Path) -> None:
    assert said_of_excerpt(lines, tmp_path) == []


@pytest.mark.parametrize(
    "lines",
    [
        "fact visits: number\nfact price: yes or no\n",
        "fact price: yes or no\nfact coach: yes or no\n",
        "fact price: yes or no\nfact visits\n",
        "price: yes or no\n",
    ],
    ids=["in another order", "with a gap", "a line cut short", "a line without its start"],
)
def test_other_lines_are_no_excerpt(lines: str, tmp_path: Path) -> None:
    assert said_of_excerpt(lines, tmp_path) == [f"fit.rel has nowhere\n{lines}"]


def test_what_leaders_read_is_there_in_chinese() -> None:
    decisions = DOCS / "decisions"
    english = {p.relative_to(DOCS) for p in DOCS.rglob("*.md") if CHINESE not in p.parents}
    only_english = {p.relative_to(DOCS) for p in decisions.glob("*.md")} | ONLY_ENGLISH
    chinese = {p.relative_to(CHINESE) for p in CHINESE.rglob("*.md")}
    assert chinese == english - only_english


def as_english(link: str) -> str:
    """Return a Chinese page's link to a sample as the English page has it, any other unchanged.

    Samples lie one folder further up, and some are there in Chinese.
    """
    return SAMPLE.sub(r"../examples/\1", link)


@pytest.mark.parametrize("page", sorted(DOCS.rglob("*.md")), ids=lambda p: str(p.relative_to(DOCS)))
def test_samples_are_where_links_say(page: Path) -> None:
    links = [link for link in LINK.findall(page.read_text("utf-8")) if "examples/" in link]
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_decisions_are_listed_by_their_titles() -> None:
    folder = DOCS / "decisions"
    pages = sorted(folder.glob("[0-9]*.md"))
    titles = [page.read_text("utf-8").split("\n", 1)[0].removeprefix("# ") for page in pages]
    listed = [f"- [{title}]({page.name})" for title, page in zip(titles, pages, strict=True)]
    text = (folder / "README.md").read_text("utf-8")
    assert [line for line in text.splitlines() if line.startswith("- ")] == listed


@pytest.mark.parametrize("page", ["README.md", *SAYS_WHAT_IT_NEEDS])
def test_the_version_of_python_and_the_licence_are_those_of_the_package(page: str) -> None:
    about = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    text = (ROOT / page).read_text("utf-8")
    version = about["requires-python"].removeprefix(">=")
    assert set(PYTHON.findall(text)) == {version}
    assert set(LICENCE.findall(text)) <= {about["license"]}


@pytest.mark.parametrize(
    "page", sorted(CHINESE.rglob("*.md")), ids=lambda page: str(page.relative_to(CHINESE))
)
def test_a_chinese_page_says_what_the_english_one_says(page: Path) -> None:
    english = (DOCS / page.relative_to(CHINESE)).read_text("utf-8")
    chinese = page.read_text("utf-8")
    bare = FENCE.sub("", english), FENCE.sub("", chinese)
    assert [len(h) for h in HEADING.findall(bare[0])] == [len(h) for h in HEADING.findall(bare[1])]
    links = [as_english(link) for link in LINK.findall(bare[1])]
    assert sorted(LINK.findall(bare[0])) == sorted(links)
    if page.parent != CHINESE or page.name in ELSEWHERE:
        assert FENCE.findall(english) == FENCE.findall(chinese)
