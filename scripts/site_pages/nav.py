"""The pages of the site in their order, with their titles in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath

from attrs import frozen

from site_pages.documents import in_reading_order

Nav = list[str | dict[str, "str | Nav"]]


@frozen
class Page:
    """A page; without titles it is called by its own heading."""

    path: str
    english: str = ""
    chinese: str = ""


@frozen
class Part:
    """Pages, and parts, under a heading; one that is called `index.md` or `README.md` is its own."""

    english: str
    chinese: str
    pages: tuple[Page | Part, ...]


GUIDES = (
    "tuning", "records", "warehouses", "overlays", "unknown", "exact", "confidentiality", "embedding",
    "highlighting",
)  # fmt: skip
LANGUAGE = (
    "policy", "fact", "questionnaire", "list", "scale", "confidential", "define", "dimension",
    "score", "grade", "advice", "alert", "ensure", "example", "use", "change", "remove", "names",
    "labels", "conditions", "numbers", "several", "levels", "dates", "unknown", "no_answer",
    "layout",
)  # fmt: skip


def parts(
    policies: Sequence[str], decisions: Sequence[str], codes: Sequence[str]
) -> tuple[Part, ...]:
    """Return the parts of the site: the file names of three folders are found by the build."""
    return (
        Part("Start", "开始", (
            Page("index.md"),
            Page("leader.md"),
            Page("developer.md"),
            Page("comparison.md"),
            Page("benchmarks.md"),
        )),
        Part("Rubrics", "评分规则", (
            Page("policies/index.md", "The shipped rubrics", "随库提供的评分规则"),
            *(Page(f"policies/{name}.md") for name in in_reading_order(policies)),
            Page("gallery.md"),
            Page("coverage-of-sources.md", "What the sources say", "原文说了什么"),
        )),
        Part("Guides", "指南", tuple(Page(f"{name}.md") for name in GUIDES)),
        Part("Language", "语言", (
            Page("language/README.md", "Overview", "概览"),
            *(Page(f"language/{name}.md") for name in LANGUAGE),
        )),
        Part("Reference", "参考", (
            Page("commands.md"),
            Page("api.md"),
            Part("Diagnostics", "诊断信息", (
                Page("diagnostics/index.md"),
                *(Page(f"diagnostics/{code}.md") for code in codes),
            )),
        )),
        Part("Inside", "内部", (
            Page("architecture.md"),
            Part("Decisions", "决策记录", (
                Page("decisions/README.md"),
                *(Page(f"decisions/{name}.md") for name in decisions),
            )),
            Page("changelog.md", "Changes", "变更记录"),
        )),
    )  # fmt: skip


def nav(of: Sequence[Part], lang: str) -> Nav:
    """Return the pages as the site generator's configuration lists them."""
    return [_part(part, lang) for part in of]


def _part(part: Part, lang: str) -> dict[str, str | Nav]:
    return {part.chinese if lang == "zh" else part.english: _pages(part, lang)}


def _pages(part: Part, lang: str) -> Nav:
    found: Nav = []
    for page in part.pages:
        if isinstance(page, Part):
            found.append(_part(page, lang))
            continue
        title = page.chinese if lang == "zh" else page.english
        found.append({title: page.path} if title else page.path)
    return found


def paths(of: Sequence[Part]) -> Iterator[PurePosixPath]:
    """Yield every page."""
    for part in of:
        for page in part.pages:
            yield from paths([page]) if isinstance(page, Part) else [PurePosixPath(page.path)]
