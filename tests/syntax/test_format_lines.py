"""How deep lines stand, and where comments go."""

from formatting import formatted


def test_a_translation_stands_under_its_text() -> None:
    typed = 'advice a\n  when b\n  say "c"\n zh "d"\n de "e"\n'
    assert formatted(typed) == 'advice a\n  when b\n  say "c"\n      zh "d"\n      de "e"\n'


def test_a_translation_in_a_list_stands_under_its_text() -> None:
    typed = 'list a\n  ask "b"\n zh "c"\n  fact d: text\n   ask "e" de "f"\n zh "g"\n'
    assert formatted(typed) == (
        'list a\n  ask "b"\n      zh "c"\n  fact d: text\n    ask "e" de "f"\n        zh "g"\n'
    )


def test_levels_that_go_on_stand_under_the_first() -> None:
    typed = "fact a: levels b\n<c\n<d\nfact e\n levels f\n  <g"
    canonical = (
        "fact a: levels b\n             < c\n             < d\nfact e\n  levels f\n       < g\n"
    )
    assert formatted(typed) == canonical


def test_levels_of_a_scale_that_go_on_stand_under_the_first() -> None:
    typed = "scale a\n      b < c\n    < d\n<e\n"
    assert formatted(typed) == "scale a\n  b < c\n  < d\n  < e\n"


def test_levels_far_to_the_right_go_on_below_the_header() -> None:
    name = "n" * 40
    assert formatted(f"fact {name}: levels b\n<c") == f"fact {name}: levels b\n    < c\n"


def test_a_comparison_does_not_stand_under_levels() -> None:
    typed = "grade a\n  levels b < c\n  c when d\n<3\n  b otherwise\n"
    assert formatted(typed) == ("grade a\n  levels b < c\n  c when d\n    < 3\n  b otherwise\n")


def test_what_stands_inside_a_list_is_one_step_deeper() -> None:
    typed = (
        "list a\n\t\tfact b\n\t\t\t levels\n\t\t\t\tc\n\t\tdefine d = e\n+ (f\n+ g)\n"
        '\t\tdimension h\n\t\t\tpoints by b\n\t\t\t c: 1\n\t\thint "i"\nfact j: text\n'
    )
    assert formatted(typed) == (
        "list a\n  fact b\n    levels\n      c\n  define d = e\n      + (f\n        + g)\n"
        '  dimension h\n    points by b\n      c: 1\n  hint "i"\nfact j: text\n'
    )


def test_records_stand_deeper_than_their_list() -> None:
    typed = 'example "a"\n  given b\n   c = 1\n   c = 2\n  expect d = 1\n'
    assert formatted(typed) == 'example "a"\n  given b\n    c = 1\n    c = 2\n  expect d = 1\n'


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
        "# a\nfact b\n  # c\n  choices\n    # d\n    # e\n    f\n  # g\n\nfact h: date\n  # i\n"
    )


def test_a_comment_stays_with_the_lines_above_it_if_it_is_deeper_than_what_follows() -> None:
    text = (
        "list a\n  fact b: date\n    # of b\n  # between\n  fact c\n    choices\n      d\n"
        "      # of the choices\n    # of c\n  # of a\n# of the policy\nfact e: date\n"
    )
    assert formatted(text) == text
    assert formatted(text.replace("  ", "\t")) == text
    apart = text.replace("  # of a\n", "\n  # of a\n\n")
    assert formatted(apart) == apart


def test_a_comment_of_no_line_s_depth_goes_to_the_nearest_that_is_not_deeper() -> None:
    typed = "fact a\n        choices\n            b\n          # c\n    # d\nfact e: date\n"
    assert formatted(typed) == "fact a\n  choices\n    b\n  # c\n  # d\nfact e: date\n"


def test_a_comment_deeper_than_a_header_stands_where_its_clauses_would() -> None:
    typed = "fact a: date\n # b\nlist c\n     # d\n\nfact e: date\n"
    assert formatted(typed) == "fact a: date\n  # b\nlist c\n  # d\n\nfact e: date\n"


def test_a_comment_right_above_a_line_and_apart_from_what_is_before_it_is_that_line_s() -> None:
    typed = "fact a\n  text\n\n    # of b\nfact b: date\n"
    assert formatted(typed) == "fact a\n  text\n\n# of b\nfact b: date\n"


def test_a_block_of_comments_typed_in_steps_is_one_block() -> None:
    typed = "fact a\n  text\n  # 1\n      # 2\n    # 3\n# 4\n  # 5\nfact b: date\n"
    assert formatted(typed) == ("fact a\n  text\n  # 1\n  # 2\n  # 3\n# 4\n# 5\nfact b: date\n")


def test_a_comment_below_lines_that_change_their_order_of_depth_stays_when_read_again() -> None:
    typed = 'define a = (b\n  + c)\n      assume "d"\n     zh "e"\n   # f\nfact g: date\n'
    once = formatted(typed)
    assert once == (
        'define a = (b\n      + c)\n  assume "d"\n         zh "e"\n  # f\nfact g: date\n'
    )
    assert formatted(once) == once


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
