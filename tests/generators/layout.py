"""From words to text: every freedom that an author has, drawn from one seed.

Seed 0 is the plainest layout, so that a failing example shrinks to something readable.
"""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from attrs import define, field

from generators.coverage import register
from generators.words import (
    Declaration,
    Keyword,
    Literal,
    Mark,
    Quoted,
    Spelled,
    Tagged,
    Word,
    Words,
)
from relrules.syntax.keywords import table

COMMENTS = (
    "# a comment",
    "#",
    '# with "quotes" and `ticks`',
    "# fact x: yes or no",
    "＃ 中文注释（括号",
    "#) when 1 < 2",
)
WIDE = {mark: chr(ord(mark) + 0xFEE0) for mark in ",:()=<>+-*/"}
SYMBOLS = {">=": "≥", "<=": "≤", "!=": "≠"}
TIGHT = {",", ":", "(", ")", "=", "<", ">", "<=", ">=", "!=", "+", "*", "/"}
CHINESE = register("layout: Chinese keywords")
ENGLISH = register("layout: English keywords")
FULL_WIDTH = register("layout: full-width punctuation")
COMMENT = register("layout: comment on a line of its own")
COMMENT_AFTER = register("layout: comment after a clause")
COMMENT_INSIDE = register("layout: comment inside a continued clause")
BLANK = register("layout: blank line")
CONTINUED = register("layout: continued line")
OTHER_SPELLING = register("layout: other spelling of a name")
CRLF = register("layout: line ends of Windows")
BOM = register("layout: byte order mark")


def laid_out(declarations: Sequence[Declaration], seed: int) -> tuple[str, set[str]]:
    """Return the text of declarations, and which freedoms of layout it takes."""
    rng = Random(seed)  # noqa: S311 - no secret: one seed gives one policy
    if seed:
        style = _Style(
            rng,
            chinese=rng.choice([0.0, 0.0, 1.0, 0.5]),
            wide=rng.choice([0.0, 0.1, 0.6]),
            loose=rng.choice([0.0, 0.1, 0.3]),
            comments=rng.choice([0.0, 0.15]),
        )
    else:
        style = _Style(rng)
    lines: list[str] = []
    for declaration in declarations:
        lines += style.between_declarations()
        lines += style.declaration(declaration, 0, rng.choice([1, 2, 4]) if seed else 2)
    text = "\n".join(lines) + "\n" * (rng.choice([0, 1, 2]) if seed else 1)
    if seed and rng.random() < 0.1:
        style.met.add(CRLF)
        text = text.replace("\n", "\r\n")
    if seed and rng.random() < 0.1:
        style.met.add(BOM)
        text = f"\ufeff{text}"
    return text, style.met


