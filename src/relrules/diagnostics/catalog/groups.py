"""Messages about lists, scales, questionnaires, and what is calculated from several values."""

from collections.abc import Sequence
from typing import Literal, assert_never

from relrules.diagnostics.diagnostic import Diagnostic, Severity
from relrules.diagnostics.words import did_you_mean, listed, near, quoted
from relrules.source import Span


def unknown_group(
    span: Span, kind: Literal["list", "scale", "questionnaire", "item"], suggestions: Sequence[str]
) -> Diagnostic:
    """Say that no list, scale, questionnaire or item has this name."""
    name = " ".join(span.text.strip("`").split())
    message = f"no {kind} is called {quoted(name)}"
    way_out = did_you_mean(suggestions) or f"declare it: {quoted(f'{kind} {name}')}"
    match kind:
        case "list":
            return Diagnostic("unknown-list", message, span, way_out)
        case "scale":
            return Diagnostic("unknown-scale", message, span, way_out)
        case "questionnaire":
            return Diagnostic("unknown-questionnaire", message, span, way_out)
        case "item":
            return Diagnostic("unknown-item", message, span, way_out)
        case _:
            assert_never(kind)


def steps_not_whole(span: Span, may_be: str) -> Diagnostic:
    """Say that a number of steps may be negative or a fraction."""
    return Diagnostic(
        "steps-not-whole",
        f"{quoted(span.text)} may be {may_be}",
        span,
        "a level moves by whole steps: declare a range such as `number from 0 whole`, or round it",
    )


def weight_not_positive(span: Span) -> Diagnostic:
    """Say that a weight is 0 or less."""
    return Diagnostic(
        "weight-not-positive",
        "a weight must be greater than 0",
        span,
        "leave the value out if it should not count",
    )


def missing_weight(span: Span) -> Diagnostic:
    """Say that a value of a weighted average has no weight."""
    return Diagnostic(
        "missing-weight",
        f"{quoted(span.text)} has no weight",
        span,
        f"write one after a colon: {quoted(f'{span.text}: 1')}",
    )


def misplaced_weight(span: Span) -> Diagnostic:
    """Say that a value has a weight outside of a weighted average."""
    return Diagnostic(
        "misplaced-weight",
        "only a weighted average counts by weight",
        span,
        "write `weighted average of`, or take the weight out",
    )


def count_not_positive(span: Span) -> Diagnostic:
    """Say that `at least` stands before 0 or a fraction."""
    return Diagnostic(
        "count-not-positive",
        "records are counted by whole numbers from 1",
        span,
        "write `at least 1`, or `some`",
    )


def list_as_value(span: Span) -> Diagnostic:
    """Say that a list stands where a value must."""
    name = " ".join(span.text.strip("`").split())
    return Diagnostic(
        "wrong-kind",
        f"{quoted(name)} is a list and has no value of its own",
        span,
        f"ask about its records, as in {quoted(f'count of {name}')} or {quoted(f'some {name} have …')}",
    )


def questionnaire_as_value(span: Span) -> Diagnostic:
    """Say that a questionnaire stands where a value must."""
    name = " ".join(span.text.strip("`").split())
    return Diagnostic(
        "wrong-kind",
        f"{quoted(name)} is a questionnaire and has no value of its own",
        span,
        f"say what is taken of its items, as in {quoted(f'total of {name}')}",
    )


def name_of_records(span: Span, list_name: str) -> Diagnostic:
    """Say that a name means something in the records of a list alone."""
    name = " ".join(span.text.strip("`").split())
    return Diagnostic(
        "unknown-name",
        f"{quoted(name)} belongs to each record of {quoted(list_name)}, and means nothing here",
        span,
        f"ask about the records, as in {quoted(f'some {list_name} have …')} "
        f"or {quoted(f'count of {list_name} where …')}",
    )


def given_outside_a_record(span: Span, list_name: str) -> Diagnostic:
    """Say that an example gives what belongs to the records of a list, and names no record."""
    return Diagnostic(
        "unknown-name",
        f"{quoted(span.text)} belongs to each record of {quoted(list_name)}, and means nothing here",
        span,
        f"write it on a deeper line below {quoted(f'given {list_name}')}",
    )


def where_takes_comparison(span: Span, written: str) -> Diagnostic:
    """Say that a number is compared with what stands behind `where` instead of with the count."""
    return Diagnostic(
        "two-readings",
        f"`where` takes all of {quoted(span.text)}, which compares yes or no with a number",
        span,
        f"write {quoted(written)}",
    )


