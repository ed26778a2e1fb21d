"""Words that are no name and no condition as they stand: `some contacts are warm`, `coach strong`."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from relrules.check import model as m
from relrules.check.symbols import Groups, Symbols
from relrules.syntax.keywords import table
from relrules.syntax.names import key

QUANTIFIERS = {
    "SOME": ("some", "any", "one of the", "任何", "任一", "有些", "某个", "有"),
    "ALL": ("all", "every", "each", "每个", "所有", "全部"),
    "NO_RECORDS": ("no", "none of the", "not any", "没有", "无"),
}
LINKS = ("are", "have", "has", "is", "with", "that are", "who are", "满足", "有", "是", "为")
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
TIMES = re.compile(r"(?P<left>.+?)[ \t]+[xX][ \t]+(?P<right>.+)")


def asked_of_records(symbols: Symbols, text: str) -> Sequence[str]:
    """Return how to ask of the records of a list what words ask of them, if they do."""
    owner, dot, member = text.rpartition(".")
    found = _list_called(symbols.top.lists, owner) if dot else None
    if found:
        return _question("SOME", found, member, "en" if found.isascii() else "zh")
    for id_, spellings in QUANTIFIERS.items():
        for spelling in spellings:
            rest = _without(spelling, text)
            lang = "en" if spelling.isascii() else "zh"
            question = _of_records(symbols, id_, rest, lang) if rest else ()
            if question:
                return question
    return _of_records(symbols, "", text, "en" if text.isascii() else "zh")


def _of_records(symbols: Symbols, quantifier: str, text: str, lang: str) -> Sequence[str]:
    """Return how to ask what words ask of which the first are a list, perhaps in the singular."""
    words = text.split()
    for count in range(len(words), 0, -1):
        found = _list_called(symbols.top.lists, " ".join(words[:count]))
        if found is None:
            continue
        rest = " ".join(words[count:])
        for link in LINKS:
            rest = _without(link, rest) or rest
        if not rest and not quantifier:
            return ()
        inside = symbols.top.members.get(key(found))
        known = inside is not None and (key(rest) in inside.values or key(rest) in inside.labels)
        return _question(quantifier or "SOME", found, rest if known or not rest else "…", lang)
    return ()


def _question(quantifier: str, list_name: str, has: str, lang: str) -> Sequence[str]:
    """Return how a question about records may be written here."""
    keywords = table().keywords
    ids = (quantifier, "HAVE", "COUNT_OF")
    which, have, count_of = (keywords[id_].in_language(lang) for id_ in ids)
    asked = f"{which} {list_name} {have} {has or '…'}"
    if has or quantifier == "ALL":
        return (asked,)
    return (f"{count_of} {list_name} {'=' if quantifier == 'NO_RECORDS' else '>'} 0", asked)


def _list_called(lists: Groups, text: str) -> str | None:
    """Return a list as the author calls it, or in the plural where that is its name."""
    word = key(text)
    if word in lists.nodes or word in lists.labels:
        return text
    plurals = (f"{text}s", f"{text}es", f"{text.removesuffix('y')}ies")
    return next((plural for plural in plurals if key(plural) in lists.nodes), None)


def _without(word: str, text: str) -> str:
    """Return what stands after a word that a text begins with; nothing where it does not."""
    if not text.startswith(word):
        return ""
    rest = text[len(word) :]
    # Chinese sets no space between words.
    return rest.strip() if not word.isascii() or rest[:1].isspace() else ""


def without(
    text: str, is_declared: Callable[[str], bool], type_called: Callable[[str], m.Type | None]
) -> str | None:
    """Return `not price` for `no price`, or what says so of a number or level."""
    negation, _, name = text.partition(" ")
    if negation not in ("no", "没有", "无") or not is_declared(name):
        return None
    keywords, lang = table().keywords, "en" if negation.isascii() else "zh"
    match type_called(name):
        case m.YesNoType() | None:
            return f"{keywords['NOT'].in_language(lang)} {name}"
        case m.NumberType():
            return f"{name} = 0"
        case m.LevelType(scale=scale):
            return f"{name} = {scale.ids[0]}"
        case m.ChoiceType() | m.DateType() | m.TextType():
            return f"{name} {keywords['IS_UNKNOWN'].in_language(lang)}"


def with_sign(text: str, type_called: Callable[[str], m.Type | None]) -> str | None:
    """Return `coach = strong` for `coach strong`, `visits * 2` for `visits x 2`.

    `type_called` gives the type of what a name or label means.
    """
    times = TIMES.fullmatch(text)
    if times and all(_is_number(times[side], type_called) for side in ("left", "right")):
        return f"{times['left']} * {times['right']}"
    words = text.split()
    for count in range(len(words) - 1, 0, -1):
        name, value = " ".join(words[:count]), " ".join(words[count:])
        if _has_value(type_called(name), value):
            return f"{name} = {value}"
    return None


def _is_number(text: str, type_called: Callable[[str], m.Type | None]) -> bool:
    return bool(NUMBER.fullmatch(text)) or isinstance(type_called(text), m.NumberType)


def _has_value(of: m.Type | None, value: str) -> bool:
    """Return whether a word is a value of a type, as it is written in a policy."""
    match of:
        case m.LevelType(scale=scale):
            return key(value) in scale.words
        case m.ChoiceType():
            return key(value) in of.words
        case m.NumberType():
            return bool(NUMBER.fullmatch(value))
        case m.YesNoType():
            keywords = table().keywords
            return value in (*keywords["YES"].spellings, *keywords["NO"].spellings)
        case _:
            return False
