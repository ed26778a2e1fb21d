"""The pages that the build makes: complete, from the policies as they are, with links that lead."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import relrules
from command_line import ROOT
from relrules.source.shipped import policy_file, policy_names

sys.path.insert(0, str(ROOT / "scripts"))

from site_pages import commands, gallery, messages, policies
from site_pages.nav import nav, parts, paths
from site_pages.prepare import first_sentence, headed, prepared

POLICIES = ("customer_relationship", "trust_ladder", "ripeness")


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("name", POLICIES)
def test_a_policy_page_holds_everything(name: str, lang: str) -> None:
    policy = relrules.shipped(name)
    page, of = policies.policy_page(policy, lang), policy.checked
    asked = [fact.ask or fact.label.texts for fact in of.facts.values()]
    texts = [*asked, *(a for d in of.advice.values() for a in d.assumptions), *of.assumptions]
    texts += [one.label.texts for one in (*of.dimensions.values(), *of.grades.values())]
    texts += [one.label.texts for one in (*of.laws.values(), *of.advice.values())]
    for text in texts:
        assert policies.shown(text, lang) in page
    for number, example in enumerate(of.examples, 1):
        assert f'id="example-{number}"' in page
        assert policies.in_html(example.title, lang) in page
    tested = "tested on" if lang == "en" else "已检验"
    assert page.count(tested) == len(of.laws)


def test_a_changed_policy_changes_its_page() -> None:
    text = policy_file("customer_relationship").read_text("utf-8")
    before = policies.policy_page(relrules.load_text(text), "en")
    changed = text.replace('"Strong"      zh "牢固"   from 10', '"Strong"      zh "牢固"   from 9')
    assert changed != text
    changed = changed[: changed.index("# ---- worked examples")]
    after = policies.policy_page(relrules.load_text(changed), "en")
    assert "Relationship score is at least 10" in before
    assert "Relationship score is at least 9" in after
    assert "Relationship score is at least 10" not in after


def test_a_page_with_an_example_that_fails_is_not_made() -> None:
    text = policy_file("customer_relationship").read_text("utf-8")
    changed = text.replace('"Strong"      zh "牢固"   from 10', '"Strong"      zh "牢固"   from 9')
    with pytest.raises(AssertionError):
        policies.policy_page(relrules.load_text(changed), "en")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_index_names_every_policy(lang: str) -> None:
    page = policies.index(lang)
    for name in policy_names():
        assert f"({name}.md)" in page


def test_the_command_line_is_told_command_by_command() -> None:
    page = commands.page("en")
    for name in (
        "check",
        "copy",
        "coverage",
        "explain",
        "fmt",
        "list",
        "schema",
        "score",
        "test",
        "types",
    ):
        assert f"## relrules {name}\n" in page
        assert f"Usage: relrules {name}" in page


def test_the_gallery_explains_a_record_of_each() -> None:
    page = gallery.page("en")
    assert page.count("<article") == len(gallery.GALLERY)
    assert page.count("```relrules") == len(gallery.GALLERY)


def test_titles_of_blocks_and_links_are_made_ready() -> None:
    page = (
        "# x\n[a](language/score.md#top) [b](../README.md) [c](explained.md) [d](../language/) ![e](no.png)\n"
        "```relrules trust.rel\n[a](../README.md)\n```\n```facts\na = 1\n```\n```console\n$ x\n```\n"
    )
    pages = frozenset({"language/score.md", "language/README.md", "policies/index.md"})
    assert prepared(page, "x.md", pages, "zh") == (
        "# x\n[a](language/score.md#top) b [c](policies/index.md) [d](language/README.md) e\n"
        '```relrules title="trust.rel"\n[a](../README.md)\n```\n'
        '```relrules title="事实"\na = 1\n```\n```console\n$ x\n```\n'
    )


def test_an_excerpt_has_the_title_of_its_file() -> None:
    page = "```relrules trust.rel excerpt\nfact a: number\n```\n"
    shown = '```relrules title="trust.rel"\nfact a: number\n```\n'
    assert prepared(page, "x.md", frozenset(), "en") == shown


@pytest.mark.parametrize("link", ["../examples/a.csv", "../../examples/a.csv"])
def test_samples_are_linked_as_the_repository_has_them(link: str) -> None:
    pages = frozenset({"examples/a.csv"})
    assert prepared(f"[a]({link})\n", "x.md", pages, "zh") == "[a](examples/a.csv)\n"


def test_guides_are_found_before_messages() -> None:
    assert headed("# x\n", "tuning.md") == "---\nsearch:\n  boost: 1.5\n---\n\n# x\n"
    assert headed("# x\n", "diagnostics/gap.md") == "---\nsearch:\n  boost: 0.25\n---\n\n# x\n"
    assert "boost: 0.25" in headed("# x\n", "decisions/README.md")
    assert headed("# x\n", "language/fact.md") == "# x\n"


def test_the_chinese_list_of_messages_tells_errors_from_warnings() -> None:
    pages = [
        ("a", "# a\n\n甲。乙。\n\n```text\nerror[a]: x\n```\n"),
        ("b", "# b\n\n丙。\n\n```text\nwarning[b]: x\n```\n"),
    ]
    assert messages.chinese_index(pages).endswith(
        "\n\n- [`a`](a.md)（错误）：甲。\n- [`b`](b.md)（警告）：丙。\n"
    )


def test_the_first_sentence_is_found_in_both_languages() -> None:
    assert first_sentence("# a\n\nOne thing.\nAnother.\n") == "One thing."
    assert first_sentence("# a\n\n一件事。另一件。\n") == "一件事。"


def test_every_page_that_people_wrote_has_its_place() -> None:
    docs = ROOT / "docs"
    codes = [p.stem for p in (docs / "diagnostics").glob("*.md") if p.stem != "index"]
    decisions = [p.stem for p in (docs / "decisions").glob("[0-9]*.md")]
    listed = {str(path) for path in paths(parts(policy_names(), decisions, codes))}
    written = {str(p.relative_to(docs)) for p in docs.rglob("*.md") if docs / "zh" not in p.parents}
    made = {"policies/index.md", "gallery.md", "commands.md", "api.md", "changelog.md"}
    made |= {f"policies/{name}.md" for name in policy_names()}
    assert listed == (written - {"explained.md"}) | made


def test_the_navigation_is_in_the_language_of_the_site() -> None:
    of = parts(["a"], [], [])
    assert [next(iter(part)) for part in nav(of, "zh") if isinstance(part, dict)][:2] == [
        "开始",
        "评分规则",
    ]
    assert Path(ROOT / "mkdocs.yml").exists()
