"""A mistake as data. Stages return diagnostics; only the engine raises."""

from collections.abc import Iterable
from enum import Enum

from attrs import evolve, field, frozen

from relrules.source import Span


class Severity(Enum):
    """How much a diagnostic matters: an error refuses the policy, a warning does not."""

    ERROR = "error"
    WARNING = "warning"


@frozen
class Note:
    """A second place that belongs to a diagnostic, such as where a name was first used."""

    message: str
    span: Span


@frozen
class Fix:
    """A replacement that `fmt --fix` may make without changing anything but what is wrong."""

    span: Span
    replacement: str


@frozen
class Diagnostic:
    """One mistake: the smallest wrong piece, in the author's words, with one way out.

    `code` is a stable word such as `unknown-name` with a page in `docs/diagnostics/`. `message`
    is one line. `help` stands under the wrong piece and says the way out.
    """

    code: str
    message: str
    span: Span
    help: str = ""
    severity: Severity = Severity.ERROR
    notes: tuple[Note, ...] = ()
    fix: Fix | None = field(default=None)

    @property
    def is_error(self) -> bool:
        """Return whether it refuses the policy."""
        return self.severity is Severity.ERROR


MERGED = ("unknown-name", "unknown-level", "unknown-source")
MOST_PLACES = 3


def once_each(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return diagnostics in which a word that means nothing is told of once.

    It is one mistake, however often the word is used; the next places are noted.
    """
    found: dict[tuple[object, ...], list[Diagnostic]] = {}
    for order, diagnostic in enumerate(diagnostics):
        same = (diagnostic.code, diagnostic.message)
        found.setdefault(same if diagnostic.code in MERGED else (order,), []).append(diagnostic)
    return tuple(_with_places(first, more) for first, *more in found.values())


def _with_places(first: Diagnostic, more: list[Diagnostic]) -> Diagnostic:
    shown = [Note("it stands here too", d.span) for d in more[:MOST_PLACES]]
    if len(more) > MOST_PLACES:
        left = len(more) - MOST_PLACES + 1
        shown[-1] = Note(f"it stands in {left} more places, the next of them here", shown[-1].span)
    return evolve(first, notes=(*first.notes, *shown))
