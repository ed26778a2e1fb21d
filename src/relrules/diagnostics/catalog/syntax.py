"""Messages about how a policy is written."""

from collections.abc import Sequence

from relrules.diagnostics.diagnostic import Diagnostic, Fix, Note
from relrules.diagnostics.words import did_you_mean, listed, quoted
from relrules.source import Span


def unexpected_text(span: Span, expected: Sequence[str]) -> Diagnostic:
    """Say that words cannot be read where they stand."""
    way_out = f"expected {listed(expected)}" if expected else ""
    return Diagnostic("unexpected-text", f"cannot read {quoted(span.text)} here", span, way_out)


def line_ends_early(span: Span, expected: Sequence[str]) -> Diagnostic:
    """Say that a line stops before it says something."""
    way_out = f"expected {listed(expected)}" if expected else ""
    return Diagnostic("line-ends-early", "the line ends before it is complete", span, way_out)


def level_without_guard(span: Span, first: str, last: str) -> Diagnostic:
    """Say that a row of a grade does not say when its level is meant, with two ways to say it."""
    way_out = f"say when it is meant, as in {quoted(first)} or {quoted(last)}"
    return Diagnostic("line-ends-early", "the line ends before it is complete", span, way_out)


def misspelt_keyword(span: Span, keyword: str) -> Diagnostic:
    """Say that a word is almost, but not quite, one of the language."""
    return Diagnostic(
        "misspelt-keyword",
        f"{quoted(span.text)} says nothing here",
        span,
        did_you_mean([keyword]),
        fix=Fix(span, keyword),
    )


def foreign_word(span: Span, way_out: str) -> Diagnostic:
    """Say that a word or sign means something elsewhere, but not in this language."""
    return Diagnostic("misspelt-keyword", f"{quoted(span.text)} says nothing here", span, way_out)


def unreadable(span: Span, way_out: str) -> Diagnostic:
    """Say that something cannot be read where it stands, and what to do about it."""
    return Diagnostic("unexpected-text", f"cannot read {quoted(span.text)} here", span, way_out)


def line_begins_with_sign(span: Span) -> Diagnostic:
    """Say that a line cannot go on the one before with this sign."""
    return unreadable(
        span,
        "a line goes on the one before with `=`, `+`, `and`, `or` or `<`; "
        "put parentheses around both lines",
    )


def unquoted_label(span: Span) -> Diagnostic:
    """Say that a label stands after a name without quotes."""
    label = quoted(f'"{span.text}"')
    return unreadable(span, f"put a label in quotes: {label}")


def keyword_as_name(span: Span) -> Diagnostic:
    """Say that a word of the language is used as a name."""
    return Diagnostic(
        "reserved-name",
        f"{quoted(span.text)} is a word of the language and cannot be a name by itself",
        span,
        "choose another name",
    )


def values_missing(span: Span) -> Diagnostic:
    """Say that what stands after `highest of` or the like is not in parentheses."""
    return unreadable(
        span,
        "write values in parentheses, as in `highest of (a, b)`, or what is taken of each record, "
        "as in `highest visits of contacts`; a questionnaire has a `total of` and a `mean of`",
    )


def name_missing(span: Span) -> Diagnostic:
    """Say that a declaration has a label, but no name before it."""
    return Diagnostic(
        "unexpected-text",
        f"a name must stand before {quoted(span.text)}",
        span,
        f"write a name first, such as {quoted('customer_fit ' + span.text)}",
    )


def language_missing(span: Span) -> Diagnostic:
    """Say that a text follows a text without the language it is in."""
    return Diagnostic(
        "unexpected-text",
        f"{quoted(span.text)} follows another text",
        span,
        f"say which language it is in, as in {quoted('zh ' + span.text)}",
    )


def indented_declaration(span: Span, *, in_a_list: bool) -> Diagnostic:
    """Say that a declaration stands deeper than those it belongs beside."""
    return Diagnostic(
        "indented-declaration",
        f"{quoted(span.text)} begins a declaration, but is indented like a line of the one above",
        span,
        "indent it like the declaration above" if in_a_list else "start it at the left margin",
    )


def not_in_a_list(span: Span) -> Diagnostic:
    """Say that a declaration stands in a list that has no place there."""
    return Diagnostic(
        "not-in-a-list",
        f"{quoted(span.text)} cannot stand in a list",
        span,
        "start it at the left margin; a list holds facts, defines, dimensions and grades",
    )


def misplaced_clause(span: Span, under: str, owners: Sequence[str]) -> Diagnostic:
    """Say that a line belongs under another declaration than it stands under."""
    return Diagnostic(
        "misplaced-clause",
        f"{quoted(span.text)} does not belong under {quoted(under)}",
        span,
        f"it belongs under {listed([quoted(owner) for owner in owners])}",
    )


def row_begins_with_condition(span: Span, way_out: str) -> Diagnostic:
    """Say that a row begins with its condition."""
    return Diagnostic("misplaced-clause", f"no row begins with {quoted(span.text)}", span, way_out)


def unknown_declaration(span: Span, suggestions: Sequence[str]) -> Diagnostic:
    """Say that a line at the left margin begins with no declaration."""
    return Diagnostic(
        "unknown-declaration",
        f"no declaration begins with {quoted(span.text)}",
        span,
        did_you_mean(suggestions) or "indent it if it belongs to the declaration above",
    )


def fact_without_keyword(span: Span, keyword: str) -> Diagnostic:
    """Say that a line is written like a fact, and does not begin with that word."""
    return Diagnostic(
        "unknown-declaration",
        f"no declaration begins with {quoted(span.text)}",
        span,
        f"if it is a fact, write {quoted(f'{keyword} {span.text}')}",
    )


