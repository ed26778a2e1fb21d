"""Pages as they are written, made ready for the site generator.

What is written is read on the repository's own pages too, so that it is plain: here file names of
blocks become their titles, and links that leave the documentation lead to where the site has it.
"""

from __future__ import annotations

import posixpath
import re

from site_pages.nav import GUIDES

FENCE = re.compile(r"^```(?P<kind>[a-z]+)(?: (?P<file>[^\n`]+?)(?: excerpt)?)?$", re.MULTILINE)
LINK = re.compile(r"(?P<text>!?\[[^\]]*\])\((?P<target>[^)\s]+)\)")
BLOCKS = re.compile(r"(^```.*?^```$)", re.MULTILINE | re.DOTALL)
TITLES = {
    "facts": ("Facts", "事实"),
    "result": ("Result", "结果"),
    "provisional": ("Provisional", "暂定"),
    "records": ("Of each record", "各条记录"),
    "says": ("What it says", "所说的话"),
    "problems": ("Refused", "拒收"),
    "error": ("Refused", "拒绝"),
    "warning": ("Warning", "警告"),
}
ELSEWHERE = {
    "policies/README.md": "policies/index.md",
    "docs/explained.md": "policies/index.md",
    "explained.md": "policies/index.md",
    "CHANGELOG.md": "changelog.md",
}
"""Where the site has what stands in another place of the repository."""
SEARCH = {
    "diagnostics/": 0.25,
    "decisions/": 0.25,
    "changelog.md": 0.25,
    **{f"{name}.md": 1.5 for name in ("leader", "developer", *GUIDES)},
}
"""How much more, or less, a page or a folder counts in the search than others do."""
WIDE = frozenset({"leader.md"})
"""Pages with wide tables as text, which take the place of the navigation beside them."""


def prepared(text: str, path: str, pages: frozenset[str], lang: str) -> str:
    """Return a page, at this path of the documentation, as the site generator takes it.

    `pages` are the files that the site has. A link to any other file is no link there.
    """
    found = []
    for i, part in enumerate(BLOCKS.split(text)):
        found.append(_titled(part, lang) if i % 2 else _linked(part, path, pages))
    return "".join(found)


def _titled(block: str, lang: str) -> str:
    """Return a fenced block with the language and the title that it is shown with."""

    def replaced(fence: re.Match[str]) -> str:
        kind, title = fence["kind"], fence["file"] or ""
        if kind in TITLES:
            title = TITLES[kind][lang == "zh"]
            kind = "relrules" if kind in ("facts", "result") else "text"
        return f'```{kind} title="{title}"' if title else f"```{kind}"

    return FENCE.sub(replaced, block, count=1)


def _linked(text: str, path: str, pages: frozenset[str]) -> str:
    folder = posixpath.dirname(path)

    def replaced(link: re.Match[str]) -> str:
        target, _, anchor = link["target"].partition("#")
        if not target or "://" in target or target.startswith("mailto:"):
            return link[0]
        there = posixpath.normpath(posixpath.join(folder, target))
        # Paths count from `docs`, or from `docs/zh`; what lies beside it begins with `..`.
        there = there.removeprefix("../").removeprefix("../")
        there = ELSEWHERE.get(there, there)
        if there not in pages and f"{there}/README.md" in pages:
            there = f"{there}/README.md"
        if there not in pages:
            return link["text"].removeprefix("!").strip("[]")
        relative = posixpath.relpath(there, folder or ".")
        return f"{link['text']}({relative}{'#' + anchor if anchor else ''})"

    return LINK.sub(replaced, text)


def headed(text: str, path: str) -> str:
    """Return a page with what the site generator must know of it, if anything, on top."""
    said = [
        f"search:\n  boost: {boost}\n"
        for start, boost in SEARCH.items()
        if path == start or (start.endswith("/") and path.startswith(start))
    ]
    if path in WIDE:
        said.append("hide:\n  - navigation\n")
    return f"---\n{''.join(said)}---\n\n{text}" if said else text


def first_sentence(page: str) -> str:
    """Return the first sentence of a page below its heading."""
    paragraph = page.split("\n\n", 2)[1].replace("\n", " ").strip()
    found = re.match(r".*?(?:[.?!](?=\s|$)|[。？！])", paragraph)
    return found[0] if found is not None else paragraph
