"""Build the documentation site: English into `site/`, Chinese into `site/zh/`.

Pages come from `docs/` and `docs/zh/`, from the shipped policies, from the command line's help and
from the docstrings. Nothing is asked of any other place. A warning is an error.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import yaml

import relrules
from relrules.explain.html import style
from relrules.source.shipped import policy_names
from site_pages import commands, gallery, messages, policies
from site_pages.nav import Part, nav, parts, paths
from site_pages.prepare import headed, prepared

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
EXAMPLES = ROOT / "examples"
BUILD = ROOT / "build" / "site"
SITE = ROOT / "site"
LANGUAGES = ("en", "zh")
# What a program meets first.
FIRST_NAMES = ("load", "load_text", "shipped", "Policy", "Result", "FactsError", "PolicyError")
NOT_PAGES = ("explained.md", "overrides", "zh")
SCORED = re.compile(r"<!-- explain (\S+) (\S+) (\S+) -->")
ONLY_ENGLISH = '!!! note "本页暂时只有英文。"\n'


def main() -> int:
    """Build both sites and return the exit code of the site generator."""
    shutil.rmtree(SITE, ignore_errors=True)
    for lang in LANGUAGES:
        folder = BUILD / lang
        shutil.rmtree(folder, ignore_errors=True)
        write(folder / "docs", lang)
        configured = folder / "mkdocs.yml"
        configured.write_text(json.dumps(configuration(folder, lang), ensure_ascii=False), "utf-8")
        command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
        code = subprocess.run([*command, "-f", str(configured)], check=False).returncode  # noqa: S603
        if code:
            return code
    return 0


def configuration(folder: Path, lang: str) -> dict[str, object]:
    """Return the configuration of one language."""
    base = yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))
    own = base.pop("languages")[lang]
    base["theme"] |= own["theme"] | {"custom_dir": str(DOCS / "overrides")}
    base["extra"] = {**base.get("extra", {}), **own["extra"]}
    site = SITE if lang == "en" else SITE / lang
    return {
        **base,
        "site_description": own["description"],
        "docs_dir": str(folder / "docs"),
        "site_dir": str(site),
        "nav": nav(all_parts(), lang),
    }


def all_parts() -> tuple[Part, ...]:
    """Return the parts of the site, with the pages that the repository's folders hold."""
    codes = sorted(p.stem for p in (DOCS / "diagnostics").glob("*.md") if p.stem != "index")
    decisions = sorted(p.stem for p in (DOCS / "decisions").glob("[0-9]*.md"))
    return parts(policy_names(), decisions, codes)


def write(folder: Path, lang: str) -> None:
    """Write every page of a language, ready for the site generator."""
    written = dict(written_pages(lang))
    made = dict(generated(lang))
    others = dict(other_files())
    files = frozenset([*written, *made, *others])
    for path, text in written.items():
        put(folder / path, headed(explained(prepared(text, path, files, lang), lang), path))
    for path, text in made.items():
        put(folder / path, headed(text, path))
    for path, file in others.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, target)
    put(folder / "assets" / "rr.css", style())
    listed = {str(path) for path in paths(all_parts())}
    missing = sorted(listed ^ {*written, *made})
    if missing:
        raise SystemExit(f"in the navigation or among the pages, not in both: {', '.join(missing)}")


def explained(text: str, lang: str) -> str:
    """Return a page with its scored accounts: `<!-- explain POLICY FILE ID -->`."""

    def told(asked: re.Match[str]) -> str:
        policy, file, wanted = asked.groups()
        with (EXAMPLES / file).open(encoding="utf-8", newline="") as rows:
            (row,) = [row for row in csv.DictReader(rows) if row["account"] == wanted]
        facts = {name: value for name, value in row.items() if name not in ("account", "owner")}
        result = relrules.shipped(policy).evaluate(facts, form="text", id=wanted)
        return policies.article(result.program, result.outcome, lang, wanted)

    return SCORED.sub(told, text)


def put(path: Path, text: str) -> None:
    """Write a file, with its folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def written_pages(lang: str) -> Iterator[tuple[str, str]]:
    """Yield the pages that people wrote, in a language or else in English."""
    for english in sorted(DOCS.rglob("*.md")):
        path = english.relative_to(DOCS)
        if path.parts[0] in NOT_PAGES or (lang == "zh" and str(path) == "diagnostics/index.md"):
            continue
        own = DOCS / "zh" / path
        if lang == "en" or own.exists():
            yield str(path), (own if lang == "zh" else english).read_text("utf-8")
        else:
            heading, rest = english.read_text("utf-8").split("\n", 1)
            yield str(path), f"{heading}\n\n{ONLY_ENGLISH}{rest}"
    yield "changelog.md", (ROOT / "CHANGELOG.md").read_text("utf-8")


def generated(lang: str) -> Iterator[tuple[str, str]]:
    """Yield the pages that are made of the code and of the policies."""
    yield "policies/index.md", policies.index(lang)
    for name in policy_names():
        yield f"policies/{name}.md", policies.policy_page(relrules.shipped(name), lang)
    yield "gallery.md", gallery.page(lang)
    yield "commands.md", commands.page(lang)
    yield "api.md", api(lang)
    if lang == "zh":
        pages = sorted((DOCS / "zh" / "diagnostics").glob("*.md"))
        told = [(page.stem, page.read_text("utf-8")) for page in pages]
        yield "diagnostics/index.md", messages.chinese_index(told)


def api(lang: str) -> str:
    """Return the page of the public names, from their docstrings."""
    head = (
        "# Python API\n\n"
        if lang == "en"
        else "# Python API\n\n以下内容取自源代码的文档字符串（英文）。\n\n"
    )
    names = (*FIRST_NAMES, *(name for name in relrules.__all__ if name not in FIRST_NAMES))
    return head + "\n".join(f"::: relrules.{name}\n" for name in names)


def other_files() -> Iterator[tuple[str, Path]]:
    """Yield the files that are no pages, each with its place on the site: samples to load too."""
    for file in sorted([*DOCS.glob("*.json"), *(DOCS / "assets").rglob("*")]):
        if file.is_file():
            yield str(file.relative_to(DOCS)), file
    for file in sorted([*EXAMPLES.glob("*.csv"), *EXAMPLES.glob("*.json")]):
        yield str(file.relative_to(ROOT)), file


if __name__ == "__main__":
    sys.exit(main())
