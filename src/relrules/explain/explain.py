"""The explanation of a result."""

from __future__ import annotations

from typing import Literal

from relrules.evaluate.evaluate import Program
from relrules.evaluate.outcome import Outcome

Format = Literal["text", "markdown", "json"]


def explanation(
    program: Program, outcome: Outcome, id_: str | None, lang: str, form: Format
) -> str:
    """Return the explanation of a result in a language, as text, Markdown or JSON."""
    raise NotImplementedError
