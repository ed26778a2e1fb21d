"""Bands of a table and thresholds of a grade as they are written elsewhere: `0-2: 0`, `strong: 4`.

A line is taken for such a one only if it reads well with the band as it is written here.
"""

import re
from collections.abc import Iterator
from fractions import Fraction
from functools import partial

from relrules.diagnostics.catalog import syntax as say
from relrules.diagnostics.words import quoted
from relrules.syntax.clauses import header_keyword
from relrules.syntax.keywords import one_of, table
from relrules.syntax.mending import Edit, Line, Mend, mended, without_texts

NUMBER = r"[-+]?\d+(?:\.\d+)?"
# A range, then what stands before or after a single number. The longer words stand first.
BAND = re.compile(
    rf"(?:(?:from|between|从|介于)[ \t]*)?(?P<low>{NUMBER})[ \t]*"
    rf"(?:[-–—−~]|\.\.+|(?:to|and|到|至|与|和))[ \t]*(?P<end>{NUMBER})"
    r"|(?:<=|≤|(?:at most|max|maximum|no more than|不大于|不多于|不高于|小于等于|至多|最多))"
    rf"[ \t]*(?P<most>{NUMBER})"
    rf"|(?P<or_less>{NUMBER})[ \t]*(?:(?:or|and) (?:less|fewer|below|under)|及?以下|以内)"
    r"|(?:<|(?:less than|fewer than|below|小于|少于|不到|不足|不满))"
    rf"[ \t]*(?P<under>{NUMBER})"
    r"|(?:>=|≥|(?:at least|min|minimum|no less than|不小于|不少于|不低于|大于等于|至少|最少))"
    rf"[ \t]*(?P<least>{NUMBER})"
    rf"|(?P<or_more>{NUMBER})[ \t]*(?:\+|(?:or|and) (?:more|above|higher|over|up)|及?以上)"
    r"|(?:>|(?:above|over|more than|greater than|higher than|大于|多于|高于|超过|更高))"
    rf"[ \t]*(?P<above>{NUMBER})"
    r"|(?P<rest>otherwise|else|default|others?|(?:the )?rest|否则|其他|其它|其余|剩下|剩余)"
)
AFTER_A_LEVEL = re.compile(
    rf"[ \t]*(?P<level>(?:[^\W\d]\w*(?:[ \t]+[^\W\d]\w*)*?|`[^`\n]*`)(?:[ \t]+\"\0*\")?)"
    rf"[ \t]*[:=(]?[ \t]*(?:(?:when|if|当|如果)[ \t]+)?(?P<band>{BAND.pattern}|(?P<number>{NUMBER}))"
    r"(?P<close>\)?)[ \t]*(?=$|because|因为)"
)
CONDITION = re.compile(
    rf"[ \t]*(?P<when>[^:\0\"]*[<>=≤≥][^:\0\"]*?)[ \t]*:[ \t]*(?P<value>{NUMBER}|[^\W\d][\w \t]*?)"
    r"[ \t]*(?=$|because|因为)"
)
BEFORE_A_COLON = re.compile(rf"(?<![\w.])(?:{BAND.pattern})(?=[ \t]*:)")
REST = re.compile(
    r"(?P<indent>[ \t]*)(?P<word>otherwise|else|否则|其他|其它|其余)[ \t]*:[ \t]*(?P<value>[^:,\0\"]+?)"
    r"[ \t]*(?=$|because|因为)"
)
FIRST_NUMBER = re.compile(rf"(?<![\w.]){NUMBER}")
# Before a threshold Chinese has a word of its own.
FROM = {"en": "from", "zh": "达"}
LOWEST_FIRST = "write where a band ends, the lowest band first: {}"


def band_meant(text: str) -> str:
    """Return the band that words before a colon stand for, or nothing.

    >>> band_meant("less than 3")
    'under 3'
    >>> band_meant("5以上")
    '达 5'
    """
    match = BAND.fullmatch(text.strip())
    return _band(match, "en" if text.isascii() else "zh") if match else ""


def threshold_meant(text: str) -> str:
    """Return the threshold of a grade that words after a level stand for, or nothing.

    >>> threshold_meant("above 4"), threshold_meant("rest")
    ('from 4', 'otherwise')
    """
    match = BAND.fullmatch(text.strip())
    if match is None:
        return ""
    lang = "en" if text.isascii() else "zh"
    if match["rest"]:
        return table().keywords["OTHERWISE"].in_language(lang)
    return f"{FROM[lang]} {match['above']}" if match["above"] else _band(match, lang)


def banded(line: Line) -> Iterator[Mend]:
    """Yield mends of bands before a colon that are written as elsewhere."""
    header = header_keyword(line.head or line.text)
    if header is None or header.id not in ("DIMENSION", "GRADE"):
        return
    if line.start:
        yield from _rest(line, is_grade=header.id == "GRADE")
    yield from _entries(line)
    if line.start:
        yield from _condition(line, is_grade=header.id == "GRADE")


def _condition(line: Line, *, is_grade: bool) -> Iterator[Mend]:
    """Try a row for a condition before a colon."""
    match = CONDITION.match(without_texts(line.text))
    if match is None or is_grade is bool(re.fullmatch(NUMBER, match["value"])):
        return
    keywords = table().keywords
    points = "" if is_grade else f" {keywords['POINTS'].in_language(line.lang)}"
    when = keywords["WHEN"].in_language(line.lang)
    written = f"{match['value']}{points} {when} {match['when']}"
    edits = (Edit(match.start("when"), match.end("value"), written),)
    if line.reads_well(edits):
        yield mended(line, edits, partial(say.unreadable, way_out=f"write {quoted(written)}"))


