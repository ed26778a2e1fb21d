"""The explanation of a result in prose."""

from __future__ import annotations

from typing import Literal, assert_never

from relrules.evaluate.evaluate import Program
from relrules.evaluate.outcome import Outcome
from relrules.explain.data import as_json
from relrules.explain.markdown import as_markdown
from relrules.explain.story import story
from relrules.explain.text import WIDTH, as_text

Format = Literal["text", "markdown", "json"]


def explanation(  # noqa: PLR0913, PLR0917 - what an explanation is made of
    program: Program,
    outcome: Outcome,
    id_: str | None,
    lang: str,
    form: Format,
    width: int = WIDTH,
) -> str:
    """Return the explanation of a result in a language, as text, Markdown or JSON.

    `lang` is one of `values.languages()`, `width` how many columns text may take. There is no line break at the end.
    """
    told = story(program, outcome, id_, lang)
    match form:
        case "text":
            return as_text(told, width)
        case "markdown":
            return as_markdown(told)
        case "json":
            return as_json(told)
        case _:
            assert_never(form)
