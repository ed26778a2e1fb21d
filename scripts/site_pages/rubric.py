"""A policy in words and tables: what is asked, what it is worth, what it adds up to, what follows.

Every text and number is the policy's own, and conditions are told as its explanations tell them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import frozen

from relrules.check import model as m
from relrules.check import say
from relrules.check.interval import Exact
from relrules.explain import phrases
from relrules.explain.conditions import requirement
from relrules.explain.markdown import escaped
from relrules.explain.phrases import Phrase, listed
from relrules.explain.picture import picture
from relrules.explain.rows import source
from relrules.explain.scores import told_score
from relrules.explain.telling import Telling, name_of, owner_of
from relrules.explain.terms import term_text
from relrules.explain.visible import everything
from relrules.explain.waterfall import waterfall
from relrules.policy import Policy
from relrules.source.shipped import policy_names
from relrules.verify.laws import Refuted, run_laws

Rowed = m.Dimension | m.Grade | m.Define
KINDS = {"lecture": "讲义", "article": "文章", "handbook": "手册"}
"""What policies call their sources, in Chinese."""


@frozen
class Words:
    """The few words of these pages that are no policy's, in one language."""

    lang: str

    def __call__(self, english: str, chinese: str) -> str:
        """Return the word in this language."""
        return chinese if self.lang == "zh" else english


@frozen
class Rubric:
    """A policy that is told in a language, as of a record of which nothing is known."""

    policy: m.CheckedPolicy
    telling: Telling
    words: Words

    def text(self, of: m.Texts | None) -> str:
        """Return a text of the policy, as Markdown shows it."""
        return "" if of is None else escaped(" ".join(of.in_language(self.words.lang).split()))

    def label(self, of: m.Label) -> str:
        """Return a label of the policy."""
        return self.text(of.texts)

    def listed(self, texts: Sequence[str]) -> str:
        """Return texts of Markdown as a list in prose."""
        return "、".join(texts) if self.words.lang == "zh" else listed(texts, "en")

    def condition(self, when: m.Expr | None) -> str:
        """Return a condition in words."""
        if when is None:
            return self.words("otherwise", "其他情况")
        return escaped(requirement(self.telling, when, wanted=True))


