"""Every diagnostic has a page, and what the page shows is what the library says."""

from pathlib import Path

import pytest

from diagnostics import pages
from diagnostics.pages import Page, codes, diagnose, index_text, page_files, read_page
from relrules.diagnostics.render import as_text

PAGES = [pytest.param(path, id=path.stem) for path in page_files()]


def page_of(path: Path) -> Page:
    return read_page(path)


def test_every_code_has_a_page_and_every_page_a_code() -> None:
    assert {path.stem for path in page_files()} == set(codes())


def test_a_page_shows_an_error_or_a_warning_as_the_catalog_has_it() -> None:
    assert {page.title: {page.severity} for page in pages.pages()} == codes()


def test_the_index_lists_every_page() -> None:
    assert pages.INDEX.read_text("utf-8") == index_text()


@pytest.mark.parametrize("path", PAGES)
def test_the_title_is_the_code(path: Path) -> None:
    page = page_of(path)
    assert page.title == path.stem


@pytest.mark.parametrize("path", PAGES)
def test_the_wrong_policy_gives_the_report(path: Path) -> None:
    page = page_of(path)
    assert as_text(diagnose(page.wrong, page.made, page.files)) == page.report


@pytest.mark.parametrize("path", PAGES)
def test_the_wrong_policy_has_this_mistake_alone(path: Path) -> None:
    page = page_of(path)
    assert [d.code for d in diagnose(page.wrong, page.made, page.files)] == [page.title]


@pytest.mark.parametrize("path", PAGES)
def test_a_diagnostic_has_one_line_and_a_way_out(path: Path) -> None:
    page = page_of(path)
    for diagnostic in diagnose(page.wrong, page.made, page.files):
        assert diagnostic.message
        assert "\n" not in diagnostic.message + diagnostic.help
        assert diagnostic.help


@pytest.mark.parametrize("path", PAGES)
def test_the_right_policy_is_clean(path: Path) -> None:
    page = page_of(path)
    assert as_text(diagnose(page.right, {}, page.right_files)) == ""
