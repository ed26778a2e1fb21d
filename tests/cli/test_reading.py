"""Reading FILE: CSV, JSON and NDJSON, and what is wrong with them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from command_line import Cli
from relrules.cli.delimited import sniffed
from relrules.cli.jsondata import json_text, looks_like
from relrules.cli.reading import read_records
from relrules.cli.records import Kind, Records
from relrules.cli.streams import CommandError

POLICY = "customer_relationship"


def read(tmp_path: Path, name: str, text: str | bytes, encoding: str = "utf-8") -> Records:
    file = tmp_path / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read_records(str(file), encoding)


def refused(tmp_path: Path, name: str, text: str | bytes) -> str:
    with pytest.raises(CommandError) as caught:
        read(tmp_path, name, text)
    assert caught.value.code == 2
    return caught.value.message.removeprefix(f"{tmp_path}/{name}: ")


# ---- CSV --------------------------------------------------------------------------------------


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_the_delimiter_is_the_one_between_the_titles(tmp_path: Path, delimiter: str) -> None:
    found = read(tmp_path, "a.csv", f"name{delimiter}note\nA{delimiter}x\n")
    assert found.titles == ("name", "note")
    assert found.records[0].cells == {"name": "A", "note": "x"}


def test_delimiters_inside_quotation_marks_do_not_count() -> None:
    assert sniffed('"a,b,c";"d,e"\n1,2,3,4;5') == ";"
    assert sniffed("single\na,b,c") == ","
    assert sniffed("\n\na;b\n") == ";"


def test_line_ends_may_stand_inside_quotation_marks(tmp_path: Path) -> None:
    found = read(tmp_path, "a.csv", 'name,"no\nte"\r\nA,"x\ny"\r\n\r\nB,z\r\n')
    assert found.titles == ("name", "no\nte")
    assert [(r.number, r.line) for r in found.records] == [(1, 3), (2, 6)]
    assert found.records[0].cells["no\nte"] == "x\ny"


def test_a_byte_order_mark_is_no_part_of_the_first_title(tmp_path: Path) -> None:
    found = read(tmp_path, "a.csv", "\ufeffname,x\nA,1\n")
    assert found.titles == ("name", "x")
    assert found.has_bom


def test_short_rows_are_filled_and_empty_rows_passed_over(tmp_path: Path) -> None:
    found = read(tmp_path, "a.csv", "a,b,\n1\n,,\n\n2,3,\n")
    assert [r.cells for r in found.records] == [{"a": "1", "b": ""}, {"a": "2", "b": "3"}]


def test_a_row_with_more_cells_than_titles_is_a_bad_row(tmp_path: Path) -> None:
    found = read(tmp_path, "a.csv", "a,b\n1,2,3\n1,2,\n")
    assert [r.problem for r in found.records] == [
        "there are 3 cells under 2 titles; without a title: `3`",
        "",
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the file is empty"),
        ("\n\n", "the file is empty"),
        ("a,b\n", "there are titles, but no records under them"),
        ("a,A\n1,2\n", "columns 1 and 2 are both titled `A`; rename or remove one"),
        ("a,,b\n1,2,3\n", "column 2 has values, but no title"),
        ('a,b\n1,2\n"3,4\n5,6\n', "the quotation mark opened in the row of line 3 is never closed"),
        ("a\n\0\n", "line 2 holds a NUL character; is this a CSV file?"),
    ],
)
def test_what_is_wrong_with_csv_is_told(tmp_path: Path, text: str, message: str) -> None:
    assert refused(tmp_path, "a.csv", text) == message


def test_text_after_a_quotation_mark_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, "a.csv", 'a,b\n1,"x"y\n').startswith("line 2 has text right after")


def test_a_text_that_is_no_utf8_names_its_likely_encoding(tmp_path: Path) -> None:
    data = "账户,教练作用\n北门,没有教练\n".encode("gb18030")
    assert refused(tmp_path, "a.csv", data) == ("line 1 is no UTF-8 text; try --encoding gb18030")
    assert read(tmp_path, "a.csv", data, "gb18030").titles == ("账户", "教练作用")


@pytest.mark.parametrize(
    ("text", "delimiter", "line"),
    [
        ("sep=;\na;b,c\n1;2\n", ";", 3),
        ("\ufeffsep=|\r\na|b,c\r\n1|2\r\n", "|", 3),
        ('"sep=,"\na,"b,c"\n1,2\n', ",", 3),
        ("SEP=\t\na\tb,c\n\n1\t2\n", "\t", 4),
    ],
)
def test_the_line_that_names_the_delimiter_is_none_of_titles(
    tmp_path: Path, text: str, delimiter: str, line: int
) -> None:
    found = read(tmp_path, "a.csv", text)
    assert found.delimiter == delimiter
    assert found.titles == ("a", "b,c")
    assert [(r.line, dict(r.cells)) for r in found.records] == [(line, {"a": "1", "b,c": "2"})]


def test_what_is_wrong_below_such_a_line_names_the_line_of_the_file(tmp_path: Path) -> None:
    message = refused(tmp_path, "a.csv", 'sep=;\na;b\n1;"2\n')
    assert message == "the quotation mark opened in the row of line 3 is never closed"
    assert refused(tmp_path, "a.csv", "sep=;\n") == "the file is empty"
    assert read(tmp_path, "a.csv", "sep=x,b\n1,2\n").titles == ("sep=x", "b")


def test_a_workbook_is_one_whatever_it_is_called(tmp_path: Path) -> None:
    assert "this workbook is damaged" in refused(tmp_path, "a.csv", b"PK\x03\x04rest")


# ---- JSON -------------------------------------------------------------------------------------


def test_numbers_are_read_and_written_exactly(tmp_path: Path) -> None:
    text = '[{"a": 0.1000000000000000055, "b": 1e-7, "c": 12345678901234567890, "d": [true, null]}]'
    cells = read(tmp_path, "a.json", text).records[0].cells
    assert cells["a"] == Decimal("0.1000000000000000055")
    assert json_text(dict(cells)) == (
        '{"a": 0.1000000000000000055, "b": 1E-7, "c": 12345678901234567890, "d": [true, null]}'
    )


def test_titles_are_the_keys_of_all_records(tmp_path: Path) -> None:
    found = read(tmp_path, "a.json", '[{"a": 1}, {"b": 2, "a": 3}]')
    assert found.titles == ("a", "b")
    assert read(tmp_path, "b.json", '{"a": 1}').records[0].place == "record 1"


def test_ndjson_is_one_object_a_line(tmp_path: Path) -> None:
    found = read(tmp_path, "a.ndjson", '{"a": 1}\n\n{"a": "x\u2028y"}\n')
    assert [r.place for r in found.records] == ["line 1", "line 3"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the file is empty"),
        ("[]", "the array is empty: there are no records"),
        ('"x"', "records are an array of objects, or one object, not a text"),
        ("3", "records are an array of objects, or one object, not a number"),
        ("[1]", "record 1: a record is an object, not a number"),
        ('[{"a": 1}, null]', "record 2: a record is an object, not null"),
        ('[{}, {"a": 1, "a": 1}]', "record 2: the key `a` stands twice in one object"),
        ('{"a": {"b": 1, "b": 2}}', "record 1: the key `b` stands twice in one object"),
        ('{"a": NaN}', "record 1: NaN is no number; leave out what is unknown"),
        ('{"a": [-Infinity]}', "record 1: -Infinity is no number; leave out what is unknown"),
        ('{"a": "\\ud800"}', "record 1: a text holds half a character (a lone surrogate)"),
        ("[" * 100_000, "the JSON is nested too deep to be read"),
        ('[{"a": 1},\n{"a" 1}]', "line 2 is no JSON: a colon is missing in column 6"),
    ],
)
def test_what_is_wrong_with_json_is_told(tmp_path: Path, text: str, message: str) -> None:
    assert refused(tmp_path, "a.json", text) == message


def test_huge_numbers_are_refused(tmp_path: Path) -> None:
    assert "is too large a number" in refused(tmp_path, "a.json", '{"a": 1%s}' % ("0" * 5000))
    assert "is too large a number" in refused(tmp_path, "a.json", '{"a": 1e99999999999999999999}')


def test_ndjson_under_a_json_name_is_pointed_out(tmp_path: Path) -> None:
    assert "call the file .ndjson" in refused(tmp_path, "a.json", '{"a": 1}\n{"a": 2}\n')


def test_a_line_of_ndjson_that_is_wrong_is_named(tmp_path: Path) -> None:
    assert refused(tmp_path, "a.ndjson", '{"a": 1}\n{"a": 1').startswith("line 2 is no JSON")


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (' [{"a": 1}]', Kind.JSON),
        ('{"a": 1}', Kind.JSON),
        ('{\n"a": 1}', Kind.JSON),
        ('{"a": 1}\n{"a": 2}', Kind.NDJSON),
        ("a,b\n1,2", None),
    ],
)
def test_standard_input_is_known_by_its_content(text: str, kind: Kind | None) -> None:
    assert looks_like(text) is kind


@pytest.mark.parametrize(
    "text",
    [
        "coach_level\nnone\n",
        '[{"coach_level": "none"}]',
        '{"coach_level": "none"}\n{"coach_level": "none"}',
    ],
)
def test_standard_input_may_be_any_of_them(cli: Cli, text: str) -> None:
    ran = cli("score", POLICY, "-", "--format", "ndjson", stdin=text)
    assert ran.code == 0
    assert '"coaching": {"value": 0' in ran.out