def rubric_of(policy: Policy, lang: str) -> Rubric:
    """Return a policy, ready to be told."""
    outcome = policy.evaluate({}).outcome
    seen = everything(policy.program, outcome)
    return Rubric(policy.checked, Telling(policy.program, outcome, lang, seen), Words(lang))


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield a table, nothing where it has no rows; columns that are empty throughout are left out."""
    kept = [i for i in range(len(heads)) if any(row[i] for row in rows)]
    if not rows:
        return
    yield f"| {' | '.join(heads[i] for i in kept)} |"
    yield f"| {' | '.join('---' for _ in kept)} |"
    for row in rows:
        yield f"| {' | '.join(row[i] for i in kept)} |"
    yield ""


# ---- what it is worth -----------------------------------------------------------------------


def worth(rubric: Rubric) -> Iterator[str]:
    """Yield the points of every dimension, row by row; of lists under their name."""
    policy = rubric.policy
    for name, dimension in policy.dimensions.items():
        if not owner_of(policy, name):
            yield from _dimension(rubric, dimension, "###")
    for name, of in policy.lists.items():
        if owner_of(policy, name) or not (of.dimensions or of.grades):
            continue
        yield f"### {rubric.label(of.label)} {{ #{name}-each }}"
        yield ""
        inside = Rubric(policy, rubric.telling, rubric.words)
        for dimension in of.dimensions.values():
            yield from _dimension(inside, dimension, "####")
        for grade in of.grades.values():
            yield from _grade(inside, grade, "####")


def _dimension(rubric: Rubric, of: m.Dimension, heading: str) -> Iterator[str]:
    words = rubric.words
    yield f"{heading} {rubric.label(of.label)}"
    yield ""
    yield _range_line(rubric, of.low, of.high, of)
    yield ""
    if of.take_all:
        yield words("Every row that applies counts.", "凡符合的各行都计分。")
        yield ""
    yield from _rows(rubric, of.rows, words("Points", "得分"))
    for cap in of.caps:
        yield from _limit(rubric, cap.highest, phrases.number(cap.limit, words.lang), cap)


def _range_line(rubric: Rubric, low: Exact | None, high: Exact | None, of: m.Declaration) -> str:
    words = rubric.words
    ends = [say.limit(low), say.limit(high)]
    cited = _cited(rubric, of)
    told = words(f"{ends[0]} to {ends[1]} points. ", f"{ends[0]} 至 {ends[1]} 分。")
    stop = words(".", "。") if cited else ""
    return f"`{of.id}`{words(': ', '：')}{told}{escaped(cited)}{stop}"


def _cited(rubric: Rubric, of: m.Declaration) -> str:
    """Return what a declaration is taken from; where the page names one document, the part of it."""
    found = source(rubric.telling, of)
    if found.part and len(rubric.policy.sources) == 1:
        return Phrase.PART_OF_SOURCE.say(rubric.words.lang, part=found.part)
    return found.text


def _rows(rubric: Rubric, rows: Sequence[m.Row | m.GradeRow], head: str) -> Iterator[str]:
    words = rubric.words
    told = []
    for row in rows:
        because = rubric.text(row.because)
        told.append((_value(rubric, row.value), _when(rubric, row), because))
    yield from table((head, words("When", "条件"), words("Because", "理由")), told)


def _when(rubric: Rubric, row: m.Row | m.GradeRow | m.DefineRow) -> str:
    if getattr(row, "for_unknown", False):
        return rubric.words("not known", "未知时")
    return rubric.condition(row.when)


def _value(rubric: Rubric, value: m.Expr) -> str:
    if isinstance(value, m.NoAnswer):
        return rubric.words("no answer", "无结论")
    found = value.value if isinstance(value, m.Constant) else None
    if (
        isinstance(value.type, m.NumberType)
        and isinstance(found, int)
        and not isinstance(found, bool)
    ):
        return str(found)
    if isinstance(value.type, m.LevelType) and isinstance(found, str):
        labels = {option.id: rubric.label(option.label) for option in value.type.scale.levels}
        return labels[found]
    return escaped(term_text(rubric.telling, value))


def _limit(rubric: Rubric, highest: bool, limit: str, of: m.Cap | m.Gate) -> Iterator[str]:  # noqa: FBT001
    words = rubric.words
    word = words("At most", "最高") if highest else words("At least", "最低")
    when = "" if of.when is None else words(", when ", "，条件：") + rubric.condition(of.when)
    because = rubric.text(of.because)
    why = words(f", because {because}", f"，因为{because}") if because else ""
    yield f"{word} {limit}{when}{why}{words('.', '。')}"
    yield ""


def worked_out(rubric: Rubric) -> Iterator[str]:
    """Yield the labelled defines: what is worked out on the way, and how."""
    policy, words = rubric.policy, rubric.words
    found = [(name, one) for name, one in policy.defines.items() if not owner_of(policy, name)]
    for name, of in policy.lists.items():
        if not owner_of(policy, name):
            found += of.defines.items()
    rows = [
        (f"**{rubric.label(one.label)}**", _worked_out(rubric, one))
        for _, one in found
        if one.labelled
    ]
    yield from table((words("Name", "名称"), words("How it is worked out", "怎么推算")), rows)


def _worked_out(rubric: Rubric, of: m.Define) -> str:
    words = rubric.words
    if of.rows:
        told = [
            f"{_value(rubric, row.value)}{words(': ', '：')}{_when(rubric, row)}" for row in of.rows
        ]
        return words("; ", "；").join(told)
    if isinstance(of.value.type, m.YesNoType):
        return rubric.condition(of.value)
    return escaped(term_text(rubric.telling, of.value))


# ---- what it adds up to ---------------------------------------------------------------------


def adds_up(rubric: Rubric) -> Iterator[str]:
    """Yield the scores, with pictures of what each part can bring, and the grades."""
    policy, words, lang = rubric.policy, rubric.words, rubric.words.lang
    for name, score in policy.scores.items():
        if owner_of(policy, name):
            continue
        yield f"### {rubric.label(score.label)}"
        yield ""
        yield _range_line(rubric, score.low, score.high, score)
        yield ""
        told = told_score(rubric.telling, score)
        shown = waterfall(rubric.telling, told)
        if shown is not None and shown.steps:
            yield f'<div class="rr">{picture(shown, lang)}</div>'
            yield ""
        elif told.made_of:
            yield escaped(told.made_of) + words(".", "。")
            yield ""
        for cap in score.caps:
            yield from _limit(rubric, cap.highest, phrases.number(cap.limit, lang), cap)
    for name, grade in policy.grades.items():
        if not owner_of(policy, name):
            yield from _grade(rubric, grade, "###")


def _grade(rubric: Rubric, of: m.Grade, heading: str) -> Iterator[str]:
    words = rubric.words
    yield f"{heading} {rubric.label(of.label)}"
    yield ""
    cited = _cited(rubric, of)
    stop = words(".", "。") if cited else ""
    yield f"`{of.id}`{words(': ', '：') if cited else ''}{escaped(cited)}{stop}"
    yield ""
    yield from _rows(rubric, of.rows, words("Level", "级别"))
    labels = {option.id: rubric.label(option.label) for option in of.scale.levels}
    for gate in of.gates:
        yield from _limit(rubric, gate.highest, labels[gate.level], gate)


# ---- what follows -----------------------------------------------------------------------------


def follows(rubric: Rubric, *, alerts: bool) -> Iterator[str]:
    """Yield the advice, or the alerts, each with its text and when it is given."""
    policy, words = rubric.policy, rubric.words
    rows = []
    for name, advice in policy.advice.items():
        if advice.alert is not alerts or owner_of(policy, name):
            continue
        each = ""
        if advice.for_each is not None:
            label = rubric.label(policy.lists[advice.for_each].label)
            each = words(f"For each of {label}: ", f"对每个{label}：")
        said = "" if advice.say is None else _message(rubric, advice.say)
        rows.append(
            (f"**{rubric.label(advice.label)}**", each + rubric.condition(advice.when), said)
        )
    what = words("Alert", "警示") if alerts else words("Advice", "建议")
    yield from table((what, words("When", "条件"), words("Text", "内容")), rows)


def _message(rubric: Rubric, message: m.Message) -> str:
    """Return a text with the names of what takes its places."""
    parts = dict(message.by_lang)
    found = parts.get(rubric.words.lang, message.by_lang[0][1])
    told = []
    for part in found:
        match part:
            case str():
                told.append(part)
            case m.Ref():
                told.append(f"[{term_text(rubric.telling, part)}]")
            case m.Missing():
                told.append(rubric.words("[items not answered]", "［未答的题目］"))
    return escaped(" ".join("".join(told).split()))


# ---- what always holds, what is assumed ---------------------------------------------------------


def laws(policy: Policy, rubric: Rubric) -> Iterator[str]:
    """Yield the laws with their status, as `relrules test` reports it."""
    words = rubric.words
    rows = []
    for found in run_laws(policy.program):
        written = _law(rubric, found.law.law)
        if isinstance(found, Refuted):
            status = words("**refuted**", "**不成立**")
        elif not found.cases:
            status = words("open: no case was found", "未定：没有找到可检验的情形")
        else:
            status = words(f"tested on {found.cases:,} cases", f"已检验 {found.cases:,} 种情形")
        rows.append((rubric.label(found.law.label), written, status))
    yield from table(
        (words("Law", "规律"), words("What it says", "内容"), words("Status", "状态")), rows
    )


def _law(rubric: Rubric, law: m.Invariant | m.Monotone) -> str:
    """Return what a law says, in words."""
    words, telling = rubric.words, rubric.telling
    match law:
        case m.Invariant(condition=condition, when=None):
            return rubric.condition(condition)
        case m.Invariant(condition=condition, when=when):
            holds, where = rubric.condition(condition), rubric.condition(when)
            return words(f"{holds}, wherever {where}", f"凡{where}，必有{holds}")
        case m.Monotone(result=result, never_falls=never_falls, fact=fact, rises=rises):
            name, of = escaped(term_text(telling, result)), escaped(name_of(telling, fact))
            change = words("rises", "上升") if rises else words("falls", "下降")
            never = (
                words("never falls", "从不下降")
                if never_falls
                else words("never rises", "从不上升")
            )
            return words(f"{name} {never} when {of} {change}", f"{of}{change}时，{name}{never}")


def assumptions(rubric: Rubric) -> Iterator[str]:
    """Yield what the source leaves open and the policy chose."""
    policy, words = rubric.policy, rubric.words
    own = [text for text in policy.assumptions if text not in policy.from_used.assumptions]
    lines = [f"- {rubric.text(text)}" for text in own]
    for of in declarations(policy):
        lines += [
            f"- **{rubric.label(of.label)}**{words(': ', '：')}{rubric.text(text)}"
            for text in of.assumptions
        ]
    if not lines:
        return
    yield from _sources_introduced(rubric)
    yield from lines
    yield ""
    if policy.uses:
        links = rubric.listed([link_to(rubric, used) for used in policy.uses])
        yield words(
            f"What the rubrics that it draws on assume stands on their pages: {links}.",
            f"它所汇总的评分规则各有假定，见各自的页面：{links}。",
        )
        yield ""


def _sources_introduced(rubric: Rubric) -> Iterator[str]:
    """Yield what the assumptions call “the lecture”, and where stands what it says."""
    policy, words = rubric.policy, rubric.words
    named = [_source_named(rubric, name, title) for name, title in policy.sources.items()]
    if not named:
        return
    page = "../coverage-of-sources.md"
    titles = rubric.listed(named)
    if len(named) == 1:
        yield words(
            f"“The {_kind(next(iter(policy.sources)))}” is {titles}. What it says stands, statement "
            f"by statement, in [What the sources say]({page}). What it leaves open we chose:",
            f"“原文”指{titles}。原文逐条说了什么，见[原文说了什么]({page})。"
            "原文没有说定的，我们这样定：",
        )
    else:
        yield words(
            f"The sources are {titles}. What they say stands, statement by statement, in "
            f"[What the sources say]({page}). What they leave open we chose:",
            f"“原文”指{titles}。原文逐条说了什么，见[原文说了什么]({page})。"
            "原文没有说定的，我们这样定：",
        )
    yield ""


def _kind(source_name: str) -> str:
    """Return what kind of document a source is, by its name: `trust_ladder.article`."""
    return source_name.rpartition(".")[2].replace("_", " ")


def _source_named(rubric: Rubric, name: str, title: m.Texts) -> str:
    kind, text = _kind(name), rubric.text(title)
    chinese = f"{KINDS.get(kind, '')}《{text}》"
    if len(rubric.policy.sources) == 1:
        return rubric.words(f"“{text}”", chinese)
    return rubric.words(f"the {kind} “{text}”", chinese)


def link_to(rubric: Rubric, used: str) -> str:
    """Return what a used policy is called, as a link to its page where it has one."""
    label = rubric.label(rubric.policy.from_used.labels[used])
    return f"[{label}]({used}.md)" if used in policy_names() else label


def declarations(policy: m.CheckedPolicy) -> Iterator[m.Declaration]:
    """Yield every declaration of a policy's own that may assume something."""
    for name, questionnaire in policy.questionnaires.items():
        if not owner_of(policy, name):
            yield questionnaire
    for name, of in policy.lists.items():
        if not owner_of(policy, name):
            yield from (of, *of.facts.values(), *of.defines.values())
            yield from (*of.dimensions.values(), *of.grades.values())
    facts = {n: fact for n, fact in policy.facts.items() if n not in policy.from_used.facts}
    groups = (facts, policy.defines, policy.dimensions, policy.scores)
    for group in (*groups, policy.grades, policy.advice, policy.laws):
        yield from (one for name, one in group.items() if not owner_of(policy, name))
