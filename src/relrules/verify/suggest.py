"""Examples to paste into a policy, for what its own do not reach."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import frozen

from relrules.check import model as m
from relrules.evaluate.evaluate import Program
from relrules.evaluate.outcome import Outcome
from relrules.evaluate.possible import decided
from relrules.source import Source
from relrules.syntax.nodes import AdviceState
from relrules.syntax.tokens import KeywordLanguage
from relrules.verify.coverage import Coverable, Coverage, Kind, Reach, reach_of
from relrules.verify.examples import run_example
from relrules.verify.parts import refs_in
from relrules.verify.reach import Change, NotFound, Record, facts_reaching, owner_of
from relrules.verify.rule_text import rule_text
from relrules.verify.written import (
    advice_text,
    clause_lines,
    expected_text,
    given_texts,
    keyword_language,
    list_lines,
    name_text,
    quoted,
    type_of,
    value_text,
    word,
)

LONGEST_TITLE = 70
LIKE = {
    "en": "  # As “{title}”, but with {setting}.",
    "zh": "  # 与示例“{title}”相同，只是 {setting}。",
}
OF_RECORD = {
    "en": "{setting} for record {number} of {name}",
    "zh": "{name} 第 {number} 条的 {setting}",
}
COLON = {"en": ": ", "zh": "："}


@frozen
class Suggestion:
    """An example in the policy's language, ready to be pasted, and what it reaches that was not."""

    title: str
    text: str
    record: Record
    reaches: tuple[Coverable, ...]


@frozen
class Suggestions:
    """The examples for all that is not reached, and where none was found in how many tries."""

    examples: tuple[Suggestion, ...]
    not_found: Mapping[Coverable, NotFound]


def suggestions(program: Program, source: Source, found: Sequence[Coverage]) -> Suggestions:
    """Return examples for what is not surely reached; each is made once for all that it reaches."""
    lang = keyword_language(source)
    titles = {text for example in program.policy.examples for _, text in example.title.by_lang}
    left = [c.coverable for c in found if c.reach is not Reach.SURELY]
    made: list[Suggestion] = []
    nowhere: dict[Coverable, NotFound] = {}
    while left:
        record = facts_reaching(program, left[0])
        if isinstance(record, NotFound):
            nowhere[left.pop(0)] = record
            continue
        outcome = run_example(program, record.example).outcome
        title = _unique(_title(program.policy, left[0]), titles)
        titles.add(title)
        reached = [c for c in left if reach_of(c, outcome) is Reach.SURELY]
        text = _text(program.policy, title, record, outcome, reached, lang)
        made.append(Suggestion(title, text, record, tuple(reached)))
        left = [c for c in left if c not in reached]
    return Suggestions(tuple(made), nowhere)


def _text(  # noqa: PLR0913, PLR0917 - all that an example holds
    policy: m.CheckedPolicy,
    title: str,
    record: Record,
    outcome: Outcome,
    reached: Sequence[Coverable],
    lang: KeywordLanguage,
) -> str:
    lines = [f"{word('EXAMPLE', lang)} {quoted(title)}"]
    if record.like is not None and record.changed is not None:
        like = record.like.title.in_language(policy.lang)
        lines.append(LIKE[lang].format(title=like, setting=_setting(record.changed, lang)))
    example = record.example
    given = given_texts(policy, example.given, example.today, lang)
    lines += clause_lines(word("GIVEN", lang), given)
    lines += list_lines(policy, example.lists, lang)
    lines += clause_lines(word("EXPECT", lang), _expected(policy, outcome, reached, lang))
    return "\n".join(lines) + "\n"


def _setting(change: Change, lang: KeywordLanguage) -> str:
    """Return a fact that was changed, with its value."""
    value, of = change.value, change.fact.type
    shown = word("UNKNOWN", lang) if value is None else value_text(value, of, lang)
    setting = f"{name_text(change.fact.id)} = {shown}"
    if change.list is None:
        return setting
    name, number = name_text(change.list), change.record + 1
    return OF_RECORD[lang].format(setting=setting, name=name, number=number)


