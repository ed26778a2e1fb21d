"""Every page of the language, run: those beside this file and those of `docs/language`.

How a page is written stands in `language_pages`.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import language_pages as pages
from page_records import problems
from relrules.source import Source
from relrules.syntax.format import format_source
from relrules.syntax.keywords import table

HERE = Path(__file__).parent
DOCS = HERE.parents[1] / "docs" / "language"
PAGES = [*sorted(HERE.glob("*/*.md")), *sorted(DOCS.glob("*.md"))]
CASES = [case for page in PAGES for case in pages.cases(page)]
ACCEPTED = [case for case in CASES if case.error is None]
REFUSING = [case for case in ACCEPTED if any(record.problems for record in case.records)]
SAYING = [case for case in ACCEPTED if any(record.says for record in case.records)]


def crlf(policy: str) -> str:
    return policy.replace("\n", "\r\n")


def byte_order_mark(policy: str) -> str:
    return "\ufeff" + policy


def tabs(policy: str) -> str:
    lines = policy.split("\n")
    return "\n".join("\t" * (len(line) - len(line.lstrip())) + line.lstrip() for line in lines)


def comments(policy: str) -> str:
    return "# at the top\n" + policy.replace("\n", '  # a note: "1 point otherwise", (\n')


def blank_lines(policy: str) -> str:
    return policy.replace("\n", "\n \n\n")


def formatted(policy: str) -> str:
    return format_source(Source(pages.NAME, policy))


def in_english(policy: str) -> str:
    return format_source(Source(pages.NAME, policy), "en")


def in_chinese(policy: str) -> str:
    return format_source(Source(pages.NAME, policy), "zh")


VARIANTS: tuple[Callable[[str], str], ...] = (
    crlf,
    byte_order_mark,
    tabs,
    comments,
    blank_lines,
    formatted,
    in_english,
    in_chinese,
)


def name_of(value: object) -> str:
    return value.id if isinstance(value, pages.Case) else getattr(value, "__name__", str(value))


@pytest.mark.parametrize("engine", pages.ENGINES, ids=name_of)
@pytest.mark.parametrize("case", ACCEPTED, ids=name_of)
def test_results(case: pages.Case, engine: pages.Engine) -> None:
    policy = pages.loaded(case, case.policy)
    assert pages.disagreements(case, policy, engine) == []


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_report(case: pages.Case) -> None:
    assert pages.report(case) == (case.error or case.warning or "")


@pytest.mark.parametrize("case", SAYING, ids=name_of)
def test_texts(case: pages.Case) -> None:
    policy = pages.loaded(case, case.policy)
    for record in case.records:
        for lang, expected in record.says.items():
            assert pages.texts(policy, record, lang) == expected


@pytest.mark.parametrize("case", REFUSING, ids=name_of)
def test_problems_with_data(case: pages.Case) -> None:
    policy = pages.loaded(case, case.policy)
    for record in case.records:
        if record.problems:
            assert problems(policy.checked, record.data or "") == record.problems


@pytest.mark.parametrize("variant", VARIANTS, ids=name_of)
@pytest.mark.parametrize("case", ACCEPTED, ids=name_of)
def test_how_it_is_written_changes_nothing(case: pages.Case, variant: Callable[[str], str]) -> None:
    policy = pages.loaded(case, variant(case.policy))
    assert pages.disagreements(case, policy, pages.interpreter) == []


def test_every_declaration_and_every_docs_page_has_tests() -> None:
    tested = {page.parent.name for page in PAGES}
    documented = {page.stem for page in DOCS.glob("*.md")} - {"README"}
    declarations = {keyword.english for keyword in table().declarations()}
    assert declarations <= documented <= tested
