"""Why a record changes: the dimensions whose points differ, and the rows that decided."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from relrules.cli.compared import Compared, row_texts
from relrules.compare.change import Hidden, Limit, RecordChange, ResultChange, Row, Side
from relrules.explain.values import one_line, possible_text
from relrules.verify.parts import parts_of

Code = Callable[[str], str]
RESULTS = ("dimension", "score", "grade", "change")

WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {
        "result": "{label} {before} → {after}",
        "same": "{label} {before} in both",
        "rows": "{result}: {rows}",
        "became": "{before} became {after}",
        "still": "{before} in both",
        "because": "{text} (because {reason})",
        "or": " or ",
        "confidential": "confidential",
        "partly": "{result}: what decides it is partly confidential",
        "others": "parts that are confidential may have changed too",
        "limited": "{rows} with {limits}",
        "then": "{before} decided, now {after} does",
        "now_limited": "now with {after}",
        "unlimited": "no longer with {before}",
        "limits": "with {before}, now with {after}",
        "same_limits": "with {before} in both",
    },
    "zh": {
        "result": "{label} {before} → {after}",
        "same": "{label}前后都是 {before}",
        "rows": "{result}：{rows}",
        "became": "{before} 改为 {after}",
        "still": "前后都是 {before}",
        "because": "{text}（因为{reason}）",
        "or": " 或 ",
        "confidential": "保密",
        "partly": "{result}：决定它的内容部分保密",
        "others": "保密的部分也可能有变化",
        "limited": "{rows}（另受 {limits} 限制）",
        "then": "原先由 {before} 决定，现在由 {after} 决定",
        "now_limited": "现受 {after} 限制",
        "unlimited": "不再受 {before} 限制",
        "limits": "原受 {before} 限制，现受 {after} 限制",
        "same_limits": "前后都受 {before} 限制",
    },
}


def why(
    compared: Compared,
    record: RecordChange,
    grade: ResultChange | None,
    lang: str,
    code: Code = "`{}`".format,
) -> list[str]:
    """Return why a grade of a record is another, or without one, why anything is.

    `code` marks the words of a policy.
    """
    words = WORDS[lang]
    made_of = None if grade is None else _made_of(compared, grade.name)
    dimensions = [d for d in record.dimensions if made_of is None or d.name in made_of]
    grades = [g for g in record.grades if g.changed] if grade is None else [grade]
    scores = [s for s in record.scores if _is_limited(s) and (made_of is None or s.name in made_of)]
    told = [(change, result_text(compared, change, lang)) for change in dimensions]
    # Without its points: records with the same cap are told of together, each with its own.
    told += [(change, label(compared, change.name, lang)) for change in scores]
    told += [(change, label(compared, change.name, lang)) for change in grades]
    found: list[str] = []
    for change, result in told:
        if change.before.partly_hidden or change.after.partly_hidden:
            found.append(words["partly"].format(result=result))
            continue
        pairs = _pairs(compared, change)
        rows = _rows(change, lang, code, pairs)
        found.append(words["rows"].format(result=result, rows=rows))
        found += [
            words["became"].format(before=code(before), after=code(after))
            for before, after in pairs
            if not _is_all(change, (before, after))
        ]
    if record.changed and any(made_of is None or name in made_of for name in record.hidden):
        # Said whether they have changed or not: that is confidential too.
        found.append(words["others"])
    # A full-width parenthesis has a gap of its own.
    return [text.replace("） ", "）") for text in found]


def result_text(compared: Compared, change: ResultChange, lang: str) -> str:
    """Return a result before and after: “Relationship score 10 → 9”."""
    name = label(compared, change.name, lang)
    before, after = side_text(change.before, lang), side_text(change.after, lang)
    key = "result" if change.changed else "same"
    return WORDS[lang][key].format(label=name, before=before, after=after)


def side_text(side: Side, lang: str) -> str:
    """Return what one policy says of a result, in words."""
    if isinstance(side.value, Hidden):
        return WORDS[lang]["confidential"]
    return one_line(possible_text(side.value, side.of, lang))


def label(compared: Compared, name: str, lang: str) -> str:
    """Return what the new policy calls a result."""
    checked = compared.after.checked
    for declarations in (checked.dimensions, checked.scores, checked.grades):
        if name in declarations:
            return one_line(declarations[name].label.in_language(lang))
    return name


def _pairs(compared: Compared, change: ResultChange) -> list[tuple[str, str]]:
    """Return what became of the clauses that decided, before or after."""
    rows = {text for side in (change.before, change.after) for text in _texts(side)}
    return [
        pair
        for declared in compared.declared
        if declared.name == change.name and declared.kind in RESULTS
        for pair in declared.pairs
        if rows & {*pair}
    ]


def _rows(change: ResultChange, lang: str, code: Code, pairs: Sequence[tuple[str, str]]) -> str:
    words = WORDS[lang]
    before, after = (_told(side, lang, code) for side in (change.before, change.after))
    if any(_is_all(change, pair) for pair in pairs):
        return words["became"].format(before=before, after=after)
    if not change.before.rows and not change.after.rows:
        return words[_limits_key(before, after)].format(before=before, after=after)
    return words["still" if before == after else "then"].format(before=before, after=after)


def _is_limited(change: ResultChange) -> bool:
    """Return whether a cap has to do with how a score changes, as far as may be told."""
    limits = [row_texts(side.limits) for side in (change.before, change.after)]
    hidden = change.before.partly_hidden or change.after.partly_hidden
    return limits[0] != limits[1] or (change.changed and (hidden or any(limits)))


def _limits_key(before: str, after: str) -> str:
    """Return which words tell of caps alone: a score has no rows."""
    if before == after:
        return "same_limits"
    if before and after:
        return "limits"
    return "unlimited" if before else "now_limited"


def _is_all(change: ResultChange, pair: tuple[str, str]) -> bool:
    """Return whether the one row that decided became the one that does."""
    sides = (_texts(change.before), _texts(change.after))
    return sides == ([pair[0]], [pair[1]])


def _texts(side: Side) -> list[str]:
    return row_texts((*side.rows, *side.limits))


def _told(side: Side, lang: str, code: Code) -> str:
    rows = WORDS[lang]["or"].join(_each(side.rows, lang, code))
    limits = WORDS[lang]["or"].join(_each(side.limits, lang, code))
    if rows and limits:
        return WORDS[lang]["limited"].format(rows=rows, limits=limits)
    return rows or limits


def _each(rows: tuple[Row | Limit, ...], lang: str, code: Code) -> Iterator[str]:
    for row, text in zip(rows, row_texts(rows), strict=True):
        if row.because is None:
            yield code(text)
        else:
            reason = one_line(row.because.in_language(lang))
            yield WORDS[lang]["because"].format(text=code(text), reason=reason)


def _made_of(compared: Compared, grade: str) -> set[str]:
    found: set[str] = set()
    for policy in (compared.before.checked, compared.after.checked):
        found |= set(parts_of(policy, policy.grades[grade]))
    return found
