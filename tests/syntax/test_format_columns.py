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
