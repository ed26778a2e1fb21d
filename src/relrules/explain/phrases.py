"""The words of explanations, in every language side by side.

`{…}` are the places for labels, values and numbers. A phrase that is no whole sentence has no full
stop; what joins phrases adds it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum
from fractions import Fraction

from relrules.check import say
from relrules.check.interval import Exact, Interval

LANGUAGES = ("en", "zh")


class Phrase(Enum):
    """A phrase, in the order of `LANGUAGES`."""

    # ---- the verdict ------------------------------------------------------------------------
    OF_RECORD = ("{id}: {verdict}", "{id}：{verdict}")
    GRADE_IS = ("{grade} is {levels}", "{grade}为{levels}")
    GRADE_CAN_BE = ("{grade} can still be {levels}", "{grade}未定，可能为{levels}")
    WITH_POINTS = (", with {points}", "，得 {points}")
    WITH_NAMED = (", with {name} at {value}", "，{name}为 {value}")
    SHORT_OF = (", {amount} short of {level}", "，距“{level}”还差 {amount}")
    MORE_THAN_SHORT_OF = (
        ", more than {amount} short of {level}",
        "，距“{level}”还差 {amount} 以上",
    )
    JUST_SHORT_OF = (", just short of {level}", "，再高一点即为“{level}”")
    AT_BEST_SHORT_OF = (
        ", at best {amount} short of {level}",
        "，最好的情况下距“{level}”也还差 {amount}",
    )
    HIGHEST = (", the highest there is", "，已是最高一级")
    SCORE_IS = ("{name} is {points}", "{name}为 {points}")
    ALERTS_GIVEN = ("{n} alerts", "{n} 条警示")
    ALERT_GIVEN = ("1 alert", "1 条警示")
    ADVICES_GIVEN = ("{n} pieces of advice", "{n} 条建议")
    ADVICE_GIVEN = ("1 piece of advice", "1 条建议")
    POSSIBLE_TOO = ("{n} more possible", "另有 {n} 条待定")
    NOTHING_TO_SAY = ("nothing to warn of and nothing to advise", "没有警示，也没有建议")
    NO_VERDICT = ("this policy gives no score and no grade", "本策略不评分，也不定级")
    PROVISIONAL_MARK = (" (provisional)", "（暂定）")
    BY_POLICY = ("By “{policy}”, version {version}", "所用策略：{policy}，版本 {version}")
    BY_POLICY_UNVERSIONED = ("By “{policy}”", "所用策略：{policy}")
    COUNTED_TO = ("; counted up to {today}", "；计算截至 {today}")

    # ---- headings ---------------------------------------------------------------------------
    POINTS_HEADING = ("Where the points come from", "得分明细")
    DIMENSION_COLUMN = ("Dimension", "维度")
    POINTS_COLUMN = ("Points", "得分")
    GRADE_COLUMN = ("Grade", "等级")
    LEVEL_COLUMN = ("Level", "级别")
    WHY_COLUMN = ("Why", "依据")
    GRADES_HEADING = ("What decides the grade", "等级依据")
    FINDINGS_HEADING = ("Also worked out", "其他结果")
    UNKNOWN_HEADING = ("Still unknown", "尚未掌握的信息")
    ALERTS_HEADING = ("Alerts", "警示")
    ADVICE_HEADING = ("What to do", "建议")
    PROVISIONAL_HEADING = ("Provisional", "暂定结果")
    WARNINGS_HEADING = ("Please check", "请核对")
    ASSUMPTIONS_HEADING = ("What the policy assumes", "本策略的假定")

    # ---- points and amounts -----------------------------------------------------------------
    POINT = ("1 point", "1 分")
    POINTS = ("{n} points", "{n} 分")
    POINTS_OF = ("{n} of {most} points", "{n} 分（满分 {most} 分）")
    POINTS_OF_ONE = ("{n} of 1 point", "{n} 分（满分 1 分）")
    POINTS_FROM_TO = (
        "{n} points (scale: {least} to {most})",
        "{n} 分（范围 {least} 至 {most} 分）",
    )
    CELL_OF = ("{n} of {most}", "{n}（满分 {most}）")
    CELL_FROM_TO = ("{n} ({least} to {most})", "{n}（{least} 至 {most}）")
    DAY = ("1 day", "1 天")
    DAYS = ("{n} days", "{n} 天")
    MONTH = ("1 month", "1 个月")
    MONTHS = ("{n} months", "{n} 个月")
    FROM_TO = ("{low} to {high}", "{low} 至 {high}")
    NO_LESS = ("{low} or more", "不低于 {low}")
    NO_MORE = ("{high} or less", "不高于 {high}")
    ANY_NUMBER = ("any number", "任意数值")
    ABOUT = ("about {n}", "约 {n}")
    PART = ("{name} {points}", "{name} {points}")
    PART_TIMES = ("{weight} × {name} ({points})", "{weight} × {name}（{points}）")
    LEVELS_OF = ("{grade} {levels}", "{grade}为{levels}")
    MADE_OF = ("Made of: {parts}", "构成：{parts}")
    POINTS_LOST = ("Points lost: {costs}.", "失分：{costs}。")
    POINTS_ALREADY_LOST = ("Points already lost: {costs}.", "已确定的失分：{costs}。")
    POINTS_LOST_OF = ("Points lost in {name}: {costs}.", "{name}的失分：{costs}。")
    POINTS_ALREADY_LOST_OF = (
        "Points already lost in {name}: {costs}.",
        "{name}中已确定的失分：{costs}。",
    )

    # ---- conditions -------------------------------------------------------------------------
    HAS_VALUE = ("{name}: {value}", "{name}：{value}")
    REMARKED = ("{statement}, {remark}", "{statement}，{remark}")
    REMARK_ALONE = ("{name} {remark}", "{name}{remark}")
    IS_REMARKED = ("{name} is {remark}", "{name}{remark}")
    # After its value, what a number is compared with needs no unit in English.
    LIMIT = ("{bare}", "{amount}")
    UNKNOWN = ("unknown", "未知")
    KNOWN = ("known", "已知")
    IS = ("{name} is {value}", "{name}为{value}")
    IS_NOT = ("{name} is not {value}", "{name}不为{value}")
    LEVEL = ("{level}", "“{level}”")
    OPTION = ("“{option}”", "“{option}”")
    YES_NO = ("{answer}", "“{answer}”")
    NAME_INSIDE = ("{name}", "“{name}”")
    IS_KNOWN = ("{name} is known", "{name}已知")
    IS_UNKNOWN = ("{name} is unknown", "{name}未知")
    AT_LEAST = ("at least {value}", "不低于 {value}")
    ABOVE = ("above {value}", "高于 {value}")
    AT_MOST = ("at most {value}", "不高于 {value}")
    BELOW = ("below {value}", "低于 {value}")
    NOT_BEFORE = ("not before {value}", "不早于 {value}")
    AFTER = ("after {value}", "晚于 {value}")
    NOT_AFTER = ("not after {value}", "不晚于 {value}")
    BEFORE = ("before {value}", "早于 {value}")
    EQUAL = ("the same as {value}", "等于 {value}")
    UNEQUAL = ("not the same as {value}", "不等于 {value}")
    BETWEEN = ("between {low} and {high}", "介于 {low} 和 {high} 之间")
    NOT_BETWEEN = ("not between {low} and {high}", "不在 {low} 和 {high} 之间")
    WITH_VALUE = ("{name} ({value})", "{name}（{value}）")
    ALWAYS = ("always", "总是")
    NEVER = ("never", "从不")
    IN_BRACKETS = ("({inner})", "（{inner}）")
    TODAY = ("Today’s date", "今天的日期")
    DAYS_SINCE = ("Days since {date}", "距{date}的天数")
    MONTHS_SINCE = ("Months since {date}", "距{date}的月数")
    DAYS_BETWEEN = ("Days from {start} to {end}", "从{start}到{end}的天数")
    MONTHS_BETWEEN = ("Months from {start} to {end}", "从{start}到{end}的月数")
    MINUS_TERM = ("minus {term}", "负的{term}")
    PLUS = ("{left} plus {right}", "{left}加{right}")
    MINUS = ("{left} minus {right}", "{left}减{right}")
    TIMES = ("{left} times {right}", "{left}乘以{right}")
    DIVIDED_BY = ("{left} divided by {right}", "{left}除以{right}")

    # ---- why --------------------------------------------------------------------------------
    BECAUSE = ("Because {reason}", "因为{reason}")
    SOURCE = ("Source: {title}, {part}", "出处：{title}，{part}")
    NOT_POINTS = ("Not {what}: {why}", "未得 {what}：{why}")
    NOT_LEVEL = ("Not {what}: {why}", "不是“{what}”：{why}")

    # ---- what is unknown --------------------------------------------------------------------
    NOW_THEN = ("{name} {now} now, {then} once it is known", "{name}目前 {now}，得知后 {then}")
    IF_IT_IS = ("If it is {value}: {then}.", "若{value}：{then}。")
    APPLIES = ("{advice} applies", "{advice}适用")
    APPLY = ("{advice} apply", "{advice}适用")
    DOES_NOT_APPLY = ("{advice} does not", "{advice}不适用")
    DO_NOT_APPLY = ("{advice} do not", "{advice}不适用")
    DOES_NOT_APPLY_ALONE = ("{advice} does not apply", "{advice}不适用")
    DO_NOT_APPLY_ALONE = ("{advice} do not apply", "{advice}不适用")
    IN_ANY_CASE = ("{grade} is {levels} whatever it is.", "无论结果如何，{grade}都为{levels}。")
    STAYS_OPEN = ("nothing more is settled", "其余仍待定")
    TITLE = ("“{title}”", "“{title}”")
    ONCE_KNOWN = ("Once it is known: {then}.", "得知后：{then}。")
    DAY_OR_LATER = ("{day} or later", "不早于 {day}")
    DAY_OR_EARLIER = ("{day} or earlier", "不晚于 {day}")
    HANGS_ON_IT = ("Hangs on it: {advice}.", "取决于此：{advice}。")
    CHANGES_NOTHING = ("It can no longer change anything.", "已不会改变任何结果。")
    ONLY_TOGETHER = (
        "By itself it can no longer change anything.",
        "单凭这一项，已不会改变任何结果。",
    )
    ANYTHING_ELSE = ("anything else", "其他")
    EXACTLY = ("{value}", "为 {value}")
    RANGE = ("{low} to {high}", "在 {low} 至 {high} 之间")

    # ---- advice -----------------------------------------------------------------------------
    SINCE = ("Why: {why}.", "依据：{why}。")
    POSSIBLE = ("Possible – {advice}", "（待定）{advice}")
    ONLY_IF = ("Only if {why}.", "条件：{why}。")
    NO_ADVICE = ("Nothing applies at the moment.", "目前没有适用的建议。")

    # ---- provisional, warnings, assumptions --------------------------------------------------
    PROVISIONAL = (
        "{names}: worked out without knowing {facts}, and may change in any way once that is known.",
        "{names}：计算时尚不清楚{facts}，得知后可能有任何变化。",
    )
    AHEAD = (
        "{name} ({day}) is after today ({today}).",
        "{name}（{day}）晚于今天（{today}）。",
    )

    # ---- punctuation ------------------------------------------------------------------------
    COMMA = (", ", "，")
    SEMICOLON = ("; ", "；")
    LISTED = (", ", "、")
    AND = (" and ", "和")
    OR = (" or ", "或")
    BOTH = (" and ", "且")
    BETWEEN_SENTENCES = (" ", "")
    STOP = (".", "。")

    def say(self, lang: str, **slots: str) -> str:
        """Return the phrase in a language with its places filled."""
        text: str = self.value[LANGUAGES.index(lang)]
        pieces = SLOT.split(text)
        # Every second piece is the name of a place.
        filled = [slots[piece] if i % 2 else piece for i, piece in enumerate(pieces)]
        return "".join(filled) if lang != "zh" else _set_in_chinese(filled)


SLOT = re.compile(r"\{(\w+)\}")
CHINESE = re.compile(r"[\u2018-\u201d\u2e80-\u9fff\uff00-\uffef]")
HAN = re.compile(r"[\u2e80-\u2fff\u3040-\u9fff]")


def _set_in_chinese(pieces: Sequence[str]) -> str:
    """Join the pieces of a phrase: Han and Latin or numbers are set apart, nothing else is."""
    text = ""
    for piece in pieces:
        left, right = text.rstrip(" "), piece.lstrip(" ")
        if not left or not right:
            text += piece
            continue
        before, after = left[-1], right[0]
        if CHINESE.match(before) or CHINESE.match(after):
            latin_meets_han = (HAN.match(before) and not CHINESE.match(after)) or (
                HAN.match(after) and not CHINESE.match(before)
            )
            text = f"{left} {right}" if latin_meets_han else f"{left}{right}"
        else:
            text += piece
    return text


def listed(words: Sequence[str], lang: str, last: Phrase = Phrase.AND) -> str:
    """Return words as a list in prose.

    >>> listed(["a", "b", "c"], "en"), listed(["甲", "乙"], "zh", Phrase.OR)
    ('a, b and c', '甲或乙')
    """
    if len(words) <= 1:
        return "".join(words)
    return last.say(lang).join([Phrase.LISTED.say(lang).join(words[:-1]), words[-1]])


def sentence(text: str, lang: str) -> str:
    """Return a text with a full stop, unless it ends a sentence already."""
    return (
        text
        if text.endswith((".", "!", "?", "…", "。", "！", "？"))
        else text + Phrase.STOP.say(lang)
    )


EXACT_PLACES = 4
SPOKEN_PLACES = 2


def number(value: Exact, lang: str) -> str:
    """Return a number as people say it: a quotient without end to two places, as “about 2.33”.

    >>> from fractions import Fraction
    >>> number(Fraction(5, 2), "en"), number(Fraction(1, 3), "en")
    ('2.5', 'about 0.33')
    """
    exact = say.number(value)
    places = len(exact.partition(".")[2])
    if places <= EXACT_PLACES:
        return exact
    rounded = say.number(round(Fraction(value), SPOKEN_PLACES))
    return Phrase.ABOUT.say(lang, n=rounded) if rounded.strip("-0.") else exact


def amount(value: Exact, lang: str, one: Phrase, several: Phrase) -> str:
    """Return a number of something: “1 point”, “0 points”, “2.5 points”."""
    return one.say(lang) if value == 1 else several.say(lang, n=number(value, lang))


def points(value: Exact, lang: str) -> str:
    """Return a number of points.

    >>> points(1, "en"), points(0, "en"), points(3, "zh")
    ('1 point', '0 points', '3 分')
    """
    return amount(value, lang, Phrase.POINT, Phrase.POINTS)


def interval(value: Interval, lang: str) -> str:
    """Return a number, or what it can still be: “7”, “2 to 12”, “3 or more”."""
    match value:
        case Interval(low=None, high=None):
            return Phrase.ANY_NUMBER.say(lang)
        case Interval(low=None, high=high) if high is not None:
            return Phrase.NO_MORE.say(lang, high=number(high, lang))
        case Interval(low=low, high=None) if low is not None:
            return Phrase.NO_LESS.say(lang, low=number(low, lang))
        case Interval(low=low, high=high) if low is not None and high is not None:
            if low == high:
                return number(low, lang)
            return Phrase.FROM_TO.say(lang, low=number(low, lang), high=number(high, lang))
        case _:
            raise AssertionError(value)


def amounts(value: Interval, lang: str, one: Phrase, several: Phrase) -> str:
    """Return a number of something, or what it can still be: “2 to 12 points”."""
    if value.low is not None and value.low == value.high:
        return amount(value.low, lang, one, several)
    return several.say(lang, n=interval(value, lang))


def points_cell(value: Interval, least: Exact | None, most: Exact | None, lang: str) -> str:
    """Return points as a column of a table shows them: “3 of 4”, “-1 (-5 to 16)”."""
    n = interval(value, lang)
    if least is None or most is None:
        return n
    if least == 0:
        return Phrase.CELL_OF.say(lang, n=n, most=number(most, lang))
    slots = {"least": number(least, lang), "most": number(most, lang)}
    return Phrase.CELL_FROM_TO.say(lang, n=n, **slots)