@define
class _Style:
    """How freely one text is laid out: shares of what takes each freedom."""

    rng: Random
    chinese: float = 0.0
    wide: float = 0.0
    loose: float = 0.0
    comments: float = 0.0
    met: set[str] = field(factory=set)

    def _takes(self, share: float, name: str) -> bool:
        taken = share > 0 and self.rng.random() < share
        if taken:
            self.met.add(name)
        return taken

    def between_declarations(self) -> list[str]:
        found = [""] if not self.loose or self._takes(0.7, BLANK) else []
        if self._takes(self.comments, COMMENT):
            found.append(self.rng.choice(COMMENTS))
        return found

    def declaration(self, declaration: Declaration, indent: int, step: int) -> list[str]:
        """Return a declaration with what is declared inside it."""
        lines = self.line(declaration.head, indent)
        for clause in declaration.clauses:
            lines += self.between_clauses()
            lines += self.line(clause.words, indent + step * (2 if clause.deeper else 1))
        for member in declaration.members:
            lines += self.between_clauses()
            lines += self.declaration(member, indent + step, step)
        return lines

    def between_clauses(self) -> list[str]:
        found = []
        if self._takes(self.comments, COMMENT):
            found.append(" " * self.rng.randrange(6) + self.rng.choice(COMMENTS))
        if self._takes(self.loose / 3, BLANK):
            found.append(" " * self.rng.randrange(3))
        return found

    def line(self, words: Words, indent: int) -> list[str]:
        """Return a clause in one line or more."""
        lines = [" " * indent]
        depth = 0
        for i, word in enumerate(words):
            breaks = i > 0 and (depth > 0 or _continues(word, words[0]))
            if breaks and self._takes(self.loose / 2, CONTINUED):
                if self._takes(self.comments, COMMENT_INSIDE):
                    lines[-1] += " " + self.rng.choice(COMMENTS)
                    lines += [" " + self.rng.choice(COMMENTS)] * self.rng.randrange(2)
                lines.append(" " * (indent + self.rng.choice([2, 4, 7])))
            elif i > 0:
                lines[-1] += self._space(words[i - 1], word)
            lines[-1] += self._written(word)
            if isinstance(word, Mark):
                depth += (word.text == "(") - (word.text == ")")
        if self._takes(self.comments, COMMENT_AFTER):
            lines[-1] += "  " + self.rng.choice(COMMENTS)
        return lines

    def _space(self, before: Word, word: Word) -> str:
        signs = isinstance(before, Mark) and isinstance(word, Mark)
        tight = any(isinstance(w, Mark) and w.text in TIGHT for w in (before, word))
        if not self.loose:
            return "" if _binds(before, word) else " "
        if tight and not signs and self.rng.random() < self.loose:
            return ""
        return self.rng.choice([" ", " ", " ", "  ", "\t", "\u3000"])

    def _written(self, word: Word) -> str:
        match word:
            case Keyword(id=id_):
                return self._keyword(id_)
            case Spelled(spellings=spellings):
                if self.loose and len(spellings) > 1 and self._takes(0.5, OTHER_SPELLING):
                    return self.rng.choice(spellings[1:])
                return spellings[0]
            case Quoted(text=text):
                return self._quoted(text)
            case Tagged(lang=lang, text=text):
                return f"{lang}{' ' * self.rng.randrange(1, 3)}{self._quoted(text)}"
            case Literal(text=text):
                if text[0].isdigit() and self._takes(self.wide / 4, FULL_WIDTH):
                    return "".join(chr(ord(c) + 0xFEE0) for c in text)
                return text
            case Mark(text=text):
                if not self._takes(self.wide, FULL_WIDTH):
                    return text
                if text == "," and self.rng.random() < 0.3:
                    return "、"
                if text in SYMBOLS and self.rng.random() < 0.7:
                    return SYMBOLS[text]
                return "".join(WIDE.get(c, c) for c in text)

    def _keyword(self, id_: str) -> str:
        keyword = table().keywords[id_]
        if self._takes(self.chinese, CHINESE):
            # A list of spellings holds the English ones too: `point` beside `points`.
            spellings = [s for s in keyword.spellings if not s.isascii()]
        else:
            self.met.add(ENGLISH)
            spellings = [s for s in keyword.spellings if s.isascii()]
        if not self.loose:
            return spellings[0]
        return self.rng.choice(spellings).replace(" ", self.rng.choice([" ", "  ", "\t"]))

    def _quoted(self, text: str) -> str:
        if self.wide and "\\" not in text and self.rng.random() < 0.3:
            if "”" not in text:
                return f"“{text}”"
            if "＂" not in text:
                return f"＂{text}＂"
        escaped = text.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{escaped}"'


def _continues(word: Word, first: Word) -> bool:
    """Return whether a line that starts with this goes on a clause that starts with `first`."""
    match word:
        case Tagged():
            return isinstance(first, Keyword) and first.id in ("SAY", "ASK", "HINT", "ASSUME")
        case Keyword(id="AND" | "OR"):
            return True
        case Mark(text=text):
            return text[0] in "+<"
        case _:
            return False


def _binds(before: Word, word: Word) -> bool:
    """Return whether no space stands between two words in the plainest layout."""
    closes = isinstance(word, Mark) and word.text in (",", ":", ")")
    return closes or (isinstance(before, Mark) and before.text == "(")
