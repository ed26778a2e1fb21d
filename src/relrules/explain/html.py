"""A story as HTML: a part of a page, or a whole page that stands by itself and can be mailed.

Texts of policies and records are escaped, each of them. A page has its style in itself, no script,
and asks nothing of any other place; its policy of contents forbids it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from html import escape
from importlib.resources import files

from attrs import evolve

from relrules.explain.advice import AdviceTold, advice_line
from relrules.explain.phrases import Phrase, sentence
from relrules.explain.picture import picture
from relrules.explain.scores import DimensionTold, ScoreTold, shared_document
from relrules.explain.story import (
    MOST_SENTENCES,
    ListTold,
    Story,
    points_told,
    title_line,
    unknown_lines,
)

HTML_LANGUAGES = {"en": "en", "zh": "zh-Hans"}
PAGE = """\
<!doctype html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{title}</title>
<style>
{style}{page_style}</style>
</head>
<body>
{body}
</body>
</html>
"""
PAGE_STYLE = """
:root { color-scheme: light dark; }
body { font: 16px/1.55 system-ui, -apple-system, "Segoe UI", "Noto Sans", "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; margin: 0 auto; max-width: 52rem; padding: 1.5rem 1rem 4rem; color: #1d232b; background: #fff; }
h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 0.8rem; }
h2 { font-size: 1.1rem; margin: 2rem 0 0.6rem; }
h3 { font-size: 1rem; margin: 1.2rem 0 0.4rem; }
a { color: inherit; }
header ul { columns: 14rem; }
div[id] > article { border-top: 2px solid var(--rr-line); margin-top: 3rem; padding-top: 2rem; }
code { font-size: 0.92em; overflow-wrap: anywhere; }
@media (prefers-color-scheme: dark) { body { color: #e6e9ee; background: #15191f; } }
@media print { div[id] { break-before: page; } h2, h3 { break-after: avoid; } li, tr, svg { break-inside: avoid; } }
"""


@cache
def style() -> str:
    """Return the style sheet that an explanation needs, for a page with parts of its own."""
    return files("relrules.explain").joinpath("report.css").read_text("utf-8")


def page(parts: Sequence[tuple[str, str]], title: str, lang: str) -> str:
    """Return explanations as one page that needs nothing else.

    Each part is what it is called, and its article. Of several, their names come first, as links.
    """
    body = [article for _, article in parts]
    if len(parts) > 1:
        links = [
            f'<li><a href="#part-{i}">{escape(name)}</a></li>'
            for i, (name, _) in enumerate(parts, 1)
        ]
        body = [f'<div id="part-{i}">\n{article}\n</div>' for i, article in enumerate(body, 1)]
        head = f'<header class="rr">\n<h1>{escape(title)}</h1>\n<ul>'
        body = [head, *links, "</ul>\n</header>", *body]
    return PAGE.format(
        lang=HTML_LANGUAGES.get(lang, lang),
        title=escape(title),
        style=style(),
        page_style=PAGE_STYLE,
        body="\n".join(body),
    )


def title_of_page(story: Story) -> str:
    """Return what a page of its own is called: the record, and the policy."""
    if story.id is None:
        return story.title
    return Phrase.HAS_VALUE.say(story.lang, name=story.id, value=story.title)


def as_html(story: Story, heading: int = 1, *, titled: bool = True) -> str:
    """Return a story as an article; its title is a heading of this level, its parts one below.

    Unless it is `titled`, the page says what the article is about.
    """
    lang = story.lang
    head, below = f"h{heading}", f"h{heading + 1}"
    blocks: list[str] = [
        *([f"<{head}>{escape(title_of_page(story))}</{head}>"] if titled else []),
        *_verdict(story),
        f'<p class="rr-basis">{escape(story.basis)}</p>',
    ]
    sections: list[tuple[str, list[str]]] = [
        (Phrase.ALERTS_HEADING.say(lang), _alerts(story)),
        (Phrase.GRADES_HEADING.say(lang), _grades(story)),
        (Phrase.USED_HEADING.say(lang), list(_used(story, heading + 2))),
        (Phrase.POINTS_HEADING.say(lang), list(_points(story))),
        (
            Phrase.FINDINGS_HEADING.say(lang),
            _nested((f.label, f.value, f.lines) for f in story.findings),
        ),
        *[(of.label, _list(of, lang)) for of in story.lists],
        (
            Phrase.ADVICE_HEADING.say(lang),
            _advice(story.advice, lang) or _paragraph(story.no_advice),
        ),
        (
            Phrase.UNKNOWN_HEADING.say(lang),
            _nested((label, "", lines) for label, lines in unknown_lines(story)),
        ),
        (Phrase.PROVISIONAL_HEADING.say(lang), _items(story.provisional)),
        (Phrase.WARNINGS_HEADING.say(lang), _items(story.warnings)),
        (Phrase.ASSUMPTIONS_HEADING.say(lang), _items(story.assumptions, "rr-assumed")),
    ]
    for title, lines in sections:
        if lines:
            blocks += [f"<{below}>{escape(title)}</{below}>", *lines]
    tongue = HTML_LANGUAGES.get(lang, lang)
    return "\n".join([f'<article class="rr" lang="{tongue}">', *blocks, "</article>"])


def _verdict(story: Story) -> list[str]:
    """Return the verdict: a paragraph, or where it is long, a line a result."""
    if len(story.verdicts) <= MOST_SENTENCES:
        return [f'<p class="rr-verdict">{escape(story.verdict)}</p>']
    title = _paragraph(title_line(story.id, story.lang)) if story.id is not None else []
    return [*title, *_items(story.verdicts, "rr-verdict")]


def _grades(story: Story) -> list[str]:
    rows = [
        (g.label, g.in_words(story.lang), g.reasons.lines())
        for g in story.grades
        if g.reasons is not None
    ]
    return _table(story.lang, (Phrase.GRADE_COLUMN, Phrase.LEVEL_COLUMN), rows, [])


def _points(story: Story) -> Iterator[str]:
    """Yield the pictures, then the table that says why, then what cost most."""
    lang = story.lang
    document = shared_document(story.dimensions, story.scores)
    told = list(points_told(story, document))
    if not told:
        return
    for waterfall in story.waterfalls:
        yield picture(waterfall, lang)
    rows = [
        (of.label, of.amount.in_cell(lang), lines)
        for of, lines in told
        if isinstance(of, DimensionTold)
    ]
    totals = [
        (of.label, of.amount.in_cell(lang), lines)
        for of, lines in told
        if isinstance(of, ScoreTold)
    ]
    yield from _table(lang, (Phrase.DIMENSION_COLUMN, Phrase.POINTS_COLUMN), rows, totals, document)
    for costs in story.costs:
        yield f"<p>{escape(costs.text)}</p>"


def _used(story: Story, heading: int) -> Iterator[str]:
    """Yield what is taken from used policies, a table each, and how to see the rest."""
    for used in story.used:
        yield f"<h{heading}>{escape(used.label)}</h{heading}>"
        rows = [(r.label, r.value, [r.why]) for r in used.results]
        yield from _table(story.lang, (Phrase.RESULT_COLUMN, Phrase.VALUE_COLUMN), rows, [])
    if story.more:
        yield f"<p>{_with_code(story.more)}</p>"


def _with_code(text: str) -> str:
    """Return a text of ours in which commands stand between backticks."""
    words = text.split("`")
    return "".join(
        f"<code>{escape(word)}</code>" if i % 2 else escape(word) for i, word in enumerate(words)
    )


def _list(of: ListTold, lang: str) -> list[str]:
    """Return what is found out about the records of a list."""
    told = ((record.title, "", record.lines(lang)) for record in of.records or ())
    return _nested(one for one in told if one[2])


def _table(
    lang: str,
    columns: tuple[Phrase, Phrase],
    rows: Sequence[tuple[str, str, Sequence[str]]],
    totals: Sequence[tuple[str, str, Sequence[str]]],
    document: str = "",
) -> list[str]:
    """Return a table; its totals stand out, and the document that all of it is from is named once."""
    if not rows and not totals:
        return []
    heads = "".join(
        f'<th scope="col">{escape(h.say(lang))}</th>' for h in (*columns, Phrase.WHY_COLUMN)
    )
    lines = ['<div class="rr-scroll"><table class="rr-table">']
    if document:
        lines.append(f"<caption>{escape(Phrase.SOURCE_OF_ALL.say(lang, title=document))}</caption>")
    lines += [f"<thead><tr>{heads}</tr></thead>", "<tbody>"]
    lines += [_row(row, lang, "") for row in rows]
    lines += [_row(row, lang, ' class="rr-total"') for row in totals]
    return [*lines, "</tbody>", "</table></div>"]


def _row(row: tuple[str, str, Sequence[str]], lang: str, kind: str) -> str:
    label, value, said = row
    why = "<br>".join(escape(sentence(text, lang)) for text in said if text)
    return (
        f'<tr{kind}><th scope="row">{escape(label)}</th><td>{escape(value)}</td><td>{why}</td></tr>'
    )


def _nested(told: Iterable[tuple[str, str, Sequence[str]]]) -> list[str]:
    """Return a list of what has a name, perhaps a value, and lines about it."""
    items = []
    for label, value, lines in told:
        name = f"<strong>{escape(label)}</strong>" + (f" {escape(value)}" if value else "")
        why = "".join(f'<span class="rr-why">{escape(line)}</span>' for line in lines if line)
        items.append(f"<li>{name}{why}</li>")
    return ["<ul>", *items, "</ul>"] if items else []


def _alerts(story: Story) -> list[str]:
    """Return the alerts; those that are merely possible are folded where they are many."""
    lang, later = story.lang, story.later_alerts
    first = _advice(story.first_alerts, lang, "rr-alerts")
    if not later:
        return first
    phrase = Phrase.MORE_ALERTS_POSSIBLE if first else Phrase.ALERTS_POSSIBLE
    summary = f"<summary>{escape(phrase.say(lang, n=str(len(later))))}</summary>"
    folded = _advice(later, lang, "rr-alerts", all_possible=True)
    return [*first, '<details class="rr-more">', summary, *folded, "</details>"]


def _advice(
    advice: Sequence[AdviceTold], lang: str, kind: str = "", *, all_possible: bool = False
) -> list[str]:
    items = []
    for told in advice:
        line = advice_line(
            evolve(told, record=escape(told.record)),
            f"<strong>{escape(told.label)}</strong>",
            escape(told.text),
            lang,
            all_possible=all_possible,
        )
        why = told.because(lang)
        said = f'<span class="rr-why">{escape(why)}</span>' if why else ""
        state = "" if told.is_given else ' class="rr-possible"'
        items.append(f"<li{state}>{line}{said}</li>")
    marked = f' class="{kind}"' if kind else ""
    return [f"<ul{marked}>", *items, "</ul>"] if items else []


def _items(texts: Sequence[str], kind: str = "") -> list[str]:
    marked = f' class="{kind}"' if kind else ""
    items = [f"<li>{escape(text)}</li>" for text in texts]
    return [f"<ul{marked}>", *items, "</ul>"] if items else []


def _paragraph(text: str) -> list[str]:
    return [f"<p>{escape(text)}</p>"] if text else []