def _entries(line: Line) -> Iterator[Mend]:
    """Try bands before the colons of a line; one that begins with `<` was joined to that above."""
    text = without_texts(line.text)
    found = list(BEFORE_A_COLON.finditer(text))
    if not found or found[0].start() > line.error:
        return
    if all(match["rest"] for match in found) and not _has_bands(text):
        return
    edits: list[Edit] = []
    for match in found:
        before = text[: match.start()].rstrip()
        band = _band(match, line.lang)
        if before and not before.endswith(","):
            edits.append(Edit(len(before), match.end(), f"\n{band}"))
        else:
            edits.append(Edit(match.start(), match.end(), band))
    if line.reads_well(edits):
        first = found[0]
        band = quoted(_band(first, line.lang))
        way_out = LOWEST_FIRST.format(band) if first["end"] else f"write {band}"
        tell = partial(say.unreadable, way_out=way_out)
        yield mended(line, edits, tell, reach=(first.start(), first.end()))


def with_threshold(line: Line) -> Iterator[Mend]:
    """Try `strong from 4` where a level and a number stand in some other way."""
    header = header_keyword(line.head)
    match = AFTER_A_LEVEL.match(without_texts(line.text))
    if header is None or header.id != "GRADE" or match is None:
        return
    if match["rest"] or _is_the_rest(line, match):
        band = table().keywords["OTHERWISE"].in_language(line.lang)
    elif match["number"]:
        band = f"{FROM[line.lang]} {match['number']}"
    elif match["above"]:
        band = f"{FROM[line.lang]} {match['above']}"
    elif match["end"] and not _runs_upwards(line, Fraction(match["low"])):
        band = f"{FROM[line.lang]} {match['low']}"
    else:
        band = _band(match, line.lang)
    written = f"{line.text[match.start('level') : match.end('level')]} {band}"
    edits = (Edit(match.start("level"), match.end("close"), written),)
    if line.reads_well(edits):
        # A threshold always takes its own border.
        also = f", which takes {match['above']} too" if match["above"] else ""
        yield mended(line, edits, partial(say.unreadable, way_out=f"write {quoted(written)}{also}"))


def _rest(line: Line, *, is_grade: bool) -> Iterator[Mend]:
    """Try what takes the rest of a table: `above` after bands, otherwise a row of its own."""
    match = REST.match(without_texts(line.text))
    if match is None:
        return
    keywords = table().keywords
    value = line.text[match.start("value") : match.end("value")]
    above = line.declaration[: line.start]
    if _has_bands(above):
        written = f"{keywords['ABOVE'].in_language(line.lang)}: {value}"
    elif is_grade and ":" in without_texts(above):
        # An entry that may stand in any look-up, so that the table can be read on.
        unknown = keywords["UNKNOWN"].in_language(line.lang)
        edits = (Edit(match.start("word"), match.end("word"), unknown),)
        tell = partial(say.unreadable, way_out="write an entry for each of the other answers")
        yield mended(line, edits, tell, reach=(match.start("word"), match.end("value")))
        return
    else:
        points = "" if is_grade else f" {keywords['POINTS'].in_language(line.lang)}"
        written = f"{value}{points} {keywords['OTHERWISE'].in_language(line.lang)}"
    edits = (Edit(match.start("word"), match.end("value"), written),)
    if line.reads_well(edits):
        tell = partial(say.unreadable, way_out=f"write {quoted(written)}")
        yield mended(line, edits, tell)


def _has_bands(text: str) -> bool:
    """Return whether a table has bands with an upper end."""
    ids = ("UP_TO", "UNDER")
    bands = one_of(tuple(s for id_ in ids for s in table().keywords[id_].spellings))
    return re.search(rf"(?<!\w){bands}[ \t]*{NUMBER}[ \t]*:", text) is not None


def _is_the_rest(line: Line, match: re.Match[str]) -> bool:
    """Return whether a last level takes what thresholds with `from` above it leave."""
    first = one_of(table().keywords["FROM"].spellings)
    is_below = match["under"] or match["most"] or match["or_less"]
    before, after = line.declaration[: line.start], line.declaration[line.start :]
    rows = before.partition("\n")[2]
    has_from = re.search(rf"(?m)^[^\"\n:]*{first}[ \t]*{NUMBER}", rows)
    return bool(is_below and has_from) and "\n" not in after.strip()


def _runs_upwards(line: Line, low: Fraction) -> bool:
    """Return whether the numbers of a grade get larger from its first row to its last."""
    rows = line.declaration.split("\n")[1:]
    numbers = [FIRST_NUMBER.search(without_texts(row)) for row in rows]
    found = [Fraction(number.group()) for number in numbers if number]
    return found[0] < low if found[-1] == low else low < found[-1]


def _band(match: re.Match[str], lang: str) -> str:
    """Return a band as it is written here."""
    keywords = table().keywords
    if match["rest"] or match["above"]:
        return keywords["ABOVE"].in_language(lang)
    least = match["least"] or match["or_more"]
    if least:
        return f"{FROM[lang]} {least}"
    if match["under"]:
        return f"{keywords['UNDER'].in_language(lang)} {match['under']}"
    most = match["end"] or match["most"] or match["or_less"]
    return f"{keywords['UP_TO'].in_language(lang)} {most}"