def change_of_nothing(span: Span) -> Diagnostic:
    """Say that `change grade:` tells what kind of thing is changed, but not which."""
    return unreadable(span, f"write the name of the {span.text} in its place")


def base_on_another_line(span: Span) -> Diagnostic:
    """Say that `based on` does not stand on the first line of the policy."""
    return unreadable(span, "write it on the first line, after the name and label of the policy")


def second_base(span: Span) -> Diagnostic:
    """Say that a policy names what it is based on twice."""
    return unreadable(span, "the first line names one already: keep one of the two")


def unknown_language(span: Span, languages: Sequence[str], meant: str) -> Diagnostic:
    """Say that the word before a translation names no language."""
    return Diagnostic(
        "unknown-language",
        f"{quoted(span.text)} before a text names no language",
        span,
        did_you_mean([meant] if meant else []) or f"known are {listed(languages, 'and')}",
    )


def translation_without_text(span: Span, lang: str) -> Diagnostic:
    """Say that there is a translation of nothing."""
    return Diagnostic(
        "translation-without-text",
        f"the text that {quoted(lang)} translates is missing",
        span,
        f"put the text in the policy's own language first, or leave {quoted(lang)} out",
    )


def repeated_translation(span: Span, lang: str) -> Diagnostic:
    """Say that a text is translated twice into one language."""
    return Diagnostic(
        "repeated-translation",
        f"this text already has a translation for {quoted(lang)}",
        span,
        "keep one of them",
    )


def repeated_clause(span: Span, clause: str, first: Span) -> Diagnostic:
    """Say that a clause that may stand once stands twice."""
    return Diagnostic(
        "repeated-clause",
        f"{quoted(clause)} is already said above",
        span,
        "keep one of them",
        notes=(Note("it was first said here", first),),
    )


def missing_clause(span: Span, what: str, way_out: str) -> Diagnostic:
    """Say that a declaration lacks something; `what` says what: “missing: the type of `visits`”."""
    return Diagnostic("missing-clause", f"missing: {what}", span, way_out)


def stray_line(span: Span, way_out: str) -> Diagnostic:
    """Say that a line is well written but stands under nothing it could belong to."""
    return Diagnostic("stray-line", "this line belongs to nothing above it", span, way_out)


def mixed_and_or(span: Span, ands_first: str, ors_first: str) -> Diagnostic:
    """Say that `and` and `or` stand side by side without parentheses."""
    return Diagnostic(
        "mixed-and-or",
        "this mixes `and` with `or`, and can be read in two ways",
        span,
        f"write {quoted(ands_first)} or {quoted(ors_first)}",
    )


def two_readings(span: Span, one: str, other: str) -> Diagnostic:
    """Say that something can be read in two ways."""
    return Diagnostic(
        "two-readings",
        "this can be read in two ways",
        span,
        f"write {quoted(one)} or {quoted(other)}",
    )


def if_zero_without_division(span: Span) -> Diagnostic:
    """Say that `if zero` stands after something that is no division."""
    return Diagnostic(
        "unexpected-text",
        "`if zero` belongs to a division, and there is none just before it",
        span,
        "write it after `a / b`, or leave it out",
    )


def label_apart_from_its_level(span: Span, level: str) -> Diagnostic:
    """Say that a row has a label for a level that has one, or is declared elsewhere."""
    return Diagnostic(
        "unexpected-text",
        f"this label would not be used: {quoted(level)} is listed apart from the rows",
        span,
        f"write it there, beside {quoted(level)}",
    )


def worth_without_levels(span: Span) -> Diagnostic:
    """Say that answers which are no levels are given a worth."""
    return Diagnostic(
        "unexpected-text",
        "only levels can be given what they are worth",
        span,
        "leave it out: a number is worth itself, and yes is worth 1",
    )


def records_missing(span: Span, name: str) -> Diagnostic:
    """Say that a list is given without its records."""
    return Diagnostic(
        "records-missing",
        f"the records of {quoted(name)} are missing",
        span,
        f"write them on deeper lines below, or {quoted(f'given no {name}')} if it is empty",
    )


def given_before_a_record(span: Span, name: str) -> Diagnostic:
    """Say that a record begins with `given`, which may have been meant as part of a name."""
    return unreadable(
        span, f"leave it out, or, if a fact is called {quoted(name)}, put that in backticks"
    )


def reserved_name(span: Span) -> Diagnostic:
    """Say that a name is a value of the language."""
    return Diagnostic(
        "reserved-name",
        f"{quoted(span.text)} is a value and cannot be a name",
        span,
        "choose another name",
    )


def empty_name(span: Span) -> Diagnostic:
    """Say that there is nothing between two backticks."""
    return Diagnostic(
        "empty-name", "there is no name between these backticks", span, "write a name"
    )


def number_too_long(span: Span, most: int) -> Diagnostic:
    """Say that a number has more digits than the language holds."""
    return Diagnostic(
        "number-too-long",
        f"a number may have {most} digits at most",
        span,
        "write it with fewer digits, or in a larger unit",
    )


def invalid_date(span: Span) -> Diagnostic:
    """Say that a date is not in the calendar."""
    return Diagnostic(
        "invalid-date",
        f"there is no day {quoted(span.text)}",
        span,
        "write year-month-day, such as 2026-01-31",
    )


def too_many(span: Span, what: str, most: int) -> Diagnostic:
    """Say that a policy has more rows or facts than it may."""
    return Diagnostic(
        "too-many", f"a policy may have {most:,} {what} at most", span, "split it into several"
    )


def unsupported_language_version(span: Span) -> Diagnostic:
    """Say that the policy is written in a later version of the language."""
    return Diagnostic(
        "unsupported-version",
        f"this release reads version 1 of the language, not {span.text}",
        span,
        "write `language 1 en`, or install a newer release",
    )
