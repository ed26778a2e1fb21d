"""The explanation of a result in prose."""

from __future__ import annotations

from typing import Literal, assert_never, get_args

from attrs import evolve

from relrules.explain.data import as_json
from relrules.explain.html import as_html, page, title_of_page
from relrules.explain.markdown import as_markdown
from relrules.explain.story import story
from relrules.explain.telling import Telling
from relrules.explain.text import WIDTH, as_text

Format = Literal["text", "markdown", "json", "html", "html-part"]
FORMATS: tuple[Format, ...] = get_args(Format)


def explanation(
    telling: Telling,
    id_: str | None,
    form: Format,
    width: int = WIDTH,
    *,
    in_full: bool = False,
) -> str:
    """Return the explanation of a result, as text, Markdown, JSON or HTML.

    HTML is a page that stands by itself, or with `html-part` an article for a page of another's.

    `width` is how many columns text may take. Unless it is told `in_full`, of used policies no more
    is told than what the policy itself reads; JSON has everything in any case. There is no line
    break at the end.
    """
    told = story(evolve(telling, in_full=in_full or form == "json"), id_)
    match form:
        case "text":
            return as_text(told, width)
        case "markdown":
            return as_markdown(told)
        case "json":
            return as_json(told)
        case "html":
            title = title_of_page(told)
            return page([(title, as_html(told))], title, told.lang)
        case "html-part":
            return as_html(told)
        case _:
            assert_never(form)
