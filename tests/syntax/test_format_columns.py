"""Lines of one kind that follow each other are in columns."""

import pytest

from formatting import formatted


def test_rows_are_in_columns_and_han_characters_count_two() -> None:
    typed = 'grade g by t\n  a "甲" zh "z" from 3 because "x"\n  bbb "bbb" otherwise\n'
    assert formatted(typed) == (
        'grade g by t\n  a   "甲"  zh "z" from 3  because "x"\n  bbb "bbb"        otherwise\n'
    )


@pytest.mark.parametrize("between", ["\n", "  # alone\n", '  assume "c"\n'])
def test_columns_end_where_the_author_made_a_break(between: str) -> None:
    typed = f"dimension d\n  10 points when a\n{between}  0 points otherwise\n"
    assert formatted(typed) == typed


def test_columns_go_on_after_a_continued_row() -> None:
    typed = "dimension d\n  10 points when a\n    and b\n  0 points otherwise\n"
    assert formatted(typed) == (
        "dimension d\n  10 points when a\n    and b\n  0 points  otherwise\n"
    )


def test_a_very_wide_cell_pushes_nobody() -> None:
    wide = "w" * 45
    typed = f'fact a\n  levels\n    b "{wide}" zh "x"\n    ccc "c" zh "y"\n    d "dd" zh "z"\n'
    assert formatted(typed) == (
        f'fact a\n  levels\n    b   "{wide}"  zh "x"\n    ccc "c"   zh "y"\n    d   "dd"  zh "z"\n'
    )


def test_a_cell_is_measured_by_itself_and_not_by_its_place() -> None:
    long, name = "l" * 30, "n" * 30
    typed = f'fact a\n  levels\n    b "{long}" zh "x" hint "h"\n    {name} "c" zh "yy" hint "i"\n'
    assert formatted(typed) == (
        f'fact a\n  levels\n    {"b":30} "{long}"  zh "x"   hint "h"\n'
        f'    {name} "c"{"":29}  zh "yy"  hint "i"\n'
    )


def test_texts_in_a_condition_are_no_columns() -> None:
    typed = 'grade g\n  aa when b = "x" because "y" zh "z"\n  a "A" otherwise\n'
    assert formatted(typed) == (
        'grade g\n  aa    when b = "x"  because "y" zh "z"\n  a "A" otherwise\n'
    )


# ---- facts, items and parts -----------------------------------------------------------------


def test_facts_on_one_line_are_in_columns_with_those_that_look_alike() -> None:
    typed = (
        "fact a: text\n"
        "fact bbb, cc: date\n"
        'fact d "D" zh "丁": text\n'
        'fact eee "E" zh "e" from f "1": date\n'
        'fact g "GGG" zh "庚": text\n'
        'fact hhh "H" zh "h": date\n'
    )
    assert formatted(typed) == (
        "fact a:       text\n"
        "fact bbb, cc: date\n"
        'fact d "D" zh "丁": text\n'
        'fact eee "E" zh "e" from f "1": date\n'
        'fact g   "GGG"  zh "庚": text\n'
        'fact hhh "H"    zh "h":  date\n'
    )


def test_facts_with_labels_that_share_a_line_are_in_no_columns() -> None:
    typed = 'fact a "A", b: text\nfact ccc "C", d "D": text\n'
    assert formatted(typed) == typed


def test_facts_of_a_list_are_in_columns_of_their_own() -> None:
    typed = "list a\n  fact b: text\n  fact ccccc: text\nfact d: text\nfact eee: text\n"
    assert formatted(typed) == (
        "list a\n  fact b:     text\n  fact ccccc: text\nfact d:   text\nfact eee: text\n"
    )


def test_items_and_parts() -> None:
    typed = (
        'questionnaire a\n  answers yes or no\n  item b "B" zh "b"\n  item cc reversed "CC" zh "c"\n'
        '  item d, eeeeeeeee\n  part f = items\n  part ggg = b\n  part h "H" = d\n'
    )
    assert formatted(typed) == (
        "questionnaire a\n  answers yes or no\n"
        '  item b           "B"   zh "b"\n  item cc reversed "CC"  zh "c"\n'
        '  item d, eeeeeeeee\n  part f   = items\n  part ggg = b\n  part h "H" = d\n'
    )


# ---- rows, entries and limits ---------------------------------------------------------------


def test_rows_of_a_define() -> None:
    typed = 'define a\n  "x" when b\n  ccc + (d) when e because "f"\n  no answer otherwise\n'
    assert formatted(typed) == (
        'define a\n  "x"       when b\n  ccc + (d) when e  because "f"\n  no answer otherwise\n'
    )


def test_entries_one_a_line_are_in_columns_and_those_that_share_a_line_are_not() -> None:
    typed = (
        'dimension a\n  points by b\n    up to 40: 3 because "c"\n    above: 12 because "d"\n'
        "    x: 1, yyyy: 2\n    z: 1\n"
    )
    assert formatted(typed) == (
        "dimension a\n  points by b\n"
        '    up to 40: 3   because "c"\n    above:    12  because "d"\n'
        "    x: 1, yyyy: 2\n    z: 1\n"
    )


def test_entries_of_a_grade() -> None:
    typed = 'grade a by b\n  c: d "D" zh "丁"\n  eee: no answer because "f"\n  g: h, i: j\n'
    assert formatted(typed) == (
        'grade a by b\n  c:   d "D"  zh "丁"\n  eee: no answer  because "f"\n  g: h, i: j\n'
    )


def test_caps_and_gates_have_columns_apart_from_the_rows() -> None:
    typed = (
        'grade a\n  bbbbbbbbbbbb when c\n  d otherwise\n  at most d when e because "f"\n'
        "  at least bbbbbbbbbbbb when g\n"
    )
    assert formatted(typed) == (
        "grade a\n  bbbbbbbbbbbb when c\n  d            otherwise\n"
        '  at most d             when e  because "f"\n  at least bbbbbbbbbbbb when g\n'
    )


# ---- records --------------------------------------------------------------------------------


def test_records_of_the_same_names_are_in_columns() -> None:
    typed = (
        'example "a"\n  given b\n    n = "Chen", r = user\n    n = "Abigail", r = -1\n'
        '    n = "Wu", x = yes\n    n = "Li", x = no, r = 1\n  expect c = 1\n'
    )
    assert formatted(typed) == (
        'example "a"\n  given b\n    n = "Chen",    r = user\n    n = "Abigail", r = -1\n'
        '    n = "Wu", x = yes\n    n = "Li", x = no, r = 1\n  expect c = 1\n'
    )
