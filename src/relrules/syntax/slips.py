"""How people write things who know them from elsewhere, and how they are written here.

One table. A line that cannot be read is searched for these; an entry is believed only if the line
reads further with it in place (`repair.py`), so an entry may be as broad as it likes. Conditions
that can be read but name nothing are searched for the words of `COMPARISONS` as well.
"""

import re
from functools import cache

from attrs import frozen

from relrules.syntax.keywords import table

HAN_DIGITS = {han: str(i) for i, han in enumerate("零一二三四五六七八九十")} | {"两": "2"}


@frozen
class Slip:
    """A way of writing something that is none of this language.

    `pattern` finds it, `write` is what stands for it here: a template of the match, in which
    `<AND>` is the keyword of that id in the language of the declaration. `help` says what to do,
    with `{}` for what is to be written; without one it says to write that. `word` tells whether it
    stands for a word or an operator, rather than for a number, a text or nothing.
    """

    pattern: str
    write: str
    help: str = ""
    word: bool = True


def _words(*words: str) -> str:
    """Return the pattern of words that stand alone, in any case."""
    return rf"(?i)(?<!\w)(?:{'|'.join(words)})(?!\w)"


OPERATORS = (
    Slip(r"={2,3}", "="),
    Slip(r"=>", ">="),
    Slip(r"=<", "<="),
    Slip(r"<>", "!="),
    Slip(r":=", "="),
    Slip(r"&&?", " <AND> "),
    Slip(r"\|\|", " <OR> "),
    Slip(r"!(?!=)", " <NOT> "),
)
COMPARISONS = (
    Slip(_words("is not", "isn't", "not equals?", "does not equal", "不等于", "不是"), "!="),
    Slip(_words("is at least", "at least", "不小于", "不少于", "不低于", "大于等于", "至少"), ">="),
    Slip(_words("is at most", "at most", "不大于", "不超过", "小于等于", "至多", "最多"), "<="),
    Slip(_words("is greater than", "is more than", "greater than", "more than", "大于", "超过", "多于", "高于"), ">"),
    Slip(_words("is less than", "is fewer than", "less than", "fewer than", "小于", "少于", "低于"), "<"),
    Slip(_words("is in", "in", "包含于"), "<IS_ONE_OF>"),
    Slip(_words("equals", "is equal to", "is", "等于", "为"), "="),
)
WORDS = (
    Slip(_words("if", "where", "如果", "若", "假如", "如"), "<WHEN>"),
    Slip(_words("else", "default", "其他", "其它", "其余", "不然"), "<OTHERWISE>"),
    Slip(_words("reason", "since", "由于", "理由是", "原因"), "<BECAUSE>"),
    Slip(_words("并且", "而且", "以及", "和", "同时"), "<AND>"),
    Slip(_words("或者"), "<OR>"),
    Slip(_words("point by", "points for", "points per", "points from", "points of"), "<POINTS_BY>"),
    Slip(_words("pts?", "分数"), "<POINTS>"),
    Slip(_words("达到", "大于等于"), "达"),
    Slip(_words("at least", "above", "over"), "<FROM>"),
    Slip(_words("at most"), "<UP_TO>"),
    Slip(_words("below", "less than"), "<UNDER>"),
    Slip(r">=", "<FROM>"),
    Slip(r"<=", "<UP_TO>"),
    Slip(r"<", "<UNDER>"),
    Slip(_words("max", "maximum", "total of", "of", "总分"), "<OUT_OF>"),
    Slip(_words("never (?:drops|decreases|declines|sinks)"), "<NEVER_FALLS>"),
    Slip(_words("never (?:increases|grows)"), "<NEVER_RISES>"),
    Slip(_words("increases", "grows"), "<RISES>"),
    Slip(_words("drops", "decreases", "declines"), "<FALLS>"),
    Slip(_words("yes ?/ ?no", "yes, ?no", "boolean", "bool", "布尔", "是/否"), "<YES_OR_NO>"),
    Slip(_words("integer", "int"), "<NUMBER_TYPE> <WHOLE>"),
    Slip(_words("float", "decimal", "数字"), "<NUMBER_TYPE>"),
    Slip(_words("string", "str", "文字"), "<TEXT_TYPE>"),
)
SIGNS = (
    Slip(r"(?<!\d)\d{1,3}(?:,\d{3})+(?!\d)", "", "write `{}`, without a comma", word=False),
    Slip(r"(\d)[ \t]*%", r"\1", "write `{}`, without the percent sign", word=False),
    Slip(r"['‘’「『«]([^'\"‘’「」『』«»\n]*)['‘’」』»]", r'"\1"', word=False),
    Slip(r"(?<=\w)-(?=\w)", "_", "write `_`; `-` is a minus"),
    Slip(r";", ",", word=False),
    Slip(r"[;:,.][ \t]*$", "", "leave it out", word=False),
    Slip(r"=", ":", word=False),
    Slip(r":", "=", word=False),
    Slip(r",", " +", "write `+`", word=False),
    Slip(r"(?<=[^\s,]),?(?=[ \t]+because\b)", "", "leave it out", word=False),
    Slip(r",", " <AND>", "write `and` or `or`, as you mean it", word=False),
    Slip(_words("and", "且"), ",", "write a comma"),
    Slip(r"(?<=language )(?=[a-z]{2}\b)|(?<=语言 )(?=[a-z]{2}\b)", "1 ", "write `1` before it: the version of the language", word=False),
    Slip(r"(?<=\d)[ \t]*[^\W\d_]+(?!\w)", "", "leave the unit out; a fact says its own", word=False),
    Slip(r"(?<=\w)[ \t]+(-?\d+(?:\.\d+)?)(?!\w)", r": \1", "put a colon before it", word=False),
    Slip(r"(number|数值)[ \t]+(?=-?\d)", r"\1 <FROM> ", "write `{}`", word=False),
    Slip(f"[{''.join(HAN_DIGITS)}]", "", word=False),
)
