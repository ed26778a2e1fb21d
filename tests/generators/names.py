"""What things are called: one word or several, Chinese, quoted, with labels in other languages."""

from __future__ import annotations

import re
from functools import cache

from attrs import frozen
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from generators.coverage import construct, register
from generators.scope import Scope
from generators.words import Quoted, Spelled, Tagged, Word, Words
from relrules.syntax.keywords import table

FIRST = ("coach", "buyer", "meeting", "price", "Q3", "visit", "trust", "risk")
SECOND = ("level", "state", "count", "mood", "share", "x2", "depth")
# Words of the language that may stand in a name all the same.
TRICKY = (
    "unit price", "text size", "fact count", "score before", "top levels", "care taken",
    "unknown risk", "yes votes", "point man", "days left", "today plan", "whole deal",
    "possible gain", "versions", "orders", "ifs", "andy", "notes_of", "gain given", "missing part",
)  # fmt: skip
HAN = ("教练", "客户", "互动", "信息", "风险", "拜访", "项目", "预算")
HAN_SECOND = ("作用", "质量", "空间", "次数", "深度", "态度", "建议人", "分数")
QUOTED = ("Relies on you", "a - b", "is it so?", "50% or more", "if", "由谁决定?", "and", "2nd try")
LEVELS = ("none", "low", "half_way", "high", "full on", "sure", "best", "no access")
HAN_LEVELS = ("没有", "较低", "中等", "较高", "最高")
TEXTS = (
    "because we said so",
    'a "quoted" word',
    "a back\\slash, and one at the end\\",
    "# no comment",
    "when x and y or not z",
    "价格（含税）是多少?",
    "curly “quotes” inside",
    "full-width ＂ mark",
    "`tick`",
    "",
    "émigré 🙂",
)
OTHER_LANGUAGES = ("en", "zh", "de", "ja")

BACKTICKED = register("name in backticks")
CHINESE = register("Chinese name")
SEVERAL_WORDS = register("name of several words")
WITH_KEYWORDS = register("name with a keyword in it")


@frozen
class Called:
    """A new name with its label: as declared, as referred to, and as data may say it."""

    id: str
    new: Spelled
    label: Words
    spellings: tuple[str, ...]
    in_data: tuple[str, ...]

    @property
    def heading(self) -> Words:
        """Return the name with its label, as a declaration begins."""
        return (self.new, *self.label)


def called(draw: DrawFn, scope: Scope, *, labelled: bool | None = None) -> Called:
    """Draw a name that is not taken, and perhaps a label."""
    base = _name(draw, scope)
    own = spellings(base)
    texts: Words = ()
    if scope.chance(1 / 2) if labelled is None else labelled:
        texts = label(draw, scope)
    found = [w.text for w in texts if isinstance(w, Quoted | Tagged)]
    referred = [s for text in found for s in spellings(text)]
    in_data = [base, base.upper(), *found, *(text.swapcase() for text in found)]
    in_data += [spelling for spelling in own if not spelling.startswith("`")]
    return Called(_id(base), Spelled(own), texts, (*own, *referred), tuple(in_data))


@construct("label in several languages")
def label(_draw: DrawFn, scope: Scope) -> Words:
    """Draw a label whose texts nothing else is called by."""
    texts: list[Word] = [Quoted(_free(scope, scope.rng.choice(_LABELS)))]
    for lang in _translated(scope):
        text = scope.rng.choice(_HAN_LABELS if lang == "zh" else _LABELS)
        texts.append(Tagged(lang, _free(scope, text)))
    return tuple(texts)


def texts(scope: Scope, pool: tuple[str, ...] = TEXTS) -> Words:
    """Return a text, perhaps with translations."""
    found: list[Word] = [Quoted(scope.rng.choice(pool))]
    found += [Tagged(lang, scope.rng.choice(pool)) for lang in _translated(scope)]
    return tuple(found)


def _translated(scope: Scope) -> list[str]:
    others = [lang for lang in OTHER_LANGUAGES if lang != scope.lang]
    return scope.rng.sample(others, scope.rng.choice([0, 0, 1, 2])) if not scope.plain else []


_LABELS = (*(f"{a.title()} {b}" for a in FIRST for b in SECOND[:3]), *QUOTED)
_HAN_LABELS = tuple(a + b for a in HAN for b in HAN_SECOND[:4])
_NAMES = (
    *(f"{a} {b}" for a in FIRST for b in SECOND),
    *(f"{a} {b}" for a in HAN for b in HAN_SECOND),
    *(name for name in (*FIRST, *TRICKY, *QUOTED) for _ in range(2)),
)


def _name(draw: DrawFn, scope: Scope) -> str:
    name = _free(scope, draw(st.sampled_from(_NAMES)))
    words = name.split()
    if not _is_bare(name):
        scope.met.add(BACKTICKED)
    elif not name.isascii():
        scope.met.add(CHINESE)
    elif any(word in name for word in TRICKY):
        scope.met.add(WITH_KEYWORDS)
    elif len(words) > 1:
        scope.met.add(SEVERAL_WORDS)
    return name


def _free(scope: Scope, text: str) -> str:
    """Return the text, with a number after it where something is called so already."""
    free, count = text, 2
    while _folded(free) in scope.taken:
        free, count = f"{text} {count}", count + 1
    scope.taken.add(_folded(free))
    return free


def _folded(text: str) -> str:
    return re.sub(r"[\s_]+", "", text.casefold())


def _id(name: str) -> str:
    """Return the id of a name: its words joined, without a mark between Chinese ones."""
    joined = name.replace(" ", "_")
    return re.sub(r"(?<=[\u4e00-\u9fff])_(?=[\u4e00-\u9fff])", "", joined)


def spellings(name: str) -> tuple[str, ...]:
    """Return how a policy may write a name; the first is the plainest."""
    quoted = f"`{name}`"
    if "`" in name or not name.strip():
        return ()
    joined = name.replace(" ", "_")
    found = [name] if _is_bare(name) else []
    if " " in name and _is_bare(joined):
        found.append(joined)
    if _id(name) != joined and _is_bare(_id(name)):
        found.append(_id(name))
    return (*found, quoted)


@cache
def _stops() -> re.Pattern[str]:
    """Return the words that end a bare name; `yes` and the like are no names by themselves."""
    keywords = table()
    words = (*keywords.spellings_that_end_a_name(), "possible", "可能为")
    return re.compile(rf"\b(?:{'|'.join(re.escape(w) for w in words)})\b")


def _is_bare(name: str) -> bool:
    """Return whether a name may stand without backticks."""
    shape = re.fullmatch(r"[^\W\d]\w*(?: \w+)*", name)
    return shape is not None and not _stops().search(name) and name not in _ALONE


_ALONE = {"yes", "no", "unknown", "是", "否", "未知"}
