"""How diagnostics are shown: as text for people, as JSON for programs, for GitHub."""

from __future__ import annotations

import json

import pytest

from relrules.diagnostics import Diagnostic, Note, Severity
from relrules.diagnostics.render import as_github, as_json, as_text, columns, visible
from relrules.source import Source, Span
from relrules.source.encoding import text_source


def at(source: Source, words: str, start: int = 0) -> Span:
    """Return the span of words in a source."""
    found = source.text.index(words, start)
    return Span(source, found, found + len(words))


def mistake(span: Span, help_: str = "mend it", *notes: Note) -> Diagnostic:
    return Diagnostic("a-code", "something is wrong", span, help_, notes=notes)


# ---- text ---------------------------------------------------------------------------------------


def test_the_words_are_marked_with_the_way_out_beside_them() -> None:
    source = Source("a.rel", "policy a\n  when coach lvl = none\n")
    assert as_text([mistake(at(source, "coach lvl"))]) == (
        "error[a-code]: something is wrong\n"
        " --> a.rel:2:8\n"
        "  |\n"
        "2 |   when coach lvl = none\n"
        "  |        ^^^^^^^^^ mend it\n"
    )


def test_diagnostics_follow_each_other_with_an_empty_line_between() -> None:
    source = Source("a.rel", "one two")
    shown = as_text([mistake(at(source, "one")), mistake(at(source, "two"))])
    assert shown.count("error[a-code]") == 2
    assert "^^^ mend it\n\nerror[a-code]" in shown


def test_nothing_found_is_shown_as_nothing() -> None:
    assert as_text([]) == ""


def test_a_warning_says_that_it_is_one() -> None:
    source = Source("a.rel", "one")
    diagnostic = Diagnostic("a-code", "odd", at(source, "one"), "", Severity.WARNING)
    assert as_text([diagnostic]).startswith("warning[a-code]: odd\n")


def test_the_margin_grows_with_the_number_of_the_line() -> None:
    source = Source("a.rel", "x\n" * 99 + "here\n")
    assert as_text([mistake(at(source, "here"))]).splitlines()[1:] == [
        "   --> a.rel:100:1",
        "    |",
        "100 | here",
        "    | ^^^^ mend it",
    ]


def test_a_han_character_is_two_columns_wide_and_one_place() -> None:
    source = Source("a.rel", "  当 教练 = 无 且 b")
    shown = as_text([mistake(at(source, "= 无"))]).splitlines()
    assert shown[1] == " --> a.rel:1:8"
    assert shown[3:] == ["1 |   当 教练 = 无 且 b", "  |           ^^^^ mend it"]


def test_full_width_signs_are_wide_and_accents_take_no_column() -> None:
    assert columns("：，") == 4
    assert columns("e\u0301a") == 2
    source = Source("a.rel", "“é，” = x")
    assert as_text([mistake(at(source, "= x"))]).splitlines()[4] == "  |       ^^^ mend it"


def test_tabs_are_shown_as_four_spaces() -> None:
    source = Source("a.rel", "\t\twrong\there")
    shown = as_text([mistake(at(source, "here"))]).splitlines()
    assert shown[1] == " --> a.rel:1:9"
    assert shown[3:] == ["1 |         wrong    here", "  |                  ^^^^ mend it"]


def test_what_is_missing_at_the_end_of_a_line_is_marked_behind_it() -> None:
    source = Source("a.rel", "define a =   \nnext")
    span = Span(source, 10, 10)
    assert as_text([mistake(span)]).splitlines()[3:] == [
        "1 | define a =",
        "  |           ^ mend it",
    ]


def test_the_end_of_the_file_can_be_marked() -> None:
    source = Source("a.rel", "define a =")
    end = len(source.text)
    shown = as_text([mistake(Span(source, end, end))]).splitlines()
    assert shown[1] == " --> a.rel:1:11"
    assert shown[4] == "  |           ^ mend it"


def test_words_over_several_lines_are_marked_to_the_end_of_the_first() -> None:
    source = Source("a.rel", "  a or\n  b\n")
    assert as_text([mistake(Span(source, 2, 11))]).splitlines()[3:] == [
        "1 |   a or",
        "  |   ^^^^ mend it",
    ]


def test_a_place_without_a_line_has_the_way_out_below_it() -> None:
    assert as_text([mistake(Span(Source("a.rel", ""), 0, 0))]).splitlines()[1:] == [
        " --> a.rel:1:1",
        "  = mend it",
    ]
    assert as_text([mistake(Span(Source("a.rel", ""), 0, 0), "")]).splitlines()[1:] == [
        " --> a.rel:1:1"
    ]