def if_empty_needed(span: Span, name: str) -> Diagnostic:
    """Say that a value of a list has no natural answer where the list is empty."""
    return Diagnostic(
        "if-empty-needed",
        f"this does not say what it is where no record of {quoted(name)} counts",
        span,
        "add `if empty` and a value, or `if empty no answer`",
    )


def too_many_digits(span: Span, digits: int, most: int, way_out: str) -> Diagnostic:
    """Say that a calculation may need more digits than are kept."""
    return Diagnostic(
        "too-many-digits",
        f"this may need {digits} digits; at most {most} are kept exactly",
        span,
        way_out,
    )


def estimate_not_declared(span: Span, name: str) -> Diagnostic:
    """Say that a questionnaire does not tell how many answers an estimate needs."""
    return Diagnostic(
        "estimate-not-declared",
        f"{quoted(name)} does not say how many answers an estimate needs",
        span,
        "add a line such as `estimate needs 8 of 10` to the questionnaire",
    )


def answers_not_yes_or_no(span: Span, name: str) -> Diagnostic:
    """Say that `all of` or `some of` asks a questionnaire that is not answered yes or no."""
    return Diagnostic(
        "answers-not-yes-or-no",
        f"the items of {quoted(name)} are not answered yes or no",
        span,
        f"compare its total or mean with a number, as in {quoted(f'mean of {name} >= 4')}",
    )


def empty_list_meets_all(span: Span, name: str) -> Diagnostic:
    """Say that `all L have C` is yes for a list without records."""
    return Diagnostic(
        "empty-list-meets-all",
        f"this is also yes when {quoted(name)} is empty",
        span,
        f"write {quoted(f'(count of {name}) >= 1 and')} before it, "
        f"or, if an empty list may pass, {quoted(f'no {name} have')} and the opposite",
        Severity.WARNING,
    )


def wrong_worths(span: Span, stated: int, levels: int) -> Diagnostic:
    """Say that `worth` does not list one number a level."""
    return Diagnostic(
        "wrong-worth",
        f"{stated} {'number' if stated == 1 else 'numbers'} for {levels} levels",
        span,
        "give each level one number, the lowest level first",
    )


def wrong_item_count(span: Span, name: str, count: int) -> Diagnostic:
    """Say that an estimate counts other items than there are."""
    return Diagnostic(
        "wrong-item-count",
        f"{quoted(name)} has {count} {'item' if count == 1 else 'items'}",
        span,
        f"write `of {count}`, or add the items that are missing",
    )


def wrong_item_minimum(span: Span, count: int) -> Diagnostic:
    """Say that an estimate needs no whole number of the items."""
    return Diagnostic(
        "wrong-item-count",
        f"{quoted(span.text)} is no number of items between 1 and {count}",
        span,
        "write how many items must be answered",
    )


def not_for_each(span: Span, name: str) -> Diagnostic:
    """Say that advice is expected for a record, and is not asked of every record."""
    return Diagnostic(
        "not-for-each",
        f"{quoted(name)} is not given for each record of a list",
        span,
        "take `for …` out, or write `for each` and the list after its name",
    )


def unknown_record(span: Span, list_name: str, titles: Sequence[str]) -> Diagnostic:
    """Say that an example speaks of a record that it does not give; `titles` are those it gives."""
    suggestions = near(span.text.strip('"'), titles)
    called = listed([quoted(title) for title in titles], "and")
    return Diagnostic(
        "unknown-record",
        f"this example gives no record {span.text} of {quoted(list_name)}",
        span,
        did_you_mean(suggestions)
        or (
            f"it gives {called}"
            if titles
            else f"give it below a line {quoted(f'given {list_name}')}"
        ),
    )


def confidential_told(span: Span, score: str) -> Diagnostic:
    """Say that a confidential fact can be worked out from what everybody sees."""
    return Diagnostic(
        "confidential-told",
        f"{quoted(span.text)} can be worked out from {quoted(score)} and its other parts",
        span,
        "make a second part confidential too, or give several answers the same points",
        Severity.WARNING,
    )


def empty_part(span: Span, name: str) -> Diagnostic:
    """Say that no item of a questionnaire belongs to a part."""
    return Diagnostic(
        "empty-part",
        f"no item of {quoted(name)} belongs to this part",
        span,
        "mark items as `reversed`, or name the items of the part",
    )