def _expected(
    policy: m.CheckedPolicy, outcome: Outcome, reached: Sequence[Coverable], lang: KeywordLanguage
) -> list[str]:
    """Return what to expect: what is reached, and the scores and grades that are decided."""
    owners = {c.owner for c in reached if c.kind not in (Kind.ADVICE, Kind.ALERT)}
    # What records come to is not expected of an example; what is made of it is.
    results = [name for name in policy.order if name in outcome.values]
    shown = [
        name
        for name in results
        if name in owners
        or ((name in policy.scores or name in policy.grades) and _is_decided(outcome, name))
    ]
    advice = [
        advice_text(name_text(c.owner), AdviceState.GIVEN, lang, alert=c.kind is Kind.ALERT)
        for c in reached
        if c.kind in (Kind.ADVICE, Kind.ALERT)
    ]
    found = [*_written(policy, outcome, shown, lang), *advice]
    return found or _anything(policy, outcome, results, lang)


def _written(
    policy: m.CheckedPolicy, outcome: Outcome, names: Sequence[str], lang: KeywordLanguage
) -> list[str]:
    written = (
        expected_text(name_text(n), outcome.values[n], type_of(policy, n), lang) for n in names
    )
    return [text for text in written if text is not None]


def _anything(
    policy: m.CheckedPolicy, outcome: Outcome, results: Sequence[str], lang: KeywordLanguage
) -> list[str]:
    """Return something to expect where what is reached is seen in no result: an example needs it."""
    decided_ones = [name for name in results if _is_decided(outcome, name)]
    found = _written(policy, outcome, [*decided_ones, *results], lang)
    found += [
        advice_text(name_text(name), outcome.advice[name], lang, alert=advice.alert)
        for name, advice in policy.advice.items()
    ]
    return found[:1]


def _is_decided(outcome: Outcome, name: str) -> bool:
    return decided(outcome.values[name]) is not None


def _title(policy: m.CheckedPolicy, wanted: Coverable) -> str:
    """Return a title that says what the example shows, in the policy's own language."""
    lang = policy.lang
    label = owner_of(policy, wanted).label.in_language(lang)
    colon = COLON.get(lang, COLON["en"])
    match wanted.kind:
        case Kind.ROW:
            what = _row_title(policy, wanted)
        case Kind.GRADE_ROW:
            what = _level_title(policy, wanted)
        case Kind.CAP | Kind.GATE:
            what = _shortened(rule_text(wanted.span))
        case Kind.ADVICE | Kind.ALERT:
            return label
    return f"{label}{colon}{what}"


def _row_title(policy: m.CheckedPolicy, wanted: Coverable) -> str:
    owner = owner_of(policy, wanted)
    if not isinstance(owner, m.Dimension | m.Define):
        raise AssertionError(owner)
    row = owner.rows[wanted.index]
    answer = _answer(row, policy.lang) if isinstance(row, m.Row) else ""
    if answer:
        return answer
    if row.because is not None:
        return _shortened(row.because.in_language(policy.lang))
    return _shortened(rule_text(wanted.span))


def _answer(row: m.Row, lang: str) -> str:
    """Return the label of the level or choice that a row is the entry of."""
    for ref in refs_in(row.when):
        match ref.type:
            case m.LevelType(scale=m.Scale(levels=options)) | m.ChoiceType(options=options):
                found = [o.label.in_language(lang) for o in options if o.id == row.entry]
                if found:
                    return found[0]
            case _:
                pass
    return ""


def _level_title(policy: m.CheckedPolicy, wanted: Coverable) -> str:
    grade = owner_of(policy, wanted)
    if not isinstance(grade, m.Grade):
        raise AssertionError(grade)
    level = grade.rows[wanted.index].level
    labels = [o.label.in_language(policy.lang) for o in grade.scale.levels if o.id == level]
    return labels[0] if labels else _shortened(rule_text(wanted.span))


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_TITLE else f"{text[: LONGEST_TITLE - 1].rstrip()}…"


def _unique(title: str, taken: set[str]) -> str:
    number, found = 1, title
    while found in taken:
        number += 1
        found = f"{title} ({number})"
    return found
