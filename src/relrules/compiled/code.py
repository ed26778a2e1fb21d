"""Source of a Python function, put together line by line.

No name or text of a policy ever stands in the source: names are made here, and all values but small
whole numbers are looked up in a table. Statements are flat, since Python refuses to compile deep
parentheses and long chains of operators.
"""

from __future__ import annotations

import itertools
import linecache
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from attrs import define, field

MOST_LETTERS = 160
"""How long an expression grows before it is given a name."""
MOST_OPERANDS = 40
MOST_LITERAL = 10**9
NUMBERS = itertools.count(1)


@define
class Code:
    """The body of a function: its lines so far, and the values that they look up."""

    values: dict[str, object] = field(factory=dict)
    _lines: list[str] = field(factory=list)
    _indent: int = 1
    _count: int = 0
    _names: dict[tuple[type, object], str] = field(factory=dict)

    def name(self, letter: str = "t") -> str:
        """Return a name that is not used yet."""
        self._count += 1
        return f"{letter}{self._count}"

    def line(self, text: str) -> None:
        """Add a statement."""
        self._lines.append("    " * self._indent + text)

    def put(self, text: str, letter: str = "t") -> str:
        """Give an expression a name, unless it is one."""
        return text if text.isidentifier() else self.fresh(text, letter)

    def fresh(self, text: str, letter: str = "t") -> str:
        """Give an expression a name of its own, which may take other values later."""
        name = self.name(letter)
        self.line(f"{name} = {text}")
        return name

    def short(self, text: str) -> str:
        """Return an expression that can stand inside another."""
        return text if len(text) <= MOST_LETTERS else self.put(text)

    def joined(self, operator: str, parts: Sequence[str]) -> str:
        """Return parts with an operator between them, in parentheses."""
        left = [self.short(part) for part in parts]
        while len(left) > 1 and (
            len(left) > MOST_OPERANDS or sum(map(len, left)) > 2 * MOST_LETTERS
        ):
            size = MOST_OPERANDS if len(left) > MOST_OPERANDS else 2
            groups = [left[i : i + size] for i in range(0, len(left), size)]
            left = [self.put(f" {operator} ".join(group)) for group in groups]
        return left[0] if len(left) == 1 else f"({f' {operator} '.join(left)})"

    def value(self, value: object) -> str:
        """Return how a value is written: small whole numbers as they are, others by a name."""
        if value is None or isinstance(value, bool):
            return repr(value)
        if isinstance(value, int) and abs(value) < MOST_LITERAL:
            return repr(value) if value >= 0 else f"({value!r})"
        try:
            known = self._names.get((type(value), value))
        except TypeError:
            known = None
        if known is not None:
            return known
        name = f"K{len(self.values)}"
        self.values[name] = value
        try:
            self._names[type(value), value] = name
        except TypeError:
            return name
        return name

    @contextmanager
    def block(self, head: str) -> Iterator[None]:
        """Indent what is added meanwhile under a head."""
        self.line(head)
        self._indent += 1
        yield
        self._indent -= 1

    @contextmanager
    def attempt(self) -> Iterator[None]:
        """Take back what is added meanwhile, if it comes to an error."""
        lines, indent = len(self._lines), self._indent
        try:
            yield
        except Exception:
            del self._lines[lines:]
            self._indent = indent
            raise

    def function(self, parameters: str) -> Callable[..., Any]:
        """Return the function of these lines; a debugger and a traceback find its source."""
        source = f"def made({parameters}):\n" + "\n".join(self._lines) + "\n"
        place = f"<relrules compiled {next(NUMBERS)}>"
        lines = source.splitlines(keepends=True)
        linecache.cache[place] = (len(source), None, lines, place)
        names: dict[str, Any] = dict(self.values)
        exec(compile(source, place, "exec", dont_inherit=True), names)  # noqa: S102 - no word of a policy is in it
        made: Callable[..., Any] = names["made"]
        return made
