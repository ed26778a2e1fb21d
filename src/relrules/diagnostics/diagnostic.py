"""A mistake as data. Stages return diagnostics; only the engine raises."""

from enum import Enum

from attrs import field, frozen

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
