"""How people write things who know them from elsewhere, and how they are written here.

One table. A line that cannot be read is searched for these, in this order, and an entry is believed
only if the line reads well with it in place (`repair.py`); so a pattern may be broad. A name that
means nothing is searched for the words of `COMPARISONS` as well: `visits at least 3` reads as one
name.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache

from attrs import frozen

from relrules.syntax.keywords import one_of, table

DIGITS = {han: str(i) for i, han in enumerate("零一二三四五六七八九十")} | {"两": "2"}
DATE = re.compile(r"(?<!\d)(\d{1,4})[./年-](\d{1,2})[./月-](\d{2,4}|\d)(?!\d)日?")
MOST_DAYS, MOST_MONTHS = 31, 12
LANGUAGES = {"cn": "zh", "ch": "zh", "chinese": "zh", "jp": "ja", "kr": "ko", "english": "en"}
KEYWORD = re.compile(r"<([A-Z_]+)>")
BEFORE_HAVE = r"(?=[ \t].*(?:have|满足))"
BEFORE_OF = r"(?=[ \t]+[^()]+[ \t](?:of|取自)[ \t])"
BEFORE_PARENTHESIS = r"(?=[ \t]*\()"


@frozen
class Slip:
    """A way of writing something that is none of this language.

    `write` is what stands for it here, in which `<AND>` is the keyword of that id. `help` is the
    way out, with `{}` for what is written; `leave` in it means that nothing is. `is_word` tells
    that a word or operator was meant, which then goes by its own message.
    """

    pattern: re.Pattern[str]
    write: str | Callable[[re.Match[str]], str]
    help: str = "write `{}`"
    is_word: bool = True

    def written(self, match: re.Match[str], lang: str) -> str:
        """Return what is to be written for a match, its keywords in a language."""
        if not isinstance(self.write, str):
            return self.write(match)
        return _in_language(self.write, lang)

    def way_out(self, match: re.Match[str], lang: str) -> str:
        """Return what to do about a match."""
        return self.help.format(self.written(match, lang).strip())


def _in_language(template: str, lang: str) -> str:
    keywords = table().keywords
    return KEYWORD.sub(lambda m: keywords[m.group(1)].in_language(lang), template)


def _words(words: str, write: str, way_out: str = "write `{}`") -> Slip:
    """Return the slip of words that stand alone, in any case; `words` are parted by `|`."""
    return Slip(re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE), write, way_out)


def _signs(
    pattern: str, write: str | Callable[[re.Match[str]], str], way_out: str = "write `{}`"
) -> Slip:
    return Slip(re.compile(pattern), write, way_out, is_word=False)


def _iso_date(match: re.Match[str]) -> str:
    """Return a date as it is written here; of two small numbers the first is taken for the day."""
    first, second, third = (int(part) for part in match.groups())
    year, month, day = (first, second, third) if first > MOST_DAYS else (third, second, first)
    if month > MOST_MONTHS:
        month, day = day, month
    return f"{year:04d}-{month:02d}-{day:02d}"


OPERATORS = (
    Slip(re.compile(r"={2,3}|:="), "="),
    Slip(re.compile(r"=>"), ">="),
    Slip(re.compile(r"=<"), "<="),
    Slip(re.compile(r"<>"), "!="),
    Slip(re.compile(r"&&?"), " <AND> "),
    Slip(re.compile(r"\|\|"), " <OR> "),
    Slip(re.compile(r"!(?!=)"), " <NOT> "),
    Slip(re.compile(r"[×✕✖·•∙]"), "*"),
    Slip(re.compile(r"÷"), "/"),
    Slip(re.compile(r"[−–—]"), "-"),
)
COMPARISONS = (
    _words("is not|isn't|not equal to|not equals?|不等于|不是", "!="),
    _words("(?:is )?at least|大于等于|不小于|不少于|不低于|至少", ">="),
    _words("(?:is )?at most|小于等于|不大于|不多于|不高于|至多", "<="),
    _words("(?:is )?(?:greater|more|higher) than|(?:is )?(?:above|over)|大于|多于|高于|超过", ">"),
    _words("(?:is )?(?:less|fewer|lower) than|(?:is )?below|小于|少于", "<"),
    _words("(?:is )?in", "<IS_ONE_OF>"),
    _words("equals|is equal to|is|等于|为|是", "="),
)
# Words that begin a term, at the beginning of a name that means nothing.
BEGINNINGS = (
    _words("(?:number of )?days? (?:since|after)|距今天", "<DAYS_SINCE>"),
    _words("(?:number of )?months? (?:since|after)|距今月", "<MONTHS_SINCE>"),
)
TYPES = (
    _words("yes ?/ ?no|boolean|bool|布尔|是 ?/ ?否", "<YES_OR_NO>"),
    _words("integer|int", "<NUMBER_TYPE> <WHOLE>"),
    _words("float|decimal|数字", "<NUMBER_TYPE>"),
    _words("string|str|文字", "<TEXT_TYPE>"),
)
RECORDS = (
    _words("where|with|who have|having|has|whose|that have", "<HAVE>"),
    _words("with|have|having|has|whose|that have|when|if", "<WHERE>"),
    _words(rf"(?:highest|max|maximum|largest|greatest){BEFORE_PARENTHESIS}", "<HIGHEST_OF>"),
    _words(rf"(?:lowest|min|minimum|smallest|least){BEFORE_PARENTHESIS}", "<LOWEST_OF>"),
    _words(rf"(?:average|mean|avg){BEFORE_PARENTHESIS}", "<AVERAGE_OF>"),
    _words(rf"(?:sum|total){BEFORE_PARENTHESIS}", "<SUM_OF>"),
    _words(rf"(?:max|maximum|largest|greatest)(?: of)?{BEFORE_OF}", "<HIGHEST>"),
    _words(rf"(?:min|minimum|smallest|least)(?: of)?{BEFORE_OF}", "<LOWEST>"),
    _words(rf"(?:avg|mean|average)(?: of)?{BEFORE_OF}", "<AVERAGE>"),
    _words(rf"(?:total|sum) of{BEFORE_OF}", "<SUM>"),
    _words("number of|how many|count", "<COUNT_OF>"),
    _words(rf"any{BEFORE_HAVE}", "<SOME>"),
    _words(rf"(?:every|each){BEFORE_HAVE}", "<ALL>"),
    _words(rf"none of(?: the)?{BEFORE_HAVE}", "<NO_RECORDS>"),
)
LIMITS = (
    _words(
        "cap at|capped at|cap|max|maximum|limit|limited to|no more than|not more than"
        "|封顶|上限|最多|最高",
        "<AT_MOST>",
    ),
    _words("min|minimum|floor|no less than|not less than|保底|下限|最少|最低", "<AT_LEAST>"),
)
WORDS = (
    *TYPES,
    *RECORDS,
    _words("if(?! empty| zero)|where|如果|若|假如", "<WHEN>"),
    _words(
        "else|default|(?:all )?others|(?:all |the )?rest|everything else|其他|其它|其余|剩下|剩余",
        "<OTHERWISE>",
    ),
    _words("reason|由于|理由是|原因", "<BECAUSE>"),
    _words("并且|而且|以及|和", "<AND>"),
    _words("或者", "<OR>"),
    _words("point by|points (?:for|per|from|of)", "<POINTS_BY>"),
    _words("pts?|分数", "<POINTS>"),
    _words("达到", "达"),
    _words(r"points(?=[ \t]+[^\W\d])|得分(?=[ \t]+[^\W\d])", "<POINTS_BY>"),
    _words("max|maximum", "<OUT_OF>"),
    *LIMITS,
    _words("grade|等级", "<LEVELS>"),
    _words("items|questions?|题|问题", "<ITEM>"),
    _words("estimate (?:from|with|if)|needs", "<ESTIMATE_NEEDS>"),
    Slip(re.compile(r"(?<=answers )from(?= )|(?<=答案 )从(?= )"), "", "leave it out"),
    _words("for every|for all|foreach|每个|对每个", "<FOR_EACH>"),
    _words(r"for(?: each of)?(?: the)?(?! each)(?=[ \t]+[^\W\d])|针对(?=[ \t]+\w)", "<FOR_EACH>"),
    _words(
        "(?:extends|extending|inherits|derived) from|extends|extending|inherits|overrides|overlays|builds on|继承|扩展",
        "<BASED_ON>",
    ),
    _words("if (?:divisor|denominator) (?:is )?(?:0|zero)|if 0|or if zero|零则", "<IF_ZERO>"),
    _words("if none|if nothing|空则", "<IF_EMPTY>"),
    _words("increased by|plus", "<RAISED_BY>"),
    _words("decreased by|reduced by|minus", "<LOWERED_BY>"),
    _words("rounded|round to", "<ROUNDED_TO>"),
    _words("hidden from|visible to|private to|restricted to|保密", "<CONFIDENTIAL_TO>"),
    _words("never (?:drops|decreases|declines|sinks)", "<NEVER_FALLS>"),
    _words("never (?:increases|grows)", "<NEVER_RISES>"),
    _words("increases|grows|goes up", "<RISES>"),
    _words("drops|decreases|declines|goes down", "<FALLS>"),
)
RANGES = (
    Slip(
        re.compile(
            r"(?<=\w)[ \t]+(?:is[ \t]+)?(?:between|from|in|within|介于|从|在)[ \t]+"
            r"(-?\d+(?:\.\d+)?)[ \t]*(?:[-–~]|to|and|到|至|与|和)[ \t]*(\d+(?:\.\d+)?)"
        ),
        lambda m: (
            f" between {m[1]} and {m[2]}" if m.group().isascii() else f" 介于 {m[1]} 与 {m[2]}"
        ),
    ),
)
# In a condition a comma may be meant as `and`; elsewhere it may part what is added up.
BETWEEN_CONDITIONS = (
    Slip(re.compile(r","), " <AND>", "write `and` or `or`, whichever you mean", is_word=False),
)
THRESHOLDS = (
    Slip(re.compile(r">=|(?<!\w)at least(?!\w)"), "<FROM>"),
    Slip(re.compile(r"<=|(?<!\w)at most(?!\w)"), "<UP_TO>"),
    Slip(re.compile(r"<(?!=)|(?<!\w)(?:less than|below)(?!\w)"), "<UNDER>"),
    Slip(re.compile(r"[>|,](?!=)"), "<"),
    Slip(re.compile(r"[,/<]|(?<!\w)(?:or|或)(?!\w)"), " | "),
)
SIGNS = (
    _signs(r"(?:^|(?<=\s))(?://|--|/\*).*$", "", "a comment begins with `#`"),
    _signs(
        r"(?<![\d.,])\d+,\d{1,2}(?!\d|,\d)",
        lambda m: m.group().replace(",", "."),
        "write `{}`, with a point",
    ),
    _signs(
        r"(?<!,)[ \t]+(?:worth|分值)(?=[ \t]+[-+\d])",
        lambda m: f", {m.group().strip()}",
        "put a comma before it",
    ),
    _signs(
        r"(?:^[ \t]*|(?<=,)[ \t]*)-?\d+(?:\.\d+)?(?=[ \t]*:)",
        lambda m: m.group().replace(m.group().strip(), f"up to {m.group().strip()}"),
        "write the numbers as bands, from the lowest: `{}`",
    ),
    _signs(
        r"(?<![\d.])\d{1,3}(?:,\d{3})+(?!\d)",
        lambda m: m.group().replace(",", ""),
        "write `{}`, without commas",
    ),
    _signs(r"(?<=\d)[ \t]*%", "", "leave the percent sign out"),
    _signs("['‘’「『«][^'\"‘’「」『』«»\n]*['‘’」』»]", lambda m: f'"{m.group()[1:-1]}"'),
    _signs(r"[^\W\d]\w*(?:-\w+)+", lambda m: m.group().replace("-", "_")),
    _signs(DATE.pattern, _iso_date, "write year-month-day: `{}`"),
    _signs(r";(?=[ \t]*\S)", ",", "write a comma"),
    _signs(r"[;:,.](?=[ \t]*$|[ \t]+(?:because\b|因为))", "", "leave it out"),
    _signs(
        r"(?:(?<=if zero)|(?<=if empty)|(?<=为零则取)|(?<=为空则取))[ \t]*[:=,]", "", "leave it out"
    ),
    _signs(r"=", ":"),
    _signs(r":", " ="),
    _signs(r",", " +"),
    *BETWEEN_CONDITIONS,
    _signs(r"(?<!\w)(?:and|且)(?!\w)", ",", "write a comma"),
    _signs(
        r"(?<=\d)[ \t]*(?!(?:otherwise|否则)(?!\w))[^\W\d_]+(?!\w)",
        "",
        "leave it out: a number stands without its unit",
    ),
    _signs(
        r"(?<=\w)[ \t]+-?\d+(?:\.\d+)?(?!\w)",
        lambda m: f": {m.group().strip()}",
        "put a colon before it",
    ),
    _signs(r"(?<=number )-?\d+", lambda m: f"from {m.group()}"),
    _signs(r"(?<=数值 )-?\d+", lambda m: f"从 {m.group()}"),
    _signs(r"(?<=^ensure )[^\s:]+|(?<=^保证 )[^\s:]+", lambda m: f"{m.group()}:"),
    _signs(r"(?<=version )[ \t]*[\d.]+|(?<=版本 )[ \t]*[\d.]+", lambda m: f'"{m.group().strip()}"'),
    _signs(
        r"(?:(?<=,)|(?<=expect)|(?<=应得))[ \t]+[^\W\d]\w*[ \t]*(?=,|$)",
        lambda m: f" {'advice' if m.group().isascii() else '建议'} {m.group().strip()}",
        "write `{}`, or what it should be",
    ),
    _signs(f"[{''.join(DIGITS)}]", lambda m: DIGITS[m.group()]),
    _signs(r"(?<=language )[a-z]{2}(?!\w)|(?<=语言 )[a-z]{2}(?!\w)", lambda m: f"1 {m.group()}"),
)
VALUES = {
    "yes": "<YES>",
    "true": "<YES>",
    "y": "<YES>",
    "对": "<YES>",
    "真": "<YES>",
    "no": "<NO>",
    "false": "<NO>",
    "n": "<NO>",
    "不": "<NO>",
    "不是": "<NO>",
    "假": "<NO>",
}
COMMENTS = ("//", "--", "/*", "'", "%", "*")


def value_meant(word: str) -> str:
    """Return the value that a word from elsewhere stands for, or nothing.

    >>> value_meant("True")
    'yes'
    """
    template = VALUES.get(word.casefold(), "")
    return _in_language(template, "en" if word.isascii() else "zh")


@cache
def type_after_a_name() -> re.Pattern[str]:
    """Return the type of a fact where it stands after its name or label without a colon."""
    ids = ("YES_OR_NO", "NUMBER_TYPE", "DATE_TYPE", "TEXT_TYPE", "LEVELS", "CHOICES")
    spellings = tuple(s for id_ in ids for s in table().keywords[id_].spellings)
    return re.compile(rf"(?<=[ \t]){one_of(spellings)}")


def type_meant(word: str) -> str:
    """Return the type of a fact that a word from elsewhere stands for, or nothing.

    >>> type_meant("boolean")
    'yes or no'
    """
    lang = "en" if word.isascii() else "zh"
    found = [(s, m) for s in TYPES if (m := s.pattern.fullmatch(word.strip()))]
    return found[0][0].written(found[0][1], lang) if found else ""


def limit_meant(word: str) -> tuple[str, str] | None:
    """Return the keyword of a cap or gate that words stand for, and how it is written.

    >>> limit_meant("max")
    ('AT_MOST', 'at most')
    """
    lang = "en" if word.isascii() else "zh"
    for id_, slip in zip(("AT_MOST", "AT_LEAST"), LIMITS, strict=True):
        if match := slip.pattern.fullmatch(word):
            return id_, slip.written(match, lang)
    return None


def comparisons_in(name: str) -> Iterator[tuple[int, int, str]]:
    """Yield the words in a name that may have been meant to compare: start, end, what to write.

    >>> next(comparisons_in("visits at least 3"))
    (7, 15, '>=')
    """
    lang = "en" if name.isascii() else "zh"
    for slip in BEGINNINGS:
        if beginning := slip.pattern.match(name):
            yield 0, beginning.end(), slip.written(beginning, lang)
    for slip in COMPARISONS:
        for match in slip.pattern.finditer(name):
            yield match.start(), match.end(), slip.written(match, lang)