def test_notes_stand_below_with_their_own_places() -> None:
    source = Source("a.rel", "fact a\nfact b\nfact a")
    note = Note("it was first said here", at(source, "a", 5))
    shown = as_text([mistake(at(source, "a", 14), "rename one", note)])
    assert shown.splitlines()[5:] == [
        "note: it was first said here",
        " --> a.rel:1:6",
        "  |",
        "1 | fact a",
        "  |      ^",
    ]


def test_no_line_ends_in_a_space() -> None:
    source = Source("a.rel", "one   \n")
    shown = as_text([mistake(at(source, "one"), "", Note("here", at(source, "one")))])
    assert [line for line in shown.splitlines() if line != line.rstrip()] == []


@pytest.mark.parametrize(
    "character", ["\x1b", "\0", "\u202e", "\u200b", "\ud800", "\u2028", "\x07"]
)
def test_what_could_change_the_screen_is_not_written_to_it(character: str) -> None:
    source = Source(f"a{character}.rel", f"one {character} two")
    diagnostic = Diagnostic("a-code", f"odd {character}", at(source, "two"), f"no {character}")
    for shown in (as_text([diagnostic]), as_github([diagnostic])):
        assert character not in shown.replace(f"a{character}.rel", "")
        shown.replace(f"a{character}.rel", "").encode()
    assert "1 | one \ufffd two\n  |       ^^^" in as_text([diagnostic])


def test_joined_letters_stay_joined() -> None:
    assert visible("می\u200cخواهم") == "می\u200cخواهم"


# ---- where a text comes from --------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["one\r\ntwo wrong\r\n", "\ufeffone\ntwo wrong\n", "one\rtwo wrong"]
)
def test_line_ends_and_byte_order_marks_move_nothing(text: str) -> None:
    source = text_source(text, "a.rel")
    assert as_text([mistake(at(source, "wrong"))]).splitlines()[1:] == [
        " --> a.rel:2:5",
        "  |",
        "2 | two wrong",
        "  |     ^^^^^ mend it",
    ]


def test_a_byte_order_mark_does_not_move_the_first_line() -> None:
    source = text_source("\ufeffwrong", "a.rel")
    (record,) = json.loads(as_json([mistake(at(source, "wrong"))]))
    assert (record["line"], record["column"], record["end_column"]) == (1, 1, 6)


# ---- JSON ---------------------------------------------------------------------------------------


def test_json_has_every_part_and_counts_from_one() -> None:
    source = Source("策略.rel", "事实 甲\n事实 乙\n事实 甲")
    diagnostic = mistake(at(source, "甲", 5), "改名", Note("先在这里", at(source, "甲")))
    text = as_json([diagnostic])
    assert "改名" in text
    assert json.loads(text) == [
        {
            "code": "a-code",
            "severity": "error",
            "message": "something is wrong",
            "help": "改名",
            "file": "策略.rel",
            "line": 3,
            "column": 4,
            "end_line": 3,
            "end_column": 5,
            "notes": [{"message": "先在这里", "file": "策略.rel", "line": 1}],
        }
    ]


def test_json_of_nothing_is_an_empty_list() -> None:
    assert json.loads(as_json([])) == []


def test_json_gives_both_ends_of_what_goes_over_lines() -> None:
    source = Source("a.rel", "one\ntwo\n")
    (record,) = json.loads(as_json([mistake(Span(source, 1, 6))]))
    assert [record[k] for k in ("line", "column", "end_line", "end_column")] == [1, 2, 2, 3]


# ---- GitHub -------------------------------------------------------------------------------------


def test_github_gets_one_command_a_line() -> None:
    source = Source("policies/a.rel", "one\n  two\n")
    warning = Diagnostic("a-code", "odd", at(source, "one"), "", Severity.WARNING)
    assert as_github([mistake(at(source, "two")), warning]).splitlines() == [
        (
            "::error file=policies/a.rel,line=2,endLine=2,col=3,endColumn=6,title=a-code"
            "::something is wrong (mend it)"
        ),
        "::warning file=policies/a.rel,line=1,endLine=1,col=1,endColumn=4,title=a-code::odd",
    ]


def test_github_texts_are_escaped() -> None:
    source = Source("C:\\a,b.rel", "one")
    diagnostic = Diagnostic("a-code", "100% of a: b, c", at(source, "one"), "")
    assert as_github([diagnostic]) == (
        "::error file=C%3A\\a%2Cb.rel,line=1,endLine=1,col=1,endColumn=4,title=a-code"
        "::100%25 of a: b, c"
    )
