"""A policy as a questionnaire: what is asked, and what can be answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import relrules
from relrules.check import model as m
from relrules.check import say
from relrules.check.interval import Exact
from relrules.explain import phrases
from relrules.explain.telling import owner_of
from relrules.source.shipped import policy_names
from relrules.syntax.nodes import ComparisonOp
from site_pages.rubric import Rubric, Words, link_to


def asked(rubric: Rubric) -> Iterator[str]:
    """Yield the policy as a questionnaire: what it asks itself, then what each used policy asks."""
    policy, words = rubric.policy, rubric.words
    by_owner = {name: owner for owner in reversed(policy.uses) for name in _asks(policy, owner)}
    if policy.uses and len(by_owner) == len(policy.facts):
        yield words(
            "It asks nothing of its own: every question comes from a rubric that it draws on.",
            "本身不另外提问，所有问题都来自它所汇总的评分规则。",
        )
        yield ""
    for owner in ("", *policy.uses):
        lines = list(_asked_by(rubric, owner, by_owner))
        if lines and owner:
            yield f"### {link_to(rubric, owner)} {{ #asked-{owner} }}"
            yield ""
        yield from lines


def _asked_by(rubric: Rubric, owner: str, by_owner: Mapping[str, str]) -> Iterator[str]:
    """Yield what one policy asks; nobody's name is that of the policy itself."""
    policy = rubric.policy
    items = {item for one in policy.questionnaires.values() for item in one.items}
    for name, fact in policy.facts.items():
        if name not in items and by_owner.get(name, "") == owner:
            yield from _fact(rubric, fact, "")
    for name, of in policy.questionnaires.items():
        if owner_of(policy, name) == owner:
            yield from _questionnaire(rubric, of)
    for name, records in policy.lists.items():
        if owner_of(policy, name) == owner:
            yield from _list(rubric, records)


def _asks(policy: m.CheckedPolicy, owner: str) -> Iterator[str]:
    """Yield the facts of a policy that a used one asks, and it does not ask itself."""
    if owner not in policy_names():
        return
    for name in relrules.shipped(owner).checked.facts:
        # Two facts of one name that are not the same are told apart by their policies.
        for called in (name, f"{owner}.{name}"):
            if called in policy.from_used.facts:
                yield called


def _worths(policy: m.CheckedPolicy, fact: m.Fact) -> Mapping[m.Value, Exact]:
    """Return the points of each answer, where one dimension gives them and looks at nothing else."""
    found = [
        worths
        for name, dimension in policy.dimensions.items()
        if not owner_of(policy, name)
        if (worths := _worths_in(dimension, fact)) is not None
    ]
    return found[0] if len(found) == 1 else {}


def _worths_in(dimension: m.Dimension, fact: m.Fact) -> Mapping[m.Value, Exact] | None:
    """Return the points of each answer in a dimension; `None` where it goes by anything else."""
    answers: tuple[m.Value, ...] = tuple(option.id for option in _options(fact.type))
    if isinstance(fact.type, m.YesNoType):
        answers = (True, False)
    if dimension.take_all or dimension.caps or not answers:
        return None
    worths: dict[m.Value, Exact] = {}
    for row in dimension.rows:
        if row.points is None:
            return None
        match row.when:
            case None:
                worths |= {answer: row.points for answer in answers if answer not in worths}
            case m.Comparison(
                op=ComparisonOp.EQ,
                left=m.Ref(kind=m.Kind.FACT, name=name, list=None),
                right=m.Constant(value=answer),
            ) if name == fact.id:
                worths.setdefault(answer, row.points)
            case _:
                return None
    return worths if set(worths) == set(answers) else None


def _fact(rubric: Rubric, fact: m.Fact, indent: str) -> Iterator[str]:
    words = rubric.words
    worths = {} if indent else _worths(rubric.policy, fact)
    ask = rubric.text(fact.ask) or rubric.label(fact.label)
    if fact.ask is not None:
        # Everywhere else the fact is called by its label.
        ask = f"{rubric.label(fact.label)}{words(': ', '：')}{ask}"
    options = _options(fact.type)
    kind = "" if options else f" – {_domain_with_points(fact.type, words, worths)}"
    yield f"{indent}**{ask}** `{fact.id}`{kind}{_remarks(rubric, fact)}"
    yield ""
    if fact.hint is not None:
        yield f"{indent}*{rubric.text(fact.hint)}*"
        yield ""
    for option in options:
        hint = ""
        if option.hint is not None:
            hint = f"{words(': ', '：')}*{rubric.text(option.hint)}*"
        yield f"{indent}- {rubric.label(option.label)}{_points(worths, option.id, words)}{hint}"
    yield ""


def _points(worths: Mapping[m.Value, Exact], answer: m.Value, words: Words) -> str:
    """Return what an answer is worth, beside it."""
    if answer not in worths:
        return ""
    points = phrases.points(worths[answer], words.lang)
    return words(f" ({points})", f"（{points}）")


def _domain_with_points(of: m.Type, words: Words, worths: Mapping[m.Value, Exact]) -> str:
    if not worths:
        return domain(of, words)
    yes, no = _points(worths, answer=True, words=words), _points(worths, answer=False, words=words)
    return words(f"yes{yes} or no{no}", f"是{yes}或否{no}")


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
    if not told:
        return ""
    return words(f" ({'; '.join(told)})", f"（{'；'.join(told)}）")


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
            return kind + words(f" ({name})", f"（{name}）") if name else kind
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
