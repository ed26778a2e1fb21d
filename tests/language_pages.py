"""Language tests as pages: what a page says, and whether an engine agrees.

A page is Markdown. Its prose is for people; its fenced blocks are run, in this order:

`relrules`
    A policy. Blocks below it, up to the next policy, belong to it.
`relrules trust_ladder.rel`
    A file beside the policies below it, which they may use or be based on.
`error`
    The exact report of a policy that is refused. Nothing else follows.
`warning`
    The exact report of a policy that is accepted with warnings. Without this block, or with an
    empty one, there are none.
`facts`
    A record, in the words that follow `given` in an example. It may be empty. The records of a list
    stand on deeper lines below its name.
`json`
    A record as data, in place of `facts`.
`problems`
    What is refused of the data above, one problem a line: `path: message`. Nothing else follows.
`result`
    What is expected of the record above, in the words that follow `expect`, one line or several.
`records`
    What the records of lists come to, one result a line: `contacts[2].rung = deep`,
    `… possible (deep, none)`, `… between 0 and 3`, `… has no answer`.
`provisional`
    The results that are provisional for this record, one a line: `name: fact, fact`. Without this
    block there are none.
`says`
    The texts of the alerts and advice for this record, given or possible, one a line: `name: text`.
    `says zh` are the texts in Chinese. For each record of a list: `name for Chen: text`.

The examples that a policy itself declares are run too. A policy is in a page to show something: one
without an error, a warning, a record or an example is refused.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from attrs import define, field, frozen

from page_records import with_data, wrong_records
from policy_files import in_folder
from relrules import Policy, PolicyError, Result, load_text
from relrules.check import model as m
from relrules.check import say
from relrules.check.interval import Interval
from relrules.diagnostics.render import as_text
from relrules.evaluate.outcome import Outcome
from relrules.evaluate.possible import Among, Exactly, Possible
from relrules.syntax.nodes import AdviceState
from relrules.verify.examples import _checked as compared
from relrules.verify.examples import run_example

NAME = "policy.rel"
BLOCK = re.compile(r"^```(?P<kind>[^\n`]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)


# ---- engines ------------------------------------------------------------------------------------


# An engine answers with an outcome: the values of all defines, dimensions, scores and grades, the
# state of advice, and what is provisional. How it came by them is not compared.
Engine = Callable[[Policy, m.Example], Outcome]


def interpreter(policy: Policy, example: m.Example) -> Outcome:
    """Answer as the interpreter does."""
    return run_example(policy.program, example).outcome


# Every page is run by every engine in this list. One that is added here must agree with all pages.
ENGINES: tuple[Engine, ...] = (interpreter,)


# ---- pages --------------------------------------------------------------------------------------


@frozen
class Block:
    """A fenced block: the word after its fence, its text, and the line it begins on."""

    kind: str
    body: str
    line: int


@define
class Record:
    """A record of a page, and what is expected of it."""

    line: int
    facts: tuple[str, ...]
    expect: tuple[str, ...] = ()
    data: str | None = None
    problems: tuple[str, ...] = ()
    records: tuple[str, ...] = ()
    provisional: dict[str, tuple[str, ...]] = field(factory=dict)
    says: dict[str, tuple[str, ...]] = field(factory=dict)


@define
class Case:
    """A policy of a page, and everything the page says of it."""

    page: Path
    line: int
    policy: str
    files: Mapping[str, str] = field(factory=dict)
    records: list[Record] = field(factory=list)
    error: str | None = None
    warning: str | None = None

    @property
    def id(self) -> str:
        """Return where the policy stands."""
        return f"{self.page.parent.name}/{self.page.name}:{self.line}"


def cases(page: Path) -> list[Case]:
    """Return the policies of a page. Raises `ValueError` for a page that is not well made."""
    found: list[Case] = []
    files: dict[str, str] = {}
    for block in _blocks(page):
        if block.kind == "relrules":
            found.append(Case(page, block.line, block.body, dict(files)))
            continue
        if block.kind.startswith("relrules "):
            files[block.kind.split()[1]] = block.body
            continue
        if not found:
            raise ValueError(f"{page.name}:{block.line}: no policy stands above this block")
        _add(found[-1], block)
    for case in found:
        shows = case.records or case.warning is not None or case.error is not None
        if not shows and not re.search(r"^(?:example|示例)\b", case.policy, re.MULTILINE):
            raise ValueError(f"{case.id}: this policy shows nothing")
        if case.error is not None and (case.records or case.warning is not None):
            raise ValueError(f"{case.id}: a policy that is refused has no records and no warnings")
    return found


def _blocks(page: Path) -> Iterator[Block]:
    text = page.read_text("utf-8")
    at = 0
    for match in BLOCK.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        if "```" in text[at : match.start()]:
            raise ValueError(f"{page.name}: a fence above line {line} has no partner")
        yield Block(match["kind"].strip(), match["body"], line)
        at = match.end()
    if "```" in text[at:]:
        raise ValueError(f"{page.name}: the last fence has no partner")


def _add(case: Case, block: Block) -> None:
    record = case.records[-1] if case.records else None
    match block.kind.split():
        case ["error"]:
            case.error = block.body
        case ["warning"]:
            case.warning = block.body
        case ["facts"]:
            case.records.append(Record(block.line, tuple(_given(block.body))))
        case ["json"]:
            case.records.append(Record(block.line, (), data=block.body))
        case ["problems"] if record and record.data:
            record.problems = tuple(_lines(block.body))
        case ["result"] if record:
            record.expect += tuple(_lines(block.body))
        case ["records"] if record:
            record.records = tuple(_lines(block.body))
        case ["provisional"] if record:
            for line in _lines(block.body):
                name, _, facts = line.partition(":")
                record.provisional[name] = tuple(sorted(f.strip() for f in facts.split(",")))
        case ["says", *tag] if record:
            record.says[tag[0] if tag else "en"] = tuple(block.body.splitlines())
        case _:
            raise ValueError(f"{case.page.name}:{block.line}: what is a block {block.kind!r}?")


def _given(body: str) -> Iterator[str]:
    """Yield the lines of an example that give a record; records of lists stand deeper."""
    for line in body.splitlines():
        if line.strip() and not line.strip().startswith("#"):
            yield f"    {line.strip()}" if line[0].isspace() else f"  given {line.strip()}"


def _lines(body: str) -> Iterator[str]:
    for line in body.splitlines():
        if line.strip() and not line.strip().startswith("#"):
            yield line.strip()


# ---- running ------------------------------------------------------------------------------------


def with_records(case: Case, policy: str) -> str:
    """Return a policy with the records of its page as examples at its end."""
    parts = [policy]
    for record in _accepted(case):
        parts.append(f'\nexample "line {record.line}"\n')
        parts += [f"{line}\n" for line in record.facts]
        parts += [f"  expect {line}\n" for line in record.expect]
    return "".join(parts)


def _accepted(case: Case) -> list[Record]:
    return [record for record in case.records if not record.problems]


def loaded(case: Case, policy: str) -> Policy:
    """Return the policy of a case; the page is wrong if it cannot be loaded."""
    try:
        with in_folder(case.files) as folders:
            return load_text(with_records(case, policy), name=NAME, folders=folders)
    except PolicyError as error:
        raise AssertionError(f"{case.id} is refused:\n{error}") from error


def report(case: Case) -> str:
    """Return all that is reported of the policy of a case: its errors and warnings."""
    try:
        with in_folder(case.files) as folders:
            policy = load_text(case.policy, name=NAME, folders=folders)
    except PolicyError as error:
        return as_text(error.diagnostics)
    return as_text(policy.warnings)


def disagreements(case: Case, policy: Policy, engine: Engine) -> list[str]:
    """Return where an engine says something else than the page."""
    found: list[str] = []
    examples = policy.checked.examples
    accepted = _accepted(case)
    records = [None] * (len(examples) - len(accepted)) + [*accepted]
    for example, record in zip(examples, records, strict=True):
        data = record.data if record is not None else None
        outcome = engine(policy, with_data(policy.checked, example, data))
        where = f"{case.page.name}, {example.title.in_language('en')}"
        for met in (compared(policy.checked, outcome, e) for e in example.expect):
            if not met.ok:
                wanted = met.expectation.span.text
                found.append(f"{where}: expected `{wanted}`, but {_shown(met.actual)}")
        if record is not None:
            found += [f"{where}: {line}" for line in wrong_records(outcome, record.records)]
        provisional = {k.removeprefix("advice "): v for k, v in outcome.provisional.items()}
        if record is not None and provisional != record.provisional:
            found.append(f"{where}: provisional are {provisional}")
    return found


def texts(policy: Policy, record: Record, lang: str) -> tuple[str, ...]:
    """Return the texts of alerts and advice for a record, as `name: text`."""
    title = f"line {record.line}"
    example = next(e for e in policy.checked.examples if e.title.in_language("en") == title)
    outcome = interpreter(policy, with_data(policy.checked, example, record.data))
    result = Result(policy.program, outcome).to_dict(lang)
    found = []
    for part in ("alerts", "advice"):
        given = result[part]
        assert isinstance(given, list)
        for advice in given:
            assert isinstance(advice, dict)
            record_title = f" for {advice['record']}" if "record" in advice else ""
            found.append(f"{advice['name']}{record_title}: {advice['text']}")
    return tuple(found)


# ---- messages -----------------------------------------------------------------------------------


def _shown(actual: Possible | AdviceState | tuple[str, ...]) -> str:
    """Return what an engine says in the words of an expectation."""
    match actual:
        case Interval(low=low, high=high) if low == high and low is not None:
            return f"it is {say.number(low)}"
        case Interval(low=low, high=high):
            return f"it is between {say.limit(low)} and {say.limit(high)}"
        case Among(values):
            return f"it is possible ({', '.join(sorted(say.value(v) for v in values))})"
        case Exactly(value):
            return f"it is {say.value(value)}"
        case AdviceState():
            return f"it is {actual.value}"
        case tuple():
            return f"they are ({', '.join(actual)})"
        case _:
            return "it is not decided"
