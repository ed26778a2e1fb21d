"""The pages of the shipped policies: each rubric in tables and pictures, with its examples worked."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from attrs import evolve

import relrules
from relrules.check import model as m
from relrules.check import say
from relrules.evaluate.evaluate import Program
from relrules.evaluate.outcome import Outcome
from relrules.explain.html import as_html
from relrules.explain.markdown import escaped
from relrules.explain.story import story
from relrules.explain.telling import Telling, declared, key_of
from relrules.explain.visible import everything
from relrules.policy import Policy
from relrules.verify.examples import ExampleOutcome, run_examples
from site_pages.documents import Group, groups
from site_pages.questions import asked
from site_pages.rubric import (
    Rubric,
    Words,
    adds_up,
    assumptions,
    follows,
    laws,
    link_to,
    rubric_of,
    worked_out,
    worth,
)


def index(lang: str) -> str:
    """Return the page that lists the policies."""
    words = Words(lang)
    lines = [
        f"# {words('The shipped rubrics', '随库提供的评分规则')}",
        "",
        words(
            "Each page is made from the policy file itself: its questions, points, thresholds, laws "
            "and assumptions, and every one of its worked examples. What the documents behind them "
            "say stands in [What the sources say](../coverage-of-sources.md).",
            "每一页都由策略文件生成：问什么、怎么给分、门槛在哪、有哪些规律和假定，还有每一个算好的示例。"
            "这些规则所依据的文档说了什么，见[原文说了什么](../coverage-of-sources.md)。",
        ),
        "",
    ]
    first, several, *by_document = groups()
    lines += _listed(words("Start here", "从这里开始"), first, words)
    lines += _listed(words("Several rubrics on one page", "几项评分合在一页"), several, words)
    for group in by_document:
        if group.title is not None:
            title = group.title.in_language(lang)
            lines += _listed(words(f"From “{title}”", f"出自《{title}》"), group, words)
    return "\n".join(lines)


def _listed(title: str, group: Group, words: Words) -> Iterator[str]:
    """Yield a part of the list; where a policy is from is said of each, if the title does not."""
    yield f"## {title}"
    yield ""
    for name in group.policies:
        rubric = rubric_of(relrules.shipped(name), words.lang)
        of = rubric.policy
        told = f"**[{rubric.label(of.label)}]({name}.md)**{words(': ', '：')}"
        told += rubric.text(of.question)
        if of.uses:
            links = rubric.listed([link_to(rubric, used) for used in of.uses])
            told += words(f" Draws on {links}.", f"汇总{links}。")
        elif group.title is None:
            told += words(f" From “{_titles(rubric)}”.", f"出自《{_titles(rubric)}》。")
        yield f"- {told}"
    yield ""


def _titles(rubric: Rubric) -> str:
    """Return the titles of the documents that a policy is taken from."""
    titles = (rubric.text(title) for title in rubric.policy.sources.values())
    return rubric.words("; ", "；").join(titles)


def policy_page(policy: Policy, lang: str) -> str:
    """Return the page of a policy."""
    rubric = rubric_of(policy, lang)
    return "\n".join(_page(policy, rubric)) + "\n"


def _page(policy: Policy, rubric: Rubric) -> Iterator[str]:
    of, words = policy.checked, rubric.words
    yield f"# {rubric.label(of.label)}"
    yield ""
    yield f"> {rubric.text(of.question)}"
    yield ""
    yield from _head(rubric)
    sections: tuple[tuple[str, str, Iterator[str]], ...] = (
        ("asked", words("What is asked", "要问什么"), asked(rubric)),
        ("worth", words("What it is worth", "怎么给分"), worth(rubric)),
        ("worked-out", words("What is worked out on the way", "中间推算"), worked_out(rubric)),
        ("adds-up", words("What it adds up to", "加起来是什么"), adds_up(rubric)),
        ("alerts", words("What is warned of", "什么时候警示"), follows(rubric, alerts=True)),
        ("advice", words("What is advised", "什么时候建议"), follows(rubric, alerts=False)),
        ("laws", words("What always holds", "始终成立的规律"), laws(policy, rubric)),
        ("assumed", words("What we assume", "我们的假定"), assumptions(rubric)),
        ("examples", words("Worked examples", "算好的示例"), _examples(policy, rubric)),
    )
    for anchor, title, lines in sections:
        told = list(lines)
        if any(line for line in told):
            yield f"## {title} {{ #{anchor} }}"
            yield ""
            yield from told


def _head(rubric: Rubric) -> Iterator[str]:
    of, words = rubric.policy, rubric.words
    if of.uses:
        links = rubric.listed([link_to(rubric, used) for used in of.uses])
        yield words(f"Draws on the results of {links}.", f"汇总以下评分规则的结果：{links}。")
        yield ""
    titles = _titles(rubric)
    if titles:
        said = f"[{words('what it says', '原文说了什么')}](../coverage-of-sources.md)"
        if len(of.sources) > 1:
            said = f"[{words('what they say', '原文说了什么')}](../coverage-of-sources.md)"
        yield words(f"Source: {titles} ({said}).", f"出处：{titles}（{said}）。")
        yield ""
    yield words(
        f"Scored by it? `relrules explain {of.id} FILE` says why, for each account of a file. "
        f"Version {of.version}. To tune a copy of your own: `relrules copy {of.id}`.",
        f"想知道自己的得分从何而来：`relrules explain {of.id} 文件` 会逐个客户说明原因。"
        f"版本 {of.version}。要调整自己的一份：`relrules copy {of.id}`。",
    )
    yield ""


def shown(text: m.Texts, lang: str) -> str:
    """Return a text of a policy as its page has it."""
    return escaped(" ".join(text.in_language(lang).split()))


def in_html(text: m.Texts, lang: str) -> str:
    """Return a text of a policy as HTML on its page has it."""
    return escape(text.in_language(lang))


# ---- worked examples ------------------------------------------------------------------------


def _examples(policy: Policy, rubric: Rubric) -> Iterator[str]:
    words = rubric.words
    yield words(
        "Each was worked out by hand before the policy was run, and is run with its tests.",
        "每一个都先用手算好再运行，并随测试一起检验。",
    )
    yield ""
    for number, example in enumerate(run_examples(policy.program), 1):
        if not example.ok:
            raise AssertionError(example.example.title)
        title = example.example.title.in_language(words.lang)
        yield f'<details class="rr-example" id="example-{number}">'
        yield f"<summary>{escape(title)}</summary>"
        yield "<div data-search-exclude>"
        yield from _given(policy, rubric, example)
        yield article(policy.program, example.outcome, words.lang)
        yield "</div>"
        yield "</details>"
        yield ""


def _given(policy: Policy, rubric: Rubric, example: ExampleOutcome) -> Iterator[str]:
    """Yield the facts of an example, each with its answer."""
    telling = _telling(policy, rubric, example)
    given = example.example
    words = rubric.words
    rows = [] if given.today is None else [(words("Today", "今天"), given.today.isoformat())]
    rows += [
        (_asked(telling, name), _answer(telling, name, value))
        for name, value in given.given.items()
    ]
    for name, value in given.results.items():
        taken = words(" (taken as given)", "（直接给定）")
        rows.append((_asked(telling, name), _answer(telling, name, value) + taken))
    for name, records in given.lists.items():
        of = policy.checked.lists[name]
        for number, record in enumerate(records, 1):
            told = words("; ", "；").join(
                f"{of.facts[fact].label.in_language(telling.lang)}{words(': ', '：')}"
                f"{_answer(telling, f'{name}.{fact}', value)}"
                for fact, value in record.items()
            )
            rows.append((f"{of.label.in_language(telling.lang)} {number}", told))
        if not records:
            rows.append((of.label.in_language(telling.lang), rubric.words("none", "没有")))
    if not rows:
        yield f'<p class="rr-given">{escape(rubric.words("Nothing is known.", "一无所知。"))}</p>'
        return
    yield '<table class="rr-given"><tbody>'
    for label, value in rows:
        yield f'<tr><th scope="row">{escape(label)}</th><td>{escape(value)}</td></tr>'
    yield "</tbody></table>"


def _asked(telling: Telling, name: str) -> str:
    of = declared(telling.policy, name)
    return name if of is None else of.label.in_language(telling.lang)


def _answer(telling: Telling, name: str, value: m.Value) -> str:
    """Return an answer in words."""
    if isinstance(value, bool):
        return {True: ("yes", "是"), False: ("no", "否")}[value][telling.lang == "zh"]
    options: tuple[m.Option, ...] = ()
    match declared(telling.policy, key_of(telling.policy, name)):
        case m.Grade(scale=scale) | m.Fact(type=m.LevelType(scale=scale)):
            options = scale.levels
        case m.Fact(type=m.ChoiceType(options=choices)):
            options = choices
        case m.Define() as define if isinstance(define.value.type, m.LevelType):
            options = define.value.type.scale.levels
        case _:
            pass
    labels = {option.id: option.label.in_language(telling.lang) for option in options}
    return labels.get(str(value), say.value(value))


def article(program: Program, outcome: Outcome, lang: str, id_: str | None = None) -> str:
    """Return what a policy says of a record, for a page that has its title and its assumptions."""
    seen = everything(program, outcome)
    telling = Telling(program, outcome, lang, seen, in_full=not program.policy.uses)
    told = evolve(story(telling, id_), assumptions=())
    return as_html(told, heading=3, titled=False)


def _telling(policy: Policy, rubric: Rubric, example: ExampleOutcome) -> Telling:
    seen = everything(policy.program, example.outcome)
    in_full = not policy.checked.uses
    return Telling(policy.program, example.outcome, rubric.words.lang, seen, in_full=in_full)
