"""The pages of docs/diagnostics: what is on them, and what the library says of their policies.

A page is called after its code. It says in plain words what the code means, then shows a policy
under "Wrong" with the exact report in a block `text`, and the mended policy under "Right". A policy
that builds on others has these above it, in blocks `relrules base.rel` that name their files. Some
mistakes lie in bytes, or in sizes, that no page shows well. Comments above a wrong policy then say
how it is made:

`<!-- repeat: 1001 -->`
    Each line with `{n}` stands so many times, with 1, 2, 3 … in its place.
`<!-- character: ◆ = 202E -->`
    The sign stands for the character of this number.
`<!-- saved as: gb18030 -->`
    The file is saved in this encoding.
`<!-- read as: ascii -->`
    The file is read with `--encoding` of this name.

`python tests/diagnostics/pages.py` compares the pages with the library. With `--update` it rewrites
the reports and the index, and shows what changed; read it before keeping it.
"""

from __future__ import annotations

import ast
import difflib
import importlib
import pkgutil
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from attrs import frozen

from policy_files import in_folder
from relrules.diagnostics import Diagnostic, Severity, catalog
from relrules.diagnostics.render import as_text
from relrules.engine import check_source
from relrules.library import Library
from relrules.syntax.decode import decode

FOLDER = Path(__file__).parents[2] / "docs" / "diagnostics"
INDEX = FOLDER / "index.md"
NAME = "policy.rel"
FILES = r"(?:```relrules [^\n]+\n(?:(?!```).)*```\n\n)*"
PAGE = re.compile(
    r"# (?P<title>[^\n]+)\n\n(?P<prose>.+?)\n\n## Wrong\n\n(?P<made>(?:<!--[^\n]*-->\n+)*)"
    rf"(?P<files>{FILES})```relrules\n(?P<wrong>.*?)```\n\n```text\n(?P<report>.*?)```\n\n"
    rf"## Right\n\n(?P<right_files>{FILES})```relrules\n(?P<right>.*?)```\n",
    re.DOTALL,
)
FILE = re.compile(r"```relrules ([^\n]+)\n(.*?)```\n", re.DOTALL)
SEVERITY = re.compile(r"(error|warning)\[")
MADE = re.compile(r"<!-- ([a-z ]+): (.+?) -->")
SENTENCE = re.compile(r"(?<=[.?!])\s+")
INDEX_HEAD = """\
# Diagnostics

What `relrules check` can say of a policy. An error refuses the policy; a warning does not. A code
is never renamed and never used again for something else. A message that begins with
`error[unknown-name]` has the code `unknown-name`.
"""


@frozen
class Page:
    """One page: the code it is about, and what it shows."""

    path: Path
    title: str
    prose: str
    made: Mapping[str, str]
    files: Mapping[str, str]
    wrong: str
    report: str
    right_files: Mapping[str, str]
    right: str

    @property
    def line(self) -> str:
        """The first sentence of the page, for the index."""
        return SENTENCE.split(" ".join(self.prose.split()))[0]

    @property
    def severity(self) -> str:
        """`error` or `warning`, as the report begins."""
        found = SEVERITY.match(self.report)
        if found is None:
            raise ValueError(f"{self.path.name} has a report without a severity")
        return found[1]


def read_page(path: Path) -> Page:
    """Return what stands on a page. Raises `ValueError` for a page of another form."""
    found = PAGE.fullmatch(path.read_text("utf-8"))
    if found is None:
        raise ValueError(f"{path.name} has not the form of a page; see {Path(__file__).name}")
    return Page(
        path=path,
        title=found["title"],
        prose=found["prose"],
        made=dict(MADE.findall(found["made"])),
        files=dict(FILE.findall(found["files"])),
        wrong=found["wrong"],
        report=found["report"],
        right_files=dict(FILE.findall(found["files"] + found["right_files"])),
        right=found["right"],
    )


def page_files() -> list[Path]:
    return sorted(path for path in FOLDER.glob("*.md") if path != INDEX)


def pages() -> list[Page]:
    return [read_page(path) for path in page_files()]


def codes() -> dict[str, set[str]]:
    """Return every code there is, with the severities that the catalog gives it."""
    found: dict[str, set[str]] = {}
    for module in pkgutil.iter_modules(catalog.__path__):
        for code, severity in _codes_of(module.name):
            found.setdefault(code, set()).add(severity)
    return found


def _codes_of(module: str) -> Iterator[tuple[str, str]]:
    """Yield the first argument of each `Diagnostic` of a module, and how much it matters."""
    path = importlib.import_module(f"{catalog.__name__}.{module}").__file__ or ""
    for node in ast.walk(ast.parse(Path(path).read_text("utf-8"))):
        match node:
            case ast.Call(func=ast.Name(id="Diagnostic"), args=[ast.Constant(value=str(code)), *_]):
                yield code, _severity_in(node)
            case ast.Call(func=ast.Name(id="Diagnostic")):
                raise ValueError(f"{module} makes a diagnostic whose code is not written out")
            case _:
                pass


def _severity_in(call: ast.Call) -> str:
    named = [arg for arg in ast.walk(call) if isinstance(arg, ast.Attribute)]
    said = [at.attr for at in named if isinstance(at.value, ast.Name) and at.value.id == "Severity"]
    return Severity[said[0]].value if said else Severity.ERROR.value


def diagnose(
    policy: str, made: Mapping[str, str], files: Mapping[str, str]
) -> Sequence[Diagnostic]:
    """Return what is said of a policy that is made as a page says, with these files beside it."""
    text = _with_character(_repeated(policy, int(made.get("repeat", "1"))), made.get("character"))
    data = text.encode(made.get("saved as", "utf-8"))
    source = decode(data, NAME, made.get("read as", "utf-8"))
    if isinstance(source, Diagnostic):
        return (source,)
    with in_folder(files) as folders:
        return check_source(source, Library(None, folders))[1]


def _repeated(policy: str, times: int) -> str:
    lines = []
    for line in policy.splitlines(keepends=True):
        count = times if "{n}" in line else 1
        lines += [line.replace("{n}", str(i + 1)) for i in range(count)]
    return "".join(lines)


def _with_character(policy: str, given: str | None) -> str:
    if given is None:
        return policy
    sign, number = given.split(" = ")
    return policy.replace(sign, chr(int(number, 16)))


def index_text() -> str:
    """Return what the index must say."""
    lines = [
        f"- [`{page.title}`]({page.path.name}) ({page.severity}): {page.line}\n" for page in pages()
    ]
    return f"{INDEX_HEAD}\n{''.join(lines)}"


def updated(page: Page) -> str:
    """Return the text of a page with the report as it is now."""
    text = page.path.read_text("utf-8")
    found = PAGE.fullmatch(text)
    if found is None:
        raise ValueError(page.path.name)
    report = as_text(diagnose(page.wrong, page.made, page.files))
    return text[: found.start("report")] + report + text[found.end("report") :]


def main(arguments: Sequence[str]) -> int:
    """Show how the pages and the library differ; with `--update`, rewrite the pages."""
    wanted = {page.path: updated(page) for page in pages()} | {INDEX: index_text()}
    differ = False
    for path, new in wanted.items():
        old = path.read_text("utf-8") if path.exists() else ""
        if new == old:
            continue
        differ = True
        diff = difflib.unified_diff(
            old.splitlines(keepends=True), new.splitlines(keepends=True), path.name, path.name
        )
        sys.stdout.writelines(diff)
        if "--update" in arguments:
            path.write_text(new, "utf-8")
    return int(differ and "--update" not in arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
