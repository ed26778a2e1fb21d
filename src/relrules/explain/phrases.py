"""The words of explanations, in every language side by side.

`{…}` are the places for labels, values and numbers. A phrase that is no whole sentence has no full
stop; what joins phrases adds it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum
from fractions import Fraction
from functools import cache

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
    HIGHEST = (", the highest level", "，已是最高一级")
    SCORE_IS = ("{name} is {points}", "{name}为 {points}")
    ALERTS_GIVEN = ("{n} alerts", "{n} 条警示")
    ALERT_GIVEN = ("1 alert", "1 条警示")
    ADVICES_GIVEN = ("{n} pieces of advice", "{n} 条建议")
    ADVICE_GIVEN = ("1 piece of advice", "1 条建议")
    POSSIBLE_TOO = ("{n} more possible", "另有 {n} 条待定")
    NOTHING_TO_SAY = ("Nothing to warn of and nothing to advise", "没有警示，也没有建议")
    NO_VERDICT = ("This policy gives no score and no grade", "本策略不评分，也不定级")
    PROVISIONAL_MARK = (" (provisional)", "（暂定）")
    BY_POLICY = ("By “{policy}”, version {version}", "所用策略：{policy}，版本 {version}")
    BY_POLICY_UNVERSIONED = ("By “{policy}”", "所用策略：{policy}")
    COUNTED_TO = ("; counted up to {today}", "；计算截至 {today}")

    IS_CONFIDENTIAL = ("{name} is confidential", "{name}保密")
    HAS_NO_ANSWER = ("{name} has no answer", "{name}无结论")
    NOT_YET = (
        "The policy takes effect on {day}, after today ({today}).",
        "本策略自 {day} 起生效，晚于今天（{today}）。",
    )
    REVIEW_DUE = (
        "The policy was to be reviewed by {day}; today is {today}.",
        "本策略的复审期限为 {day}，今天是 {today}。",
    )

    # ---- policies that are used -------------------------------------------------------------
    LOST = ("lost: {costs}", "失分：{costs}")
    LOST_MOST = ("lost most: {costs}", "主要失分：{costs}")
    LOST_AMONG = ("lost, among others: {costs}", "失分包括：{costs}")
    SO_FAR = ("so far {lost}", "目前{lost}")
    MORE_OF_USED = (
        "All else they say is left out here: see {command} (or {others}).",
        "其余内容从略，可用 {command} 查看（{others}同理）。",
    )
    MORE_OF_ONE = (
        "All else it says is left out here: see {command}.",
        "其余内容从略，可用 {command} 查看。",
    )
    ASSUMED_BY_USED = (
        "The policies it uses assume {n} things more, left out here.",
        "所用策略另有 {n} 条假定，此处从略。",
    )
    ONE_ASSUMED_BY_USED = (
        "The policies it uses assume one thing more, left out here.",
        "所用策略另有 1 条假定，此处从略。",
    )
    FROM_POLICY = ("From “{policy}”.", "来自策略：{policy}。")

    # ---- headings ---------------------------------------------------------------------------
    POINTS_HEADING = ("Where the points come from", "得分明细")
    DIMENSION_COLUMN = ("Dimension", "维度")
    POINTS_COLUMN = ("Points", "得分")
    GRADE_COLUMN = ("Grade", "等级")
    LEVEL_COLUMN = ("Level", "级别")
    WHY_COLUMN = ("Why", "依据")
    GRADES_HEADING = ("What decides the grade", "等级依据")
    USED_HEADING = ("From the policies it uses", "取自所用策略")
    RESULT_COLUMN = ("Result", "结果")
    VALUE_COLUMN = ("Value", "取值")
    FINDINGS_HEADING = ("Also worked out", "其他结果")
    UNKNOWN_HEADING = ("Still unknown", "尚未掌握的信息")
    ALERTS_HEADING = ("Alerts", "警示")
    POSSIBLE_ALERTS_HEADING = ("Possible alerts", "待定的警示")
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
    POINTS_FROM_TO_ONE = (
        "1 point (scale: {least} to {most})",
        "1 分（范围 {least} 至 {most} 分）",
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
    TIMES_NAMED = ("{weight} × {part}", "{weight} × {part}")
    SOURCE_OF_THESE = ("{source} (these {n})", "{source}（以上 {n} 项）")
    MADE_OF = ("Made of: {parts}", "构成：{parts}")
    POINTS_LOST = ("Points lost: {costs}.", "失分：{costs}。")
    POINTS_ALREADY_LOST = ("Points already lost: {costs}.", "已确定的失分：{costs}。")
    POINTS_LOST_OF = ("Points lost in {name}: {costs}.", "{name}的失分：{costs}。")
    POINTS_ALREADY_LOST_OF = (
        "Points already lost in {name}: {costs}.",
        "{name}中已确定的失分：{costs}。",
    )

    WEIGHTED_COST = ("{name} {points} ({lost} × {weight})", "{name} {points}（{lost} × {weight}）")
    LOST_FOR_NOW = ("Lost for now (provisional): {costs}.", "暂定失分：{costs}。")
    LOST_FOR_NOW_OF = (
        "Lost for now in {name} (provisional): {costs}.",
        "{name}的暂定失分：{costs}。",
    )
    LIMIT_COST = ("{points} to the limit “{limit}”", "上限“{limit}”扣去 {points}")
    LIMIT_COST_OF = (
        "{points} to the limit “{limit}” of {name}",
        "{name}的上限“{limit}”扣去 {points}",
    )
    AS_GIVEN = ("given, not worked out", "直接给定，未经推算")
    FROM_THE_START = ("From the start", "起始分")
    LIMIT_STEP = ("Limit", "上下限")
    PICTURE = ("{score}: {points}. {steps}.", "{score}：{points}。{steps}。")
    PICTURE_STEP = ("{part}: {points}", "{part}：{points}")
    LIMIT_HIGHEST = ("at most {limit}", "最高 {limit}")
    LIMIT_LOWEST = ("at least {limit}", "最低 {limit}")
    HELD_TO = (", held to at most {limit}", "，受限最高为{limit}")
    CALCULATED = ("{calculation} = {value}", "{calculation} = {value}")
    STEP = ("1 step", "1 级")
    STEPS_UP = ("{n} steps", "{n} 级")

    # ---- no answer, confidential ------------------------------------------------------------
    NO_ANSWER = ("no answer", "无结论")
    OR_NO_ANSWER = ("{value} or no answer", "{value}或无结论")
    DECLINES = ("No answer: the rubric declines to give one here", "无结论：评分规则对此不下结论")
    DECLINES_BECAUSE = (
        "No answer: the rubric declines because {reason}",
        "无结论：评分规则对此不下结论，因为{reason}",
    )
    MAY_DECLINE = (
        "Perhaps no answer: the rubric may decline to give one",
        "可能无结论：评分规则或许对此不下结论",
    )
    PART_UNANSWERED = ("No answer, as there is none for {names}", "无结论，因为{names}无结论")
    CONFIDENTIAL = ("hidden: confidential", "保密")
    CONFIDENTIAL_HERE = ("(confidential)", "（保密）")
    PARTLY_CONFIDENTIAL = (
        "What decides it is partly confidential",
        "部分依据保密",
    )
    CONFIDENTIAL_WHY = ("partly confidential", "部分保密")
    UNKNOWN_NAMED = ("({name}: unknown)", "（{name}：未知）")
    UNKNOWN_INSIDE = ("{name}: unknown", "{name}：未知")
    NONE_MISSING = ("none", "无")

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
    OTHERWISE = ("in all other cases", "其他情况")
    IN_BRACKETS = ("({inner})", "（{inner}）")
    TODAY = ("Today’s date", "今天的日期")
    DAYS_SINCE = ("Days since {date}", "距{date}的天数")
    MONTHS_SINCE = ("Months since {date}", "距{date}的月数")
    DAYS_BETWEEN = ("Days from {start} to {end}", "从{start}到{end}的天数")
    MONTHS_BETWEEN = ("Months from {start} to {end}", "从{start}到{end}的月数")
    ROUNDED = ("{term} rounded to {places} decimals", "{term}（保留 {places} 位小数）")
    ROUNDED_TO_ONE = ("{term} rounded to one decimal", "{term}（保留 1 位小数）")
    ROUNDED_WHOLE = ("{term} rounded to a whole number", "{term}（取整）")
    RAISED = ("{level} raised by {steps}", "{level}上调 {steps}")
    LOWERED = ("{level} lowered by {steps}", "{level}下调 {steps}")
    RAISED_BY = ("{level} raised by {steps}", "{level}按{steps}上调")
    LOWERED_BY = ("{level} lowered by {steps}", "{level}按{steps}下调")
    STEPS = ("Steps from {start} to {end}", "从{start}到{end}的级数")
    BY_DEFAULT = ("{value} (by default)", "{value}（默认）")
    WITH_DETAIL = ("{value} ({detail})", "{value}（{detail}）")
    BY_DEFAULT_INSIDE = ("{value}, by default", "{value}，默认")
    WITH_DETAIL_INSIDE = ("{value}; {detail}", "{value}；{detail}")
    MINUS_TERM = ("minus {term}", "负的{term}")
    PLUS = ("{left} plus {right}", "{left}加{right}")
    MINUS = ("{left} minus {right}", "{left}减{right}")
    TIMES = ("{left} times {right}", "{left}乘以{right}")
    DIVIDED_BY = ("{left} divided by {right}", "{left}除以{right}")

    # ---- several things ---------------------------------------------------------------------
    RECORD = ("No. {number}", "第 {number} 个")
    RECORD_AMONG = ("{title} (no. {number})", "{title}（第 {number} 个）")
    OF_ONE = ("{record}: {advice}", "{record}：{advice}")
    SAYING = ("{advice} – {text}", "{advice}——{text}")
    THOSE = ("{name} where {condition}", "{name}（{condition}）")
    NUMBER_OF = ("Number of {name}", "{name}的数目")
    DISTINCT_OF = ("Different values of {value} among {name}", "{name}中不同{value}的数目")
    SHARE_OF = ("Share of {name}", "{name}的占比")
    HIGHEST_IN = ("Highest {value} in {name}", "{name}中最高的{value}")
    LOWEST_IN = ("Lowest {value} in {name}", "{name}中最低的{value}")
    SUM_IN = ("Sum of {value} in {name}", "{name}中{value}的合计")
    AVERAGE_IN = ("Average {value} in {name}", "{name}中{value}的平均值")
    HIGHEST_OF = ("Highest of {parts}", "{parts}中的最高值")
    LOWEST_OF = ("Lowest of {parts}", "{parts}中的最低值")
    SUM_OF = ("Sum of {parts}", "{parts}的合计")
    AVERAGE_OF = ("Average of {parts}", "{parts}的平均值")
    WEIGHTED_AVERAGE_OF = ("Weighted average of {parts}", "{parts}的加权平均值")
    WEIGHING = ("{weight} × {name}", "{weight} × {name}")
    LEFT_OUT = ("without {names}", "未计入{names}")
    TOTAL_OF = ("Total of {name}", "{name}总和")
    MEAN_OF = ("Mean of {name}", "{name}均值")
    PERCENT_OF = ("Percentage of {name}", "{name}得分率")
    ANSWERED_OF = ("Items answered in {name}", "{name}已答题数")
    ALL_OF = ("All of {name}", "{name}是否全部为“是”")
    SOME_OF = ("Some of {name}", "{name}是否至少一题为“是”")
    ESTIMATED = ("{tally}, estimated", "{tally}（估算）")
    ARE_ALL_YES = ("all yes", "全部为“是”")
    ARE_NOT_ALL_YES = ("not all yes", "不全为“是”")
    IS_ONE_YES = ("at least one yes", "至少一题为“是”")
    ARE_NONE_YES = ("none yes", "没有一题为“是”")
    COUNTED_YES = ("{n} of {count} yes", "{count} 题中 {n} 题为“是”")
    ITEMS_NO = ("no: {names}", "答“否”：{names}")
    ITEMS_AGAINST = ("yes where no counts: {names}", "反向题答“是”：{names}")
    ITEMS_ANSWERED = ("{n} of {count} answered", "{count} 题已答 {n} 题")
    TOO_FEW_ANSWERED = ("too few for an estimate", "不足以估算")
    NOT_ANSWERED = ("not answered: {names}", "未答：{names}")
    ALL_YES = ("every answer in {name} is “yes”", "{name}全部为“是”")
    NOT_ALL_YES = ("not every answer in {name} is “yes”", "{name}不全为“是”")
    SOME_YES = ("some answer in {name} is “yes”", "{name}至少一题为“是”")
    NONE_YES = ("no answer in {name} is “yes”", "{name}没有一题为“是”")
    OUT_OF = ("{n} of {count}", "{count} 个中有 {n} 个")
    PERHAPS = ("perhaps {names}", "可能是{names}")
    PERHAPS_TOO = ("perhaps {names}", "可能还有{names}")
    MORE = ("{n} more", "另外 {n} 个")
    NONE_THERE = ("no {name}", "没有{name}")
    NONE_SUCH = ("there are none", "没有符合的")
    DIVISOR_ZERO = ("{name} is 0", "{name}为 0")
    FOR_ONE = ("for at least one of {name}, {condition}", "{name}中至少有一个满足（{condition}）")
    FOR_NONE = ("for none of {name}, {condition}", "{name}中没有一个满足（{condition}）")
    FOR_ALL = ("for all of {name}, {condition}", "{name}全部满足（{condition}）")
    NOT_FOR_ALL = ("not for all of {name}, {condition}", "{name}并非全部满足（{condition}）")
    FOR_AT_LEAST = (
        "for at least {n} of {name}, {condition}",
        "{name}中至少 {n} 个满足（{condition}）",
    )
    FOR_FEWER = (
        "for fewer than {n} of {name}, {condition}",
        "{name}中满足（{condition}）的不足 {n} 个",
    )

    # ---- bands, limits, rows that all count -------------------------------------------------
    BAND_UP_TO = ("up to {high}", "不超过 {high}")
    BAND_UNDER = ("under {high}", "低于 {high}")
    BAND_FROM = ("from {low}", "{low} 起")
    BAND_ABOVE = ("above {low}", "高于 {low}")
    BAND_BOTH = ("{low}, {high}", "{low}、{high}")
    OWN_ENTRY = ("for which the rubric has a row of its own", "评分规则对此另有一行")
    COUNTS = ("{points}: {why}", "{points}：{why}")
    COUNTS_OTHERWISE = ("Otherwise {points}", "否则 {points}")
    COUNTS_OTHERWISE_BECAUSE = (
        "Otherwise {points}, because {reason}",
        "否则 {points}，因为{reason}",
    )
    COUNTS_PERHAPS = ("Perhaps {points}: {why}", "可能 {points}：{why}")
    NO_ROW = ("No row applies", "没有适用的行")
    AT_MOST_INSTEAD = ("At most {limit} instead of {before}", "最高 {limit}（原为 {before}）")
    AT_LEAST_INSTEAD = ("At least {limit} instead of {before}", "最低 {limit}（原为 {before}）")
    PERHAPS_AT_MOST = ("Perhaps at most {limit}", "可能最高 {limit}")
    PERHAPS_AT_LEAST = ("Perhaps at least {limit}", "可能最低 {limit}")

    # ---- why --------------------------------------------------------------------------------
    BECAUSE = ("Because {reason}", "因为{reason}")
    SOURCE = ("Source: {title}, {part}", "出处：{title}，{part}")
    SOURCE_OF_ALL = ("Source: {title}", "出处：{title}")
    PART_OF_SOURCE = ("See {part}", "见{part}")
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
    CHANGE_NOTHING = ("They can no longer change anything.", "这些已不会改变任何结果。")
    CHANGE_CONFIDENTIAL = (
        "Whether it can still change anything is confidential.",
        "它是否还会改变结果，属于保密内容。",
    )
    ONLY_TOGETHER = (
        "By itself it can no longer change anything.",
        "单凭这一项，已不会改变任何结果。",
    )
    SAID_IN = ("Named in the text of {advice}.", "{advice}的文字中要用到。")
    ANYTHING_ELSE = ("anything else", "其他")
    EXACTLY = ("{value}", "为 {value}")
    RANGE = ("{low} to {high}", "在 {low} 至 {high} 之间")

    # ---- advice -----------------------------------------------------------------------------
    SINCE = ("Why: {why}.", "依据：{why}。")
    POSSIBLE = ("Possible – {advice}", "（待定）{advice}")
    ALERTS_POSSIBLE = ("{n} alerts are possible", "有 {n} 条警示待定")
    MORE_ALERTS_POSSIBLE = ("{n} more alerts are possible", "另有 {n} 条警示待定")
    ONLY_IF = ("Only if {why}.", "条件：{why}。")
    NO_ADVICE = ("Nothing applies at the moment.", "目前没有适用的建议。")
    NO_MORE_ADVICE = ("Nothing beyond the alerts above.", "除以上警示外，没有别的建议。")

    # ---- provisional, warnings, assumptions --------------------------------------------------
    PROVISIONAL = (
        "{names}: worked out without knowing {facts}, and may change in any way once that is known.",
        "{names}：计算时尚不清楚{facts}，得知后可能有任何变化。",
    )
    AHEAD = (
        "{name} ({day}) is after today ({today}).",
        "{name}（{day}）晚于今天（{today}）。",
    )

    # ---- a result on one line ---------------------------------------------------------------
    LINE = ("{name}: {said}", "{name}：{said}")
    LINE_PART = ("{name} {value}", "{name}为{value}")
    LINE_OUT_OF = ("{value} of {most}", "{value}（满分 {most}）")
    LINE_ALERT = ("alert {names}", "警示 {names}")
    LINE_UNKNOWN = ("{n} unknown", "{n} 项未知")
    LINE_NOTHING = ("no scores", "没有评分")
    LINE_CONFIDENTIAL = ("confidential", "保密")

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
        pieces = _split(text)
        # Every second piece is the name of a place.
        filled = [slots[piece] if i % 2 else piece for i, piece in enumerate(pieces)]
        for i in range(1, len(filled), 2):
            # A label that asks needs no colon; in Markdown it may be bold.
            if filled[i].rstrip("*").endswith(ASKING):
                filled[i + 1] = filled[i + 1].removeprefix(":").removeprefix("：")
        return "".join(filled) if lang != "zh" else _set_in_chinese(filled)


SLOT = re.compile(r"\{(\w+)\}")


@cache
def _split(text: str) -> tuple[str, ...]:
    """Return a phrase in pieces, every second of which is the name of a place."""
    return tuple(SLOT.split(text))


ASKING = ("?", "!", "？", "！")
CHINESE = re.compile(r"[\u2014\u2018-\u201d\u2026\u2e80-\u9fff\uff00-\uffef]")
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


def put_together(pieces: Sequence[str], lang: str) -> str:
    """Return the pieces of a text that an author wrote; in Chinese without spaces inside Chinese.

    A space that the author put there for a number or a Latin name is none where a name is Chinese.

    >>> put_together(["接触了 ", "王芳", " 等 ", "3", " 人"], "zh")
    '接触了王芳等 3 人'
    """
    text = ""
    for piece in pieces:
        left, right = text.rstrip(" "), piece.lstrip(" ")
        between = lang == "zh" and left and right and CHINESE.match(left[-1])
        text = f"{left}{right}" if between and CHINESE.match(right[0]) else text + piece
    return text


def listed(words: Sequence[str], lang: str, last: Phrase = Phrase.AND) -> str:
    """Return words as a list in prose.

    >>> listed(["a", "b", "c"], "en"), listed(["甲", "乙"], "zh", Phrase.OR)
    ('a, b and c', '甲或乙')
    """
    if len(words) <= 1:
        return "".join(words)
    text = words[0]
    for i, word in enumerate(words[1:], 2):
        joint = last.say(lang) if i == len(words) else Phrase.LISTED.say(lang)
        text = text + joint + word if lang != "zh" else _set_in_chinese([text, joint, word])
    return text


MOST_NAMED = 5


def few_listed(words: Sequence[str], lang: str) -> str:
    """Return names as a list in prose; of many only the first, and how many more there are.

    >>> few_listed(list("abcdefg"), "en")
    'a, b, c, d and 3 more'
    """
    if len(words) <= MOST_NAMED:
        return listed(words, lang)
    shown = words[: MOST_NAMED - 1]
    return listed([*shown, Phrase.MORE.say(lang, n=str(len(words) - len(shown)))], lang)


def joined(words: Sequence[str], lang: str, by: Phrase) -> str:
    """Return words with the same phrase between them.

    >>> joined(["a", "b", "c"], "en", Phrase.BOTH), joined(["甲", "B"], "zh", Phrase.BOTH)
    ('a and b and c', '甲且 B')
    """
    text = "".join(words[:1])
    for word in words[1:]:
        pieces = [text, by.say(lang), word]
        text = "".join(pieces) if lang != "zh" else _set_in_chinese(pieces)
    return text


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
