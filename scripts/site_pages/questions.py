"""A policy as a questionnaire: what is asked, and what can be answered."""

from __future__ import annotations

from collections.abc import Iterator

from relrules.check import model as m
from relrules.check import say
from relrules.explain.telling import owner_of
from site_pages.rubric import Rubric, Words


def asked(rubric: Rubric) -> Iterator[str]:
    """Yield the policy as a questionnaire."""
    policy = rubric.policy
    items = {item for one in policy.questionnaires.values() for item in one.items}
    for name, fact in policy.facts.items():
        if name not in items and not owner_of(policy, name):
            yield from _fact(rubric, fact, "")
    for name, of in policy.questionnaires.items():
        if not owner_of(policy, name):
            yield from _questionnaire(rubric, of)
    for name, records in policy.lists.items():
        if not owner_of(policy, name):
            yield from _list(rubric, records)
    used = [name for name in policy.uses if policy.from_used.labels.get(name) is not None]
    if used:
        words = rubric.words
        links = [f"[{rubric.label(policy.from_used.labels[u])}]({u}.md)" for u in used]
        yield (
            words("Asked by the policies that it uses: ", "其余由所用策略来问：")
            + words(", ", "、").join(links)
            + words(".", "。")
        )
        yield ""


def _fact(rubric: Rubric, fact: m.Fact, indent: str) -> Iterator[str]:
    words = rubric.words
    ask = rubric.text(fact.ask) or rubric.label(fact.label)
    if fact.ask is not None:
        # Everywhere else the fact is called by its label.
        ask = f"{rubric.label(fact.label)}{words(': ', '：')}{ask}"
    options = _options(fact.type)
    kind = "" if options else f" – {domain(fact.type, words)}"
    yield f"{indent}**{ask}** `{fact.id}`{kind}{_remarks(rubric, fact)}"
    yield ""
    if fact.hint is not None:
        yield f"{indent}*{rubric.text(fact.hint)}*"
        yield ""
    for option in options:
        hint = f": *{rubric.text(option.hint)}*" if option.hint is not None else ""
        yield f"{indent}- {rubric.label(option.label)}{hint}"
    yield ""


def _options(of: m.Type) -> tuple[m.Option, ...]:
    match of:
        case m.LevelType(scale=scale):
            return scale.levels
        case m.ChoiceType(options=options):
            return options
        case _:
            return ()


def _remarks(rubric: Rubric, fact: m.Fact) -> str:
    words = rubric.words
    told = []
    if fact.confidential is not None:
        audience = words(", ", "、").join(fact.confidential.audiences)
        told.append(words(f"confidential to {audience}", f"仅限 {audience}"))
    if fact.default is not None:
        value = say.value(fact.default)
        told.append(words(f"taken to be {value} where not known", f"未知时按 {value} 计"))
    if fact.fixed:
        told.append(words("cannot be changed", "不可改变"))
    return f" ({'; '.join(told)})" if told else ""


def domain(of: m.Type, words: Words) -> str:
    """Return what can be answered."""
    match of:
        case m.NumberType(low=low, high=high, decimals=decimals, unit=unit):
            name = unit.in_language(words.lang) if unit is not None else ""
            kind = words("a whole number", "整数") if decimals == 0 else words("a number", "数值")
            if low is not None and high is not None:
                ends = f"{say.number(low)}", f"{say.number(high)}"
                kind += words(f" from {ends[0]} to {ends[1]}", f"，{ends[0]} 到 {ends[1]}")
            elif low is not None:
                kind += words(f" from {say.number(low)}", f"，不低于 {say.number(low)}")
            return f"{kind} ({name})" if name else kind
        case m.YesNoType():
            return words("yes or no", "是或否")
        case m.DateType():
            return words("a date", "日期")
        case _:
            return words("a text", "文字")


def _questionnaire(rubric: Rubric, of: m.Questionnaire) -> Iterator[str]:
    words, policy = rubric.words, rubric.policy
    yield f"**{rubric.label(of.label)}** `{of.id}`"
    yield ""
    ask = " ".join(t for t in (rubric.text(of.ask), rubric.text(of.hint)) if t)
    scale = f"{say.number(of.low)}–{say.number(of.high)}"
    first = policy.facts[of.items[0]].type
    answers = domain(first, words)
    if isinstance(first, m.LevelType):
        answers = " < ".join(rubric.label(o.label) for o in first.scale.levels)
    counts = words(f"each answer counts {scale}", f"每题计 {scale}")
    yield f"*{ask}* {answers}{words('; ', '；')}{counts}{words('.', '。')}"
    yield ""
    for item in of.items:
        mark = words(" (reversed)", "（反向）") if item in of.reversed else ""
        yield f"1. {rubric.label(policy.facts[item].label)}{mark}"
    yield ""


def _list(rubric: Rubric, of: m.List) -> Iterator[str]:
    words = rubric.words
    ask = rubric.text(of.ask) or rubric.label(of.label)
    yield f"**{ask}** `{of.id}`{words(': a list, and for each', '：清单，逐个填写')}"
    yield ""
    for fact in of.facts.values():
        lines = list(_fact(rubric, fact, "    "))
        yield f"- {lines[0].strip()}"
        yield from lines[1:]
