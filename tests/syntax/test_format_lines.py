"""How deep lines stand, and where comments go."""

from formatting import formatted


def test_a_translation_stands_under_its_text_unless_that_is_far_right() -> None:
    near = 'advice a\n  when b\n  say "c"\n zh "d"\n de "e"\n'
    assert formatted(near) == 'advice a\n  when b\n  say "c"\n      zh "d"\n      de "e"\n'
    far = f'dimension d\n  1 point when {"a" * 40} because "r"\n zh "s"\n'
    assert formatted(far).splitlines()[-1] == '    zh "s"'


def test_levels_that_go_on_stand_under_the_first() -> None:
    typed = "fact a: levels b\n<c\n<d\nfact e\n levels f\n  <g"
    canonical = (
        "fact a: levels b\n             < c\n             < d\nfact e\n  levels f\n       < g\n"
    )
    assert formatted(typed) == canonical


def test_lines_in_parentheses_stand_deeper() -> None:
    typed = "advice a\n  when (b\nor (c\nand d))\nand e\nand f is one of (\ng,\nh\n)\n"
    assert formatted(typed) == (
        "advice a\n"
        "  when (b\n"
        "      or (c\n"
        "        and d))\n"
        "    and e\n"
        "    and f is one of (\n"
        "      g,\n"
        "      h\n"
        "    )\n"
    )


def test_a_comment_stands_as_deep_as_what_follows_it() -> None:
    typed = "# a\nfact b\n# c\n  choices\n# d\n# e\n      f\n  # g\n\nfact h: date\n      # i"
    assert formatted(typed) == (
        "# a\nfact b\n  # c\n  choices\n    # d\n    # e\n    f\n# g\n\nfact h: date\n# i\n"
    )


def test_a_comment_inside_a_name_moves_above_it() -> None:
    typed = "define a = (no # one\n# two\n  coach) # three\n"
    assert formatted(typed) == "# one\n# two\ndefine a = (no coach)  # three\n"
    below = "fact b: date # zero\n\ndefine a = (no\n  # one\n\n  coach)\ndefine c = (no\n# two\n coach)\n"
    assert formatted(below) == (
        "fact b: date  # zero\n\n# one\ndefine a = (no coach)\n# two\ndefine c = (no coach)\n"
    )


def test_no_line_is_joined_or_split_between_words() -> None:
    typed = "define a = b and (\n\n\nc # d\n or e) and f\n\n  and g\n"
    assert formatted(typed) == (
        "define a = b and (\n\n      c  # d\n      or e) and f\n\n    and g\n"
    )


def test_declarations_without_blank_lines_stay_together() -> None:
    assert formatted("fact a: date\nfact b: date\n\n\nfact c: date") == (
        "fact a: date\nfact b: date\n\nfact c: date\n"
    )
